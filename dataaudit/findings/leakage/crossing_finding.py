"""The base class of findings about what crosses splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingOptions(Options):
    """Options of findings about groups and times of splits."""

    __pydantic_config__ = SECTION

    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of the evaluation rows up to which the severity is info.")
    ] = 0.01
    ignore: Annotated[tuple[str, ...], Field(description="Columns that may cross splits.")] = ()


CrossingOptionsT = TypeVar("CrossingOptionsT", bound=CrossingOptions)


class CrossingFinding(Finding[CrossingOptionsT]):
    """A finding about columns of which evaluation rows and training rows should differ: one result a column."""

    family = "leakage"
    severity = "warning"
    subject = "split"
    options_class: ClassVar[type[Options]] = CrossingOptions

    def considered(self, facts: Facts, table: str) -> pl.DataFrame:
        """The table without the columns that may cross splits."""
        return facts.tables[table].filter(~pl.col("column").is_in(list(self.options.ignore)))

    @staticmethod
    def sides(row: Mapping[str, Any]) -> dict[str, Any]:
        """The column and the two splits of a row of a table."""
        return {key: row[key] for key in ("column", "split", "item_split")}

    @staticmethod
    def strongest(found: pl.DataFrame, count: str) -> pl.DataFrame:
        """The pair of splits with the highest count, for every column."""
        order = ["column", count, "split", "item_split"]
        return found.sort(order, descending=[False, True, False, False]).unique(
            "column", keep="first", maintain_order=True
        )
