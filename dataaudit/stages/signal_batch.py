"""Batches of signals, with null for rows without a text."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Columns = dict[str, NDArray[np.generic]]
"""Values by signal, one per row."""


def signal_batch(
    schema: pa.Schema, columns: Mapping[str, NDArray[np.generic] | pa.Array], missing: NDArray[np.bool_]
) -> pa.RecordBatch:
    """A batch of signals, null where the text is missing or a number is undefined (NaN).

    Args:
        schema: The columns, in order.
        columns: Values by name, one per row; Arrow arrays are taken as they are.
        missing: Whether a row's text is null, bool.
    """
    arrays = []
    for column in schema:
        values = columns[column.name]
        if isinstance(values, np.ndarray):
            hidden = missing | np.isnan(values) if values.dtype.kind == "f" else missing
            arrays.append(pa.array(values, column.type, mask=hidden))
        else:
            arrays.append(values)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def missing_texts(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    """Whether each row's text is null: bool, one per row."""
    missing: NDArray[np.bool_] = batch.column("text").is_null().to_numpy(zero_copy_only=False)
    return missing


def ratio(numerator: NDArray[np.int64], denominator: NDArray[np.int64]) -> NDArray[np.float64]:
    """The quotients, float64; NaN where the denominator is 0."""
    result = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator != 0)
    return result
