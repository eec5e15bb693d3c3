"""Tables that the monitor, the probes and the learning-rate finder write and findings read."""

from __future__ import annotations

from typing import Any

import polars as pl

SCHEMAS: dict[str, dict[str, Any]] = {
    "gradients": {
        "step": pl.Float64,
        "parameter": pl.String,
        "depth": pl.Int64,
        "numel": pl.Int64,
        "dimensions": pl.Int64,
        "trainable": pl.Boolean,
        "shard": pl.Boolean,
        "embedding": pl.Boolean,
        "held": pl.Boolean,
        "rate": pl.Float64,
        "grad_norm": pl.Float64,
        "nonfinite": pl.Int64,
        "weight_norm": pl.Float64,
        "update_norm": pl.Float64,
        "moved": pl.Float64,
    },
    "units": {
        "module": pl.String,
        "kind": pl.String,
        "output": pl.Boolean,
        "units": pl.Int64,
        "dead": pl.Int64,
        "saturated": pl.Float64,
        "values_per_unit": pl.Int64,
        "first_step": pl.Float64,
        "last_step": pl.Float64,
    },
    "monitored_steps": {
        "step": pl.Float64,
        "grad_norm": pl.Float64,
        "clipped_norm": pl.Float64,
        "scale": pl.Float64,
        "seconds": pl.Float64,
        "wait_seconds": pl.Float64,
        "memory_bytes": pl.Int64,
        "graphs": pl.Int64,
    },
    "samples": {
        "row_id": pl.UInt64,
        "seen": pl.Int64,
        "mean_loss": pl.Float64,
        "last_loss": pl.Float64,
        "margin": pl.Float64,
        "correct": pl.Float64,
        "forgotten": pl.Int64,
        "learnt_at": pl.Int64,
    },
    "memory": {
        "batch_rows": pl.Int64,
        "states": pl.Int64,
        "activations": pl.Int64,
        "peak": pl.Int64,
        "free": pl.Int64,
        "largest_batch": pl.Int64,
    },
    "dynamics": {
        "row_id": pl.UInt64,
        "seen": pl.Int64,
        "targets": pl.Int64,
        "first_loss": pl.Float64,
        "mean_loss": pl.Float64,
        "last_loss": pl.Float64,
        "excess": pl.Float64,
        "least_excess": pl.Float64,
        "margin": pl.Float64,
        "correct": pl.Float64,
        "forgotten": pl.Int64,
        "learnt_at": pl.Int64,
        "gradient": pl.Float64,
        "kind": pl.String,
    },
    "batches": {"step": pl.Float64, "row_id": pl.UInt64},
    "probes": {"probe": pl.String, "measure": pl.String, "value": pl.Float64, "where": pl.String},
    "finder": {
        "steepest": pl.Float64,
        "valley": pl.Float64,
        "divergence": pl.Float64,
        "suggested": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "agree": pl.Boolean,
        "seeds": pl.Int64,
        "warning": pl.String,
    },
    "finder_curves": {"seed": pl.Int64, "rate": pl.Float64, "loss": pl.Float64, "smooth": pl.Float64},
}
"""Columns and types by table.

``grad_norm`` is null if there is no gradient; norms are unscaled and taken before clipping; ``update_norm`` is the
change by the optimizer; ``moved`` is the share of values that it changed, of 16-bit types alone; ``depth`` counts
parameters in model order from the input. ``excess`` is how far a row's loss is above that of similar rows at the same
time, in spreads, averaged over the epochs; ``least_excess`` is its minimum. ``gradient`` is, for classifiers, the mean
norm of the loss's gradient with respect to the logits.
"""


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Build one of the tables from rows."""
    return pl.DataFrame(rows, schema=SCHEMAS[name])
