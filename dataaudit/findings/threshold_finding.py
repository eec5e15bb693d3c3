"""Findings that are bounds on signals: what a preset sets, what calibration learns, what a cost can be told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions

LANGUAGE = "language"
"""The signal by which thresholds may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundOptions(RowOptions):
    """Options of a finding that is bounds on signals."""

    __pydantic_config__ = SECTION

    languages: Annotated[
        Mapping[str, Mapping[str, float | None]],
        Field(description="Thresholds by language (as `zh: {min_share: 0.05}`) in place of those that hold for all."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """One threshold of a finding.

    Attributes:
        signal: The signal it is about.
        side: How a row's number stands to the threshold when the row is found.
        option: The option that holds the threshold; None there judges nothing.
    """

    signal: str
    side: Literal["<", ">", ">="]
    option: str

    def found(self, limit: pl.Expr) -> pl.Expr:
        """True for a row on the wrong side of a threshold; null where either is null."""
        value = pl.col(self.signal)
        if self.side == "<":
            return value < limit
        return value > limit if self.side == ">" else value >= limit


BoundOptionsT = TypeVar("BoundOptionsT", bound=BoundOptions)


class BoundFinding(RowFinding[BoundOptionsT], Generic[BoundOptionsT]):
    """A finding about rows whose signals are out of bounds: any of them is enough."""

    bounds: ClassVar[tuple[Bound, ...]]
    options_class = BoundOptions

    def active_bounds(self) -> list[Bound]:
        """The bounds that have a threshold, for all languages or for some."""
        by_language = self.options.languages.values()
        return [
            bound
            for bound in self.bounds
            if getattr(self.options, bound.option) is not None
            or any(one.get(bound.option) is not None for one in by_language)
        ]

    def limit(self, bound: Bound) -> pl.Expr:
        """A bound's threshold for a row, by its language where that has one of its own."""
        general = pl.lit(getattr(self.options, bound.option), pl.Float64)
        own = {name: values[bound.option] for name, values in self.options.languages.items() if bound.option in values}
        if not own:
            return general
        return (
            pl.when(pl.col(LANGUAGE).is_in(list(own)))
            .then(pl.col(LANGUAGE).replace_strict(own, default=None, return_dtype=pl.Float64))
            .otherwise(general)
        )

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        found = pl.lit(value=False)
        for bound in self.active_bounds():
            found |= bound.found(self.limit(bound)).fill_null(value=False)
        return found

    def columns(self) -> set[str]:
        """See ``RowFinding``."""
        return super().columns() | ({LANGUAGE} if self.options.languages else set())
