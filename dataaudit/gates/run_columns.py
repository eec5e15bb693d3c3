"""The tables that gates are evaluated on, as pandas frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq

from dataaudit.errors import RuleError
from dataaudit.store.parts import part_paths, read_table

if TYPE_CHECKING:
    import pandas as pd

SLICE = 500_000
"""Rows that are validated at a time; counts are added up."""


def metric_frame(metrics: Mapping[str, float | int | None]) -> pd.DataFrame:
    """The metrics that have a value, a column each, in one row."""
    import pandas as pd

    return pd.DataFrame({name: [float(value)] for name, value in metrics.items() if value is not None})


def column_types(folder: Path, kind: str) -> dict[str, bool]:
    """Columns of one kind of parts, and whether each holds numbers."""
    first = next(iter(part_paths(folder, kind)), None)
    if first is None:
        message = f"{folder}: has no {kind}/ parts; run dataaudit again"
        raise RuleError(message)
    frame = pl.from_arrow(pq.read_schema(first).empty_table())
    schema = frame.schema if isinstance(frame, pl.DataFrame) else {}
    return {name: kind.is_numeric() or kind == pl.Boolean for name, kind in schema.items()}


def row_slices(folder: Path, kind: str, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Parts as pandas frames of about ``SLICE`` rows; at least one, perhaps empty."""
    held: list[pl.DataFrame] = []
    for path in part_paths(folder, kind):
        held.append(pl.DataFrame(read_table(path, list(columns))))
        if sum(part.height for part in held) >= SLICE:
            yield pl.concat(held).to_pandas()
            held = []
    if held:
        yield pl.concat(held).to_pandas()
