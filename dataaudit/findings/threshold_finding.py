"""Findings that compare signals with thresholds, set by presets, learned by calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions

LANGUAGE = "language"
"""The signal by which thresholds can differ."""
_TINY = 1e-9
"""Prevents division by a threshold of 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundOptions(RowOptions):
    """Options of a finding that compares signals with thresholds."""

    __pydantic_config__ = SECTION

    languages: Annotated[
        Mapping[str, Mapping[str, float | None]],
        Field(description="Thresholds by language, such as `zh: {min_share: 0.05}`, that replace the general ones."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """One threshold of a finding.

    Attributes:
        signal: The signal that is compared.
        side: Comparison of signal and threshold that flags a row.
        option: The option that holds the threshold; None turns the bound off.
    """

    signal: str
    side: Literal["<", ">", ">="]
    option: str

    def found(self, limit: pl.Expr) -> pl.Expr:
        """Return an expression that is true beyond the threshold, and null where either is null."""
        value = pl.col(self.signal)
        if self.side == "<":
            return value < limit
        return value > limit if self.side == ">" else value >= limit


BoundOptionsT = TypeVar("BoundOptionsT", bound=BoundOptions)


class BoundFinding(RowFinding[BoundOptionsT], Generic[BoundOptionsT]):
    """A finding about rows with at least one signal out of bounds."""

    bounds: ClassVar[tuple[Bound, ...]]
    options_class = BoundOptions

    def active_bounds(self) -> list[Bound]:
        """Return the bounds that have a threshold, for all languages or for some."""
        by_language = self.options.languages.values()
        return [
            bound
            for bound in self.bounds
            if getattr(self.options, bound.option) is not None
            or any(one.get(bound.option) is not None for one in by_language)
        ]

    def limit(self, bound: Bound) -> pl.Expr:
        """Return the threshold for a row: that of its language if there is one, else the general one."""
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

    def worst(self) -> pl.Expr:
        """See ``RowFinding``: by how far a row is beyond a threshold, as a share of the threshold."""
        beyond = []
        for bound in self.active_bounds():
            value, limit = pl.col(bound.signal).cast(pl.Float64), self.limit(bound)
            distance = limit - value if bound.side == "<" else value - limit
            beyond.append((distance / (limit.abs() + _TINY)).fill_null(float("-inf")))
        return -pl.max_horizontal(beyond)

    def columns(self) -> set[str]:
        """See ``RowFinding``."""
        return super().columns() | ({LANGUAGE} if self.options.languages else set())
