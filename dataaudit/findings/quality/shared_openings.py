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
    """Share of the rows that may begin, or end, with the same eight words."""
    min_rows: Annotated[int, Field(ge=1)] = 100
    """Rows of the data set from which it is judged."""


class SharedOpenings(Finding[SharedOpeningsOptions]):
    """Many texts begin or end with the same words.

    What it finds:
        A data set in which more than max_share of the rows begin, or end, with the same eight words.

    Why it matters:
        A template: a model learns the frame before the content, and a classifier the frame instead of it.

    How it decides:
        The first and the last eight words of every text of more than eight (characters in scripts without spaces) are
        counted over all rows (passages.parquet, kinds opening and ending); the most frequent one over all rows, above
        max_share (0.05), in data sets of at least min_rows (100) rows.

    Example:
        "Below is an instruction that describes a task." before every row

    What to do:
        Take the template out before training, or let the trainer write it; see passages.parquet.

    Known false alarms:
        Data sets of one form on purpose.

    Source:
        common practice; deepchecks, frequent substrings
    """

    code = "QLT060"
    name = "shared-openings"
    family = "quality"
    severity = "warning"
    subject = "dataset"
    reads = ("passages",)
    message = "{count} of {rows} texts share their {kind} of eight words, more than {max_share} of them"
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
