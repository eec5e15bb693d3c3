"""QLT015 alphabetic-words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphabeticWordsOptions(BoundOptions):
    """Options of alphabetic-words."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Smallest share of words that contain a letter; texts below it are flagged."""


class AlphabeticWords(BoundFinding[AlphabeticWordsOptions]):
    """Too few words that contain a letter.

    What it finds:
        Rows in which fewer than min_share of the words contain at least one letter.

    Why it matters:
        Tables of numbers, logs and ornaments are not prose.

    How it decides:
        Words with a letter divided by all words and symbols (signal alphabetic_word_share), below min_share (0.8).

    Example:
        "12 34 56 - 78 total"

    What to do:
        Review a sample (dataaudit show RUN alphabetic-words), then drop the rows with clean.drop: [alphabetic-words].
        Keep them if the data should teach arithmetic or reading tables.

    Known false alarms:
        Arithmetic, recipes and sports results.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1
    """

    code = "QLT015"
    name = "alphabetic-words"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("alphabetic_word_share",)
    metric = "quality.alphabetic_words.share"
    evidence = (("lowest", "alphabetic_word_share", "min"),)
    message = (
        "{count} of {rows} texts {count:has|have} a letter in fewer than {min_share:%} of words (lowest: {lowest:%})"
    )
    bounds = (Bound("alphabetic_word_share", "<", "min_share"),)
    options_class = AlphabeticWordsOptions
