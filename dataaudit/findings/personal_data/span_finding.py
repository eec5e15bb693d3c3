"""The base class of findings about personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanOptions(RowOptions):
    """Options of a finding about personal data."""

    __pydantic_config__ = SECTION

    min_count: Annotated[int, Field(ge=1)] = 1
    """Fewest spans of these types in a flagged text."""
    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of rows up to which the severity is info.")
    ] = 0.0


class SpanFinding(RowFinding[SpanOptions]):
    """Rows with personal data of certain types."""

    family = "personal_data"
    reads = ("pii",)
    options_class = SpanOptions
    types: ClassVar[tuple[str, ...]]
    """Types of spans that count."""
    countries: ClassVar[bool] = False
    """Whether types that begin with a country's code and an underscore count as well."""

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return self._count() >= self.options.min_count

    def worst(self) -> pl.Expr:
        """See ``RowFinding``: by the number of spans."""
        return -self._count().cast(pl.Float64)

    def _count(self) -> pl.Expr:
        kind = pl.element().struct.field("type")
        counted = kind.is_in(list(self.types))
        if self.countries:
            counted |= kind.str.contains("^[a-z]{2}_")
        return pl.col("pii").list.eval(counted).list.sum()
