"""Weights and repetition factors that balance classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.classes.result_schemas import WEIGHTS
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore

BETA = 0.9999
"""The parameter beta of the effective number of samples."""
MOST_REPEATS = 20.0
"""Largest repetition factor."""


@dataclass(frozen=True, slots=True)
class ClassWeights:
    """Corpus stage ``class_weights``, after ``classes``.

    Attributes:
        name: ``class_weights``.

    Tables: ``class_weights``.
    """

    name: str = "class_weights"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ()

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("class_weights",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        classes = store.read("classes")
        rows = [] if classes is None else [row for row in classes.to_pylist() if row["split"] is None]
        counts = np.array([row["rows"] for row in rows], np.float64)
        columns = {"label": [row["label"] for row in rows], "rows": [row["rows"] for row in rows], **weights(counts)}
        store.write("class_weights", pa.table(columns, schema=WEIGHTS))
        return {"classes": len(rows)}


def weights(counts: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Weights of classes by column of ``class_weights.parquet``; empty arrays for no classes.

    Source: Cui et al. 2019, "Class-Balanced Loss Based on Effective Number of Samples".

    Args:
        counts: Rows of every class, at least 1, float64.

    Examples:
        >>> weights(np.array([90.0, 10.0]))["inverse_weight"].round(3).tolist()
        [0.556, 5.0]
    """
    total = counts.sum()
    inverse = total / (len(counts) * counts) if len(counts) else counts
    effective = (1 - BETA) / (1 - BETA**counts) if len(counts) else counts
    effective = effective * total / (effective * counts).sum() if len(counts) else counts
    return {
        "inverse_weight": inverse,
        "effective_weight": effective,
        "sampling_probability": 1 / (len(counts) * counts) if len(counts) else counts,
        "repeat": np.clip(np.median(counts) / counts, 1.0, MOST_REPEATS) if len(counts) else counts,
    }
