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
    """Share of the answer's word sequences in the prompt above which a row is found."""


class EchoedAnswer(BoundFinding[EchoedAnswerOptions]):
    """The answer says the prompt again.

    What it finds:
        Rows in which more than max_share of the answer's word sequences stand in the prompt.

    Why it matters:
        Nothing is answered; a model learns to copy.

    How it decides:
        Sequences of five words in lower case (characters in scripts without spaces) of the answer that the user's words
        hold too, over all of them, where the answer is about as long as those words; 1 where the answer is the input
        itself (signal answer_echo); above max_share (0.95).

    Example:
        prompt and answer: "Name three primary colours of light."

    What to do:
        Read a sample; drop the rows with clean.drop: [echoed-answer].

    Known false alarms:
        Tasks whose answer is a part of the prompt: extraction, correction of a text that is right, sorting.

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
    message = "{count} of {rows} rows answer with their prompt (highest share {highest})"
    bounds = (Bound("answer_echo", ">", "max_share"),)
    options_class = EchoedAnswerOptions
