"""What a stage says about itself: one ``SPEC`` from which everything else that knows of stages is made.

The pipeline's section ``stages``, the plan, calibration, compilation, progress, metrics, the sections of the report and
the tables of the docs read it; nobody keeps a second list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

import polars as pl
import pyarrow as pa

from dataaudit.config.run_options import LimitsOptions
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import CorpusStage, RowStage

Metrics = dict[str, float | int | None]
"""Numbers of a run by dotted name; None where there was nothing to measure."""

OptionsT = TypeVar("OptionsT")
StageT = TypeVar("StageT", bound=RowStage)


class SignalReader(Protocol):
    """The signals of a run, in row order, a part at a time."""

    def __call__(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """The parts, with some columns or all."""
        ...

    def names(self) -> list[str]:
        """All columns."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StageContext:
    """What a stage may depend on when it is made, beside its own options.

    Attributes:
        corpus: The rows.
        limits: The pipeline's limits, for stages that read other data.
        options: Options by stage name; False for a stage that is off.
        row_stages: Row stages made so far, by name.
        corpus_stages: Names of the corpus stages made so far.
    """

    corpus: Corpus
    limits: LimitsOptions
    options: Mapping[str, Any]
    row_stages: dict[str, RowStage] = field(default_factory=dict)
    corpus_stages: list[str] = field(default_factory=list)

    def row_stage(self, kind: type[StageT]) -> StageT | None:
        """The row stage of a class, or None where it does not run."""
        return next((stage for stage in self.row_stages.values() if isinstance(stage, kind)), None)

    @property
    def labelled(self) -> bool:
        """Whether rows have a label column."""
        return bool(self.corpus.roles.label)

    @property
    def several_splits(self) -> bool:
        """Whether rows may belong to several splits."""
        return self.corpus.several_splits


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPart(Generic[OptionsT]):
    """The part of a stage that computes signals of single rows.

    Attributes:
        rank: Its place among row parts: the order of computing, and of the columns of ``rows/``. A later part sees the
            signals of earlier ones.
        make: Makes it; None where it does not run.
        kernel: Module and function of the kernel that takes longest to compile, and about how many seconds.
        prepare: Loads what could turn out to be missing, before a run writes anything.
        identity: What tells a model behind the options from another of the same name.
        facts: What the manifest says about it after all rows were read.
        outside: Whether it reads more than the row, as files that the row names; such signals are always computed.
    """

    rank: int
    make: Callable[[OptionsT, StageContext], RowStage | None]
    kernel: tuple[str, float] | None = None
    prepare: Callable[[Any], None] | None = None
    identity: Callable[[OptionsT], Any] | None = None
    facts: Callable[[Any], Mapping[str, Any]] | None = None
    outside: bool = False


def no_metrics(table: pl.DataFrame) -> Metrics:
    """The metrics of a table that gives none."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """A table that a run leaves beside its rows.

    Attributes:
        name: Of the file, without its ending.
        schema: Its columns.
        text: What it holds, for the docs.
        metrics: The numbers that are made of it.
        raw: Columns with words of the texts; digests stand for them where a run keeps no raw text.
    """

    name: str
    schema: pa.Schema
    text: str
    metrics: Callable[[pl.DataFrame], Metrics] = no_metrics
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPart(Generic[OptionsT]):
    """A part of a stage that relates rows to each other.

    Attributes:
        rank: Its place among corpus parts; a later one may read the tables of earlier ones.
        progress: What a terminal shows while it works.
        make: Makes it; None where it does not run.
        tables: The tables that become part of the result.
        reads: Tables of earlier stages that it reads where these run; others are not there for it.
        prepare: Checks what could be wrong with it, before a run writes anything.
    """

    rank: int
    progress: str
    make: Callable[[OptionsT, StageContext], CorpusStage | None]
    tables: tuple[ResultTable, ...] = ()
    reads: tuple[str, ...] = ()
    prepare: Callable[[Any], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table in the report.

    Attributes:
        name: In the table.
        title: At its head.
        kind: How its values are shown: as they are, as a percentage, as an excerpt of a dataset's text (masked), as a
            list of words, or as one of ``values``.
        values: What coded values are shown as.
    """

    name: str
    title: str
    kind: Literal["plain", "percent", "excerpt", "words", "coded"] = "plain"
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table of the run as the report shows it.

    Attributes:
        table: Its name.
        columns: Those shown, in order.
        title: Above it.
        most: Rows shown at most.
        per: A column of whose every value ``most`` rows are shown.
        by: Columns that rows are sorted by, each largest first; in their own order where empty.
        least: Rows that it must have to be shown.
    """

    table: str
    columns: tuple[Column, ...]
    title: str = ""
    most: int = 20
    per: str | None = None
    by: tuple[str, ...] = ()
    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    """A section of the report, declared as data; one with its own drawing is a file in report/sections/.

    Every text is English; ``report/i18n/zh.toml`` has the Chinese one under it.

    Attributes:
        key: Its anchor on the page.
        rank: Its place among the sections.
        title: Its heading.
        family: Family of findings with which it is shown; a section by itself where empty.
        text: What it shows.
        tables: Tables of the run.
        histograms: Signals whose distribution is drawn.
    """

    key: str
    rank: int
    title: str
    family: str = ""
    text: str = ""
    tables: tuple[TableView, ...] = ()
    histograms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Signals that a run can write as separate parts.

    Attributes:
        kind: Name of the folder.
        wanted: Whether the options ask for it.
        columns: Signal columns that it is made of.
        table: Makes a part of it from a part of the signals.
    """

    kind: str
    wanted: Callable[[Any], bool]
    columns: tuple[str, ...]
    table: Callable[[pa.Table], pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSpec(Generic[OptionsT]):
    """One stage.

    Attributes:
        name: Its key under ``stages`` in a pipeline.
        options: Its options, a frozen dataclass whose docstring is the help of the key.
        row_parts: What computes signals of single rows.
        corpus_parts: What relates rows.
        gives: What findings may read beyond the signals and tables of its parts: marks that judging makes of them, and
            metrics. Asked only where the stage is on.
        signal_metrics: Numbers made of its signals.
        sections: Sections of the report.
        export: Signals that it can write as separate parts.
        calibrates: Whether quantiles of its signals are learned by ``dataaudit calibrate``, or needed for it.
        source: The package that brings it, with its version, where that is another one; such a stage runs only where a
            pipeline names it.
    """

    name: str
    options: type[OptionsT]
    row_parts: tuple[RowPart[OptionsT], ...] = ()
    corpus_parts: tuple[CorpusPart[OptionsT], ...] = ()
    gives: Callable[[OptionsT, StageContext], Collection[str]] = lambda options, context: ()
    signal_metrics: Callable[[SignalReader], Metrics] | None = None
    sections: tuple[SectionSpec, ...] = ()
    export: Export | None = None
    calibrates: bool = False
    source: tuple[str, str] | None = None


def rate(count: int, total: int) -> float | None:
    """A count as a share of a total; None of nothing."""
    return count / total if total else None
