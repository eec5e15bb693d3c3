"""The base class of findings about columns that are not read."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Annotated, TypeVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnOptions(Options):
    """Options of every finding about columns."""

    __pydantic_config__ = SECTION

    ignore: Annotated[tuple[str, ...], Field(description="Columns that are as they should be.")] = ()


ColumnOptionsT = TypeVar("ColumnOptionsT", bound=ColumnOptions)


class ColumnFinding(Finding[ColumnOptionsT]):
    """A finding that names columns of the table ``columns``."""

    family = "columns"
    subject = "dataset"
    reads = ("columns",)

    @abstractmethod
    def condition(self) -> pl.Expr:
        """Which columns are named."""

    @abstractmethod
    def concerned(self) -> pl.Expr:
        """How many rows of a column the finding is about."""

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["columns"].filter(~pl.col("column").is_in(list(self.options.ignore)), self.condition())
        if not table.height:
            return []
        counted = table.select("column", count=self.concerned().cast(pl.Int64)).sort(
            "count", "column", descending=[True, False]
        )
        named = [f"'{column}' ({count:,})" for column, count in counted.iter_rows()]
        more = [f"{len(named) - SHOWN} more"] if len(named) > SHOWN else []
        count = max(counted["count"].to_list())
        evidence = {"columns": ", ".join(named[:SHOWN] + more)}
        return [self.result(count=count, share=count / max(facts.rows, 1), evidence=evidence)]
