"""Columns that are not read: missing values, distinct values, identifiers that repeat, categories by split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dataaudit.config.section import SECTION
from dataaudit.stages.columns.result_schemas import COLUMNS
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    ResultTable,
    RowPart,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsOptions:
    """Columns that are not read as text, turns or split: missing and distinct values, by split."""

    __pydantic_config__ = SECTION


def _digests(options: ColumnsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.columns.column_values import ColumnValues

    watched = context.corpus.roles.watched
    return ColumnValues(tuple(watched), _words(watched)) if watched else None


def _profile(options: ColumnsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.columns.column_profile import ColumnProfile

    watched = context.corpus.roles.watched
    return ColumnProfile(tuple(watched), _words(watched)) if watched else None


def _words(watched: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, words in watched.items() if words)


_SHOWN = TableView(
    table="columns",
    most=30,
    columns=(
        Column(name="column", title="column"),
        Column(name="missing", title="missing"),
        Column(name="distinct", title="distinct values"),
        Column(name="repeated", title="rows whose value another row of the file has"),
    ),
)

SPEC = StageSpec(
    name="columns",
    options=ColumnsOptions,
    row_parts=(RowPart(rank=5, make=_digests),),
    corpus_parts=(
        CorpusPart(
            rank=150,
            progress="Looking at the other columns",
            make=_profile,
            tables=(ResultTable(name="columns", schema=COLUMNS, text="columns that are not read"),),
        ),
    ),
    sections=(
        SectionSpec(
            key="columns",
            rank=135,
            title="Other columns",
            family="columns",
            text="Columns that are not read as text, turns or split.",
            tables=(_SHOWN,),
        ),
    ),
)
