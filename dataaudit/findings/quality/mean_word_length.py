"""QLT011 mean-word-length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanWordLengthOptions(BoundOptions):
    """Options of mean-word-length."""

    __pydantic_config__ = SECTION

    min_length: Annotated[float, Field(ge=0)] = 3.0
    """Smallest mean word length in characters."""
    max_length: Annotated[float, Field(ge=0)] = 10.0
    """Largest mean word length in characters."""


class MeanWordLength(BoundFinding[MeanWordLengthOptions]):
    """Words that are too short or too long on average.

    What it finds:
        Rows whose mean word length is below min_length or above max_length.

    Why it matters:
        Spaced-out letters, numbers and stray symbols make short "words". Addresses, hashes and text without spaces make
        long ones.

    How it decides:
        The signal mean_word_length (characters of words, adjacent punctuation included, divided by words) below
        min_length (3) or above max_length (10).

    Example:
        "a b c d e f"

    What to do:
        Review a sample (dataaudit show RUN mean-word-length), then repair the spacing upstream or drop the rows with
        clean.drop: [mean-word-length]. Raise max_length for languages with long compounds.

    Known false alarms:
        Languages with long compounds (Finnish, German), and scripts without spaces, which the preset excludes.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1
    """

    code = "QLT011"
    name = "mean-word-length"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("mean_word_length",)
    metric = "quality.mean_word_length.share"
    evidence = (("shortest", "mean_word_length", "min"), ("longest", "mean_word_length", "max"))
    message = (
        "{count} of {rows} texts {count:has|have} a mean word length outside {min_length} to {max_length} characters "
        "(found: {shortest} to {longest})"
    )
    bounds = (
        Bound("mean_word_length", "<", "min_length"),
        Bound("mean_word_length", ">", "max_length"),
    )
    options_class = MeanWordLengthOptions
