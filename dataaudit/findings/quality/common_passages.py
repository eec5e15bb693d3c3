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
    """Share of characters in common lines and paragraphs above which a text is found."""


class CommonPassages(BoundFinding[CommonPassagesOptions]):
    """Mostly lines that stand in many texts.

    What it finds:
        Rows of whose characters more than max_share is in lines or paragraphs that many rows hold.

    Why it matters:
        Menus, notices and licences are learnt hundreds of times, and two pages that differ in one sentence are no exact
        duplicates.

    How it decides:
        Lines and paragraphs of at least 20 bytes, without white space around them, are counted over all rows; those
        that enough rows hold (stages.passages: min_rows 5, min_share 0.0005) are common (passages.parquet). Their
        characters over the text's (signal common_passage_share), above max_share (0.5). A text that is one line or
        paragraph is not counted.

    Example:
        A page of two sentences under the cookie notice of its site

    What to do:
        Read passages.parquet; remove the lines with clean.passages: remove, or drop the rows with
        clean.drop: [common-passages].

    Known false alarms:
        Forms and templates that are meant, short texts made of set phrases, prompts that share their instruction.

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
    message = "{count} of {rows} texts consist to more than {max_share} of lines that many texts hold"
    bounds = (Bound("common_passage_share", ">", "max_share"),)
    options_class = CommonPassagesOptions
