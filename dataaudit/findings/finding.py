"""The base classes of findings, and the result that a finding returns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, cast

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION

Severity = Literal["info", "warning", "error"]
RANK: Mapping[Severity, int] = {"info": 1, "warning": 2, "error": 3}
"""The graver a severity the higher."""
Status = Literal["preview", "stable", "deprecated"]

SAMPLE = 10
"""Row ids kept in a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Bounds of a signal, both inclusive."""

    __pydantic_config__ = SECTION

    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options that every finding has."""

    __pydantic_config__ = SECTION

    # Described by Field, not by a docstring: subclasses inherit only the former.
    severity: Annotated[Severity | None, Field(description="Severity that replaces the finding's default.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOptions(Options):
    """Options of a finding about single rows."""

    __pydantic_config__ = SECTION

    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of rows up to which the severity is info.")
    ] = 0.01
    when: Annotated[
        Mapping[str, Range | tuple[str, ...]],
        Field(description="Judge only rows whose signals are in these ranges or have one of these values."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of one finding.

    Attributes:
        code: For example ``DUP002``.
        name: For example ``near-duplicate``.
        family: For example ``duplicates``.
        severity: info, warning or error.
        status: ``found``, or ``insufficient_evidence`` where there is too little data to judge.
        subject: dataset, split, class, rows or run.
        count: Number of subjects found.
        share: Their share of all rows, or None.
        evidence: Measured values by name.
        threshold: The options that the decision is based on.
        row_ids: The first rows found.
        message: One sentence for the user.
        advice: What to do.
        confidence: From 0 to 1 for findings about training; None for all others.
        where: Only for findings about training: ``run``, ``steps`` (first and last), ``parameter``, ``module``,
            ``batch_ids``.
        causes: Only for findings about training: possible causes, the most likely first.
        refuted_by: Only for findings about training: what would refute the finding.
        next_measurement: Only for findings about training: what to measure next.
    """

    code: str
    name: str
    family: str
    severity: Severity
    subject: str
    count: int
    share: float | None
    evidence: Mapping[str, Any]
    threshold: Mapping[str, Any]
    row_ids: tuple[int, ...] = ()
    message: str = ""
    advice: str = ""
    status: Literal["found", "insufficient_evidence"] = "found"
    confidence: float | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    causes: tuple[str, ...] = ()
    refuted_by: str = ""
    next_measurement: str = ""


def gravest_first(results: Iterable[Result]) -> list[Result]:
    """Return results by severity, those with too little data last, then by their number of subjects."""
    return sorted(results, key=lambda one: (-RANK[one.severity], one.status != "found", -one.count))


def severity_counts(results: Iterable[Result]) -> list[tuple[Severity, int]]:
    """Return how many results there are of each severity that occurs, the gravest first."""
    counts = Counter(one.severity for one in results)
    return sorted(counts.items(), key=lambda item: -RANK[item[0]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The input of findings about a whole run.

    Attributes:
        rows: Rows of the run, without quarantined ones.
        read: Rows read, quarantined ones included.
        metrics: By dotted name.
        tables: Small tables by name: ``classes``, ``quarantine``, ``notes``.
        flagged: By code: the number of flagged rows, the first of them, and their evidence.
    """

    rows: int
    read: int
    metrics: Mapping[str, float | int | None]
    tables: Mapping[str, pl.DataFrame]
    flagged: Mapping[str, Flagged]


@dataclass(frozen=True, slots=True)
class Flagged:
    """The rows that one finding flagged."""

    count: int = 0
    row_ids: tuple[int, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)


Signals = Callable[[Sequence[str]], Iterator[pl.DataFrame]]
"""Reads signal columns of a run, in row order and in parts."""

OptionsT = TypeVar("OptionsT", bound=Options)
RowOptionsT = TypeVar("RowOptionsT", bound=RowOptions)


class Finding(ABC, Generic[OptionsT]):
    """One finding with its options; the docstring of the class is its page.

    Class attributes describe the finding; an instance judges a run.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[str]
    severity: ClassVar[Severity]
    subject: ClassVar[str]
    reads: ClassVar[tuple[str, ...]]
    """Signal columns, metrics or tables that it requires; without them, the finding does not run."""
    message: ClassVar[str]
    """Message of a result; its placeholders are numbers, evidence and options, see ``page.message_of``."""
    words: ClassVar[Mapping[str, str]] = {}
    """Words that the message shows for coded values of the evidence; their placeholders are the evidence."""
    status: ClassVar[Status] = "stable"
    since: ClassVar[str] = "0.1"
    by_preset: ClassVar[bool] = False
    """Whether it runs only if a preset or the pipeline names it."""
    metric: ClassVar[str | None] = None
    """Name of the metric that holds its share of rows."""
    options_class: ClassVar[type[Options]] = Options

    def __init__(self, options: OptionsT | None = None) -> None:
        self.options = options if options is not None else cast("OptionsT", self.options_class())

    @abstractmethod
    def judge(self, facts: Facts) -> list[Result]:
        """Return what it finds in a run; an empty list if it finds nothing."""

    def metrics(self, signals: Signals) -> dict[str, float | int | None]:
        """Return metrics that depend on its options, other than its share of rows; most findings have none."""
        return {}

    def thresholds(self) -> dict[str, Any]:
        """Return the options that the decision is based on, without the general ones."""
        names = self.options.__dataclass_fields__
        general = set(RowOptions.__dataclass_fields__)
        own = {name: getattr(self.options, name) for name in names if name not in general}
        return {name: value for name, value in own.items() if name != "languages" or value}

    def result(
        self,
        *,
        count: int,
        share: float | None = None,
        evidence: Mapping[str, Any] | None = None,
        row_ids: tuple[int, ...] = (),
        severity: Severity | None = None,
        status: Literal["found", "insufficient_evidence"] = "found",
        subject: str | None = None,
    ) -> Result:
        """Return a result completed from the class and the options."""
        return Result(
            code=self.code,
            name=self.name,
            family=self.family,
            severity=self.options.severity or severity or self.severity,
            subject=subject or self.subject,
            count=count,
            share=share,
            evidence=dict(evidence or {}),
            threshold=self.thresholds(),
            row_ids=row_ids,
            status=status,
        )

    def insufficient(self, reason: str) -> Result:
        """Return the result for too little data to judge."""
        return self.result(count=0, evidence={"reason": reason}, severity="info", status="insufficient_evidence")


class RowFinding(Finding[RowOptionsT]):
    """A finding about single rows: a condition on their signals.

    ``evidence`` lists values as name, signal, and how to aggregate the signal over the flagged rows.
    """

    subject = "rows"
    evidence: ClassVar[tuple[tuple[str, str, Literal["min", "max"]], ...]] = ()
    options_class: ClassVar[type[Options]] = RowOptions

    @abstractmethod
    def condition(self) -> pl.Expr:
        """Return an expression that is true for a flagged row; null counts as false."""

    def mask(self) -> pl.Expr:
        """Return the condition, restricted to the rows that are judged."""
        found = self.condition() & self.judged()
        return found.fill_null(value=False)

    def judged(self) -> pl.Expr:
        """Return an expression that is true for a row that ``when`` selects."""
        judged = pl.lit(value=True)
        for signal, allowed in self.options.when.items():
            column = pl.col(signal)
            if isinstance(allowed, Range):
                if allowed.min is not None:
                    judged &= column >= allowed.min
                if allowed.max is not None:
                    judged &= column <= allowed.max
            else:
                judged &= column.is_in(list(allowed))
        return judged.fill_null(value=False)

    def worst(self) -> pl.Expr | None:
        """Return what flagged rows are shown by, smallest first: the clearest come first; None keeps their order."""
        if not self.evidence:
            return None
        _, signal, aggregate = self.evidence[0]
        value = pl.col(signal).cast(pl.Float64, strict=False)
        return -value if aggregate == "max" else value

    def columns(self) -> set[str]:
        """Return the columns that the mask and the evidence read."""
        return {*self.reads, *self.options.when, *(column for _, column, _ in self.evidence)}

    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """Return required signals that its options name, each with its path among the options."""
        return {}

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``; up to the tolerated share, the severity is info."""
        flagged = facts.flagged[self.code]
        if not flagged.count:
            return []
        share = flagged.count / facts.rows
        mild = share <= self.options.tolerated_share
        return [
            self.result(
                count=flagged.count,
                share=share,
                evidence=flagged.evidence,
                row_ids=flagged.row_ids,
                severity="info" if mild else None,
            )
        ]
