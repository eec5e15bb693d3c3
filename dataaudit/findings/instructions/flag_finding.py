"""The base class of findings that depend on one flag of the stage ``instructions``."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions, Severity


class FlagFinding(RowFinding[RowOptions]):
    """A finding about rows whose flag is 1.

    Attributes:
        flag: Name of the signal.
    """

    flag: ClassVar[str]
    family = "instructions"
    severity: ClassVar[Severity] = "warning"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col(self.flag) > 0
