"""What must not cross splits: groups in two of them, and training rows later than test rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    Metrics,
    ResultTable,
    RowPart,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)
from dataaudit.stages.splits.result_schemas import GROUPS, TIMES


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitsOptions:
    """Groups in two splits and training rows later than test rows; input.groups and input.time name the columns."""

    __pydantic_config__ = SECTION

    min_groups: Annotated[int, Field(ge=2)] = 8
    """Fewest different values in two splits at which a column that was not declared has groups, and not roles or
    categories."""


def _values(options: SplitsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.splits.key_columns import KeyColumns

    keys = context.corpus.roles.split_keys
    return KeyColumns(keys) if keys.groups or keys.times else None


def _crossing(options: SplitsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.splits.crossing_keys import CrossingKeys

    return CrossingKeys(context.corpus.roles.split_keys, options.min_groups) if context.several_splits else None


def group_metrics(table: pl.DataFrame) -> Metrics:
    """The largest share of an evaluation split's rows whose group a training split has."""
    groups = table.filter(pl.col("kind") == "groups")
    return {"splits.shared_group.share": groups.select((pl.col("shared_rows") / pl.col("rows")).max()).item()}


_GROUPS = TableView(
    table="split_groups",
    most=30,
    columns=(
        Column(name="column", title="column"),
        Column(name="split", title="split"),
        Column(name="item_split", title="evaluation split"),
        Column(name="groups", title="groups of the evaluation split"),
        Column(name="shared_groups", title="of them in both"),
        Column(name="shared_rows", title="rows of the evaluation split in these"),
        Column(name="kind", title="kind"),
    ),
)
_TIMES = TableView(
    table="split_times",
    most=30,
    columns=(
        Column(name="column", title="column"),
        Column(name="split", title="split"),
        Column(name="item_split", title="evaluation split"),
        Column(name="first", title="first"),
        Column(name="last", title="last"),
        Column(name="item_first", title="first of the evaluation split"),
        Column(name="item_last", title="last of the evaluation split"),
        Column(name="later_rows", title="training rows later than the first of the evaluation split"),
    ),
)

SPEC = StageSpec(
    name="splits",
    options=SplitsOptions,
    row_parts=(RowPart(rank=6, make=_values),),
    corpus_parts=(
        CorpusPart(
            rank=155,
            progress="Comparing groups and times of splits",
            make=_crossing,
            tables=(
                ResultTable(
                    name="split_groups",
                    schema=GROUPS,
                    text="groups that two splits share",
                    metrics=group_metrics,
                ),
                ResultTable(name="split_times", schema=TIMES, text="the order in time of splits"),
            ),
        ),
    ),
    sections=(
        SectionSpec(
            key="splits",
            rank=62,
            title="Groups and times by split",
            family="leakage",
            text="Whom or what rows are about, and when they were made, by split.",
            tables=(_GROUPS, _TIMES),
        ),
    ),
)
