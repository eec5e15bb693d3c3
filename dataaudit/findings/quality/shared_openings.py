"""QLT060 shared-openings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOpeningsOptions(Options):
    """Options of shared-openings."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Largest share of rows that may start, or end, with the same eight words."""
    min_rows: Annotated[int, Field(ge=1)] = 100
    """Smallest number of rows that is judged."""


class SharedOpenings(Finding[SharedOpeningsOptions]):
    """Many texts start or end with the same words.

    What it finds:
        A data set in which more than max_share of the rows start or end with the same eight words.

    Why it matters:
        This is a template. A model learns the frame before the content, and a classifier may learn only the frame.

    How it decides:
        The first and last eight words of every text of more than eight words (characters in scripts without spaces) are
        counted over all rows (passages.parquet, kinds opening and ending). The share of rows with the most frequent
        one, above max_share (0.05), in data sets of at least min_rows (100) rows.

    Example:
        "Below is an instruction that describes a task." at the start of every row

    What to do:
        Remove the template before training, or let the trainer add it; passages.parquet lists the passages. For data
        that has one form on purpose, raise findings.shared-openings.max_share.

    Known false alarms:
        Data sets whose rows share one form on purpose.

    Source:
        common practice; deepchecks, frequent substrings
    """

    code = "QLT060"
    name = "shared-openings"
    family = "quality"
    severity = "warning"
    subject = "dataset"
    reads = ("passages",)
    message = "{count} of {rows} texts share the same {kind} of eight words (limit: {max_share:%})"
    options_class = SharedOpeningsOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if facts.rows < self.options.min_rows:
            return []
        found = []
        for kind in ("opening", "ending"):
            passages = facts.tables["passages"].filter(pl.col("kind") == kind).sort("rows", descending=True)
            if passages.height and passages["share"][0] > self.options.max_share:
                first = passages.row(0, named=True)
                evidence = {"kind": kind, "different": passages.height}
                ids = tuple(first["row_ids"])
                found.append(self.result(count=first["rows"], share=first["share"], evidence=evidence, row_ids=ids))
        return found
