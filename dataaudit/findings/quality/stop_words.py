"""QLT016 stop-words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWordsOptions(BoundOptions):
    """Options of stop-words."""

    __pydantic_config__ = SECTION

    min_words: Annotated[int, Field(ge=0, le=8)] = 2
    """Fewest distinct function words out of the eight."""


class StopWords(BoundFinding[StopWordsOptions]):
    """Hardly any English function words.

    What it finds:
        Rows that contain fewer than min_words of the eight words the, be, to, of, and, that, have, with.

    Why it matters:
        English prose of some length always contains them; keyword lists and tables do not.

    How it decides:
        How many of the eight occur as whole words in lower case (signal stop_words), below min_words (2). Each counts
        once.

    Example:
        "cheap shoes online buy shoes best price"

    What to do:
        Review a sample (dataaudit show RUN stop-words), then drop the rows with clean.drop: [stop-words]. Use it only
        for English.

    Known false alarms:
        Every language except English, short texts, and headlines.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1; counting as in datatrove (distinct words, this case)
    """

    code = "QLT016"
    name = "stop-words"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("stop_words",)
    metric = "quality.stop_words.share"
    evidence = (("fewest", "stop_words", "min"),)
    message = (
        "{count} of {rows} texts {count:contains|contain} fewer than {min_words} of eight English function words "
        "(fewest: {fewest})"
    )
    bounds = (Bound("stop_words", "<", "min_words"),)
    options_class = StopWordsOptions
