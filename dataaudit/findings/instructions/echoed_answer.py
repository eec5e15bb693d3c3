"""INS002 echoed-answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoedAnswerOptions(BoundOptions):
    """Options of echoed-answer."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.95
    """Largest share of the answer's word sequences that occur in the prompt; rows above it are flagged."""


class EchoedAnswer(BoundFinding[EchoedAnswerOptions]):
    """The answer repeats the prompt.

    What it finds:
        Rows in which more than max_share of the answer's word sequences occur in the prompt.

    Why it matters:
        Such a row answers nothing, and a model learns to copy.

    How it decides:
        Sequences of five words in lower case (characters in scripts without spaces) of the answer that also occur in
        the user's words, divided by all sequences of the answer, if the answer is about as long as those words; 1 if
        the answer is the input itself (signal answer_echo). Flagged above max_share (0.95).

    Example:
        prompt and answer: "Name three primary colours of light."

    What to do:
        Review a sample (dataaudit show RUN echoed-answer), then drop the rows with clean.drop: [echoed-answer]. Keep
        extraction, correction and sorting tasks.

    Known false alarms:
        Tasks whose answer is part of the prompt: extraction, correction of text without errors, sorting.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS002"
    name = "echoed-answer"
    family = "instructions"
    severity = "warning"
    reads = ("answer_echo",)
    metric = "instructions.echoed_answer.share"
    evidence = (("highest", "answer_echo", "max"),)
    message = "{count} of {rows} answers {count:repeats|repeat} the prompt (highest overlap: {highest:%})"
    bounds = (Bound("answer_echo", ">", "max_share"),)
    options_class = EchoedAnswerOptions
