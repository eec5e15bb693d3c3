"""What findings about spans of personal data share."""

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
    """Spans of its types in a text from which it is found."""
    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of rows up to which the severity is info.")
    ] = 0.0


class SpanFinding(RowFinding[SpanOptions]):
    """Rows with personal data of some types."""

    family = "personal_data"
    reads = ("pii",)
    options_class = SpanOptions
    types: ClassVar[tuple[str, ...]]
    """Types of the spans that count."""

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        of_type = pl.col("pii").list.eval(pl.element().struct.field("type").is_in(list(self.types)))
        return of_type.list.sum() >= self.options.min_count
