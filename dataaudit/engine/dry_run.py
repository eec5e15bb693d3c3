"""What a plan will produce, found before any row is read by judging zero rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from dataaudit.engine.evaluate import evaluate
from dataaudit.engine.judge import Duplicates
from dataaudit.engine.metrics import AUGMENTATION_METRICS, TRAINING_METRICS
from dataaudit.engine.plan import Plan
from dataaudit.stages.contract import SCRATCH
from dataaudit.stages.registry import result_tables


@dataclass(frozen=True, slots=True)
class Outline:
    """Names that rules may use.

    Attributes:
        metrics: Names of the metrics.
        columns: Columns of ``rows/``, and whether each holds numbers.
    """

    metrics: frozenset[str]
    columns: dict[str, bool]


@dataclass(frozen=True, slots=True)
class _NoRows:
    """Signals of no rows at all."""

    rows: pl.DataFrame

    def __call__(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        return iter([self.rows if columns is None else self.rows.select(columns)])

    def names(self) -> list[str]:
        return self.rows.columns


def dry_run(plan: Plan) -> Outline:
    """The metrics and row columns of a plan's result.

    Raises:
        ConfigurationError: ``clean.drop`` names what cannot be dropped.
    """
    identity = [("row_id", pa.uint64()), ("file", pa.string()), ("position", pa.int64())]
    fields = [*identity, ("split", pa.string()), ("label", pa.string()), ("row_digest", pa.uint64())]
    fields += [(one.name, one.type) for stage in plan.row_stages for one in stage.schema]
    fields += [(one.name, one.type) for stage in plan.corpus_stages for one in stage.added]
    schema = pa.schema([entry for entry in fields if not entry[0].startswith(SCRATCH)])
    rows = pl.DataFrame(schema.empty_table())

    parts = _NoRows(rows)
    made = {table.name for one in plan.relations for table in one.part.tables}
    frames = {name: pl.DataFrame(result_tables()[name].schema.empty_table()) for name in made}
    evaluation = evaluate(parts, plan.findings, plan.pipeline, Duplicates(), frames, 0)
    columns = pl.concat([rows, evaluation.judgement.outcome(0, 0)], how="horizontal").schema
    later = [*(TRAINING_METRICS if plan.pipeline.training else ())]
    later += AUGMENTATION_METRICS if plan.pipeline.augment else ()
    return Outline(
        frozenset([*evaluation.metrics, *later]),
        {name: kind.is_numeric() or kind == pl.Boolean for name, kind in columns.items()},
    )
