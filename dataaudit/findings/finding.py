"""What a finding is, and what it says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, cast

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION

Severity = Literal["info", "warning", "error"]
Status = Literal["preview", "stable", "deprecated"]

SAMPLE = 10
"""Row ids that a result names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Bounds of a signal, both included."""

    __pydantic_config__ = SECTION

    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options that every finding has."""

    __pydantic_config__ = SECTION

    # Described by Field and not by a docstring: subclasses inherit the one and not the other.
    severity: Annotated[Severity | None, Field(description="Severity in place of the finding's own.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOptions(Options):
    """Options of a finding about single rows."""

    __pydantic_config__ = SECTION

    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of the rows up to which the finding is information only.")
    ] = 0.01
    when: Annotated[
        Mapping[str, Range | tuple[str, ...]],
        Field(description="Signals that must lie in a range or have one of some values for a row to be judged at all."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one finding found.

    Attributes:
        code: As ``DUP002``.
        name: As ``near-duplicate``.
        family: As ``duplicates``.
        severity: info, warning or error.
        status: ``found``, or ``insufficient_evidence`` where there is too little to judge.
        subject: What it is about: dataset, split, class, rows or run.
        count: How many of them.
        share: Their share of all rows, or None.
        evidence: Measured numbers by name.
        threshold: The options that decided.
        row_ids: The first rows concerned.
        message: One sentence for the user.
        advice: What to do.
        confidence: From 0 to 1, of findings about training; None of the others.
        where: Of findings about training: ``run``, ``steps`` (first and last), ``parameter``, ``module``,
        ``batch_ids``. causes: Of findings about training: what it may come from, the likeliest first. refuted_by: Of
        findings about training: what would show that it is none. next_measurement: Of findings about training: what
        to measure next.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What findings about a whole run read.

    Attributes:
        rows: Rows of the run's table, quarantined ones not counted.
        read: Rows read, quarantined ones included.
        metrics: By dotted name.
        tables: Small tables by name: ``classes``, ``quarantine``, ``notes``.
        flagged: By code: how many rows carry it, the first of them, and the evidence about them.
    """

    rows: int
    read: int
    metrics: Mapping[str, float | int | None]
    tables: Mapping[str, pl.DataFrame]
    flagged: Mapping[str, Flagged]


@dataclass(frozen=True, slots=True)
class Flagged:
    """The rows that carry one finding's code."""

    count: int = 0
    row_ids: tuple[int, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)


Signals = Callable[[Sequence[str]], Iterator[pl.DataFrame]]
"""Some signal columns of a run, in row order, a part at a time."""

OptionsT = TypeVar("OptionsT", bound=Options)
RowOptionsT = TypeVar("RowOptionsT", bound=RowOptions)


class Finding(ABC, Generic[OptionsT]):
    """One finding with its options; the class's docstring is its page.

    Class attributes say what it is; an instance judges.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[str]
    severity: ClassVar[Severity]
    subject: ClassVar[str]
    reads: ClassVar[tuple[str, ...]]
    """Signal columns, metrics or tables that must be there; otherwise the finding does not run."""
    message: ClassVar[str]
    """What a result says: placeholders are its numbers, the evidence and the options."""
    words: ClassVar[Mapping[str, str]] = {}
    """What coded values of the evidence are shown as in the message; placeholders are the evidence."""
    status: ClassVar[Status] = "stable"
    since: ClassVar[str] = "0.1"
    by_preset: ClassVar[bool] = False
    """Whether it runs only when a preset or the pipeline names it."""
    metric: ClassVar[str | None] = None
    """Name of the metric that is its share of rows."""
    options_class: ClassVar[type[Options]] = Options

    def __init__(self, options: OptionsT | None = None) -> None:
        self.options = options if options is not None else cast("OptionsT", self.options_class())

    @abstractmethod
    def judge(self, facts: Facts) -> list[Result]:
        """What it finds in a run; an empty list for nothing."""

    def metrics(self, signals: Signals) -> dict[str, float | int | None]:
        """Numbers that its options decide, beside its share of rows; most have none."""
        return {}

    def thresholds(self) -> dict[str, Any]:
        """The options that decide, without the general ones."""
        names = self.options.__dataclass_fields__
        general = set(RowOptions.__dataclass_fields__)
        told = {name: getattr(self.options, name) for name in names if name not in general}
        return {name: value for name, value in told.items() if name != "languages" or value}

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
        """A result with what the class and the options say filled in."""
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
        """The result that says there is too little to judge."""
        return self.result(count=0, evidence={"reason": reason}, severity="info", status="insufficient_evidence")


class RowFinding(Finding[RowOptionsT]):
    """A finding about single rows: a condition on their signals.

    ``evidence`` names numbers, each with a signal and how to sum it up over the rows found.
    """

    subject = "rows"
    evidence: ClassVar[tuple[tuple[str, str, Literal["min", "max"]], ...]] = ()
    options_class: ClassVar[type[Options]] = RowOptions

    @abstractmethod
    def condition(self) -> pl.Expr:
        """True for a row that it finds, by the columns that it reads; null counts as false."""

    def mask(self) -> pl.Expr:
        """The condition, where the options say that rows are judged at all."""
        found = self.condition() & self.judged()
        return found.fill_null(value=False)

    def judged(self) -> pl.Expr:
        """True for a row that the options let the finding judge."""
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

    def columns(self) -> set[str]:
        """Columns that the mask and the evidence need."""
        return {*self.reads, *self.options.when, *(column for _, column, _ in self.evidence)}

    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """Signals that its options ask for by name, and where among the options; they must be there."""
        return {}

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``: its rows, as information up to the tolerated share."""
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
