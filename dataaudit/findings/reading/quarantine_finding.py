"""The base classes of findings about quarantined rows and about notes on files."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from dataaudit.findings.finding import Facts, Finding, Options, Result, Severity


class QuarantineFinding(Finding[Options]):
    """Rows quarantined for one reason: their number, and the first of them."""

    family = "reading"
    severity: ClassVar[Severity] = "warning"
    subject = "rows"
    reads = ("quarantine",)
    table: ClassVar[str] = "quarantine"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        found = facts.tables[self.table].filter(pl.col("code") == self.code)
        if found.is_empty():
            return []
        first = found.row(0, named=True)
        count = int(found["count"].sum())
        evidence = {"files": found.height, "file": first["file"], "place": first["place"], "first": first["message"]}
        share = count / facts.read if self.subject == "rows" and facts.read else None
        return [self.result(count=count, share=share, evidence=evidence)]


class NoteFinding(QuarantineFinding):
    """A note on files, such as values that were read as null."""

    subject = "dataset"
    reads = ("notes",)
    table = "notes"
