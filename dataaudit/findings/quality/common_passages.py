"""QLT059 common-passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonPassagesOptions(BoundOptions):
    """Options of common-passages."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.5
    """Largest share of characters in common lines and paragraphs; texts above it are flagged."""


class CommonPassages(BoundFinding[CommonPassagesOptions]):
    """Mostly lines that occur in many texts.

    What it finds:
        Rows in which more than max_share of the characters are in lines or paragraphs that many rows share.

    Why it matters:
        Menus, notices and licences are learned hundreds of times, and two pages that differ in one sentence escape
        exact deduplication.

    How it decides:
        Lines and paragraphs of at least 20 bytes, without surrounding white space, are counted over all rows. Those
        that occur in enough rows (stages.passages: min_rows 5, min_share 0.0005) are common and listed in
        passages.parquet. Their characters divided by those of the text (signal common_passage_share), above max_share
        (0.5). A text that consists of a single line or paragraph is not counted.

    Example:
        A page of two sentences below the cookie notice of its site.

    What to do:
        Read passages.parquet, then remove the lines with clean.passages: remove, or drop the rows with clean.drop:
        [common-passages]. Do neither where prompts share their instruction on purpose.

    Known false alarms:
        Intended forms and templates, short texts made of standard phrases, prompts that share their instruction.

    Source:
        Wenzek et al. 2020, "CCNet: Extracting High Quality Monolingual Datasets from Web Crawl Data", section 3.1
    """

    code = "QLT059"
    name = "common-passages"
    family = "quality"
    severity = "warning"
    reads = ("common_passage_share",)
    metric = "quality.common_passages.share"
    evidence = (("highest", "common_passage_share", "max"),)
    message = (
        "{count} of {rows} texts {count:is|are} more than {max_share:%} lines or paragraphs that many texts share "
        "(highest: {highest:%})"
    )
    bounds = (Bound("common_passage_share", ">", "max_share"),)
    options_class = CommonPassagesOptions
