"""Joins what several processes measured of one training: norms of shards add up, replicas are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from dataaudit.training.monitor_tables import SCHEMAS, table

if TYPE_CHECKING:
    from dataaudit.training.run_folder import RunParts

_NORMS = ("grad_norm", "weight_norm", "update_norm")
_PLACE = ("step", "parameter")


def joined_ranks(parts: Sequence[RunParts], processes: int) -> RunParts:
    """Join the tables of the processes of one run.

    Losses are averaged, times and memory are those of the slowest and the fullest process, rows of batches are put
    together. Of a parameter that is divided between processes the norm is the root of the sum of squares; of one that
    every process holds it is that of the first. What has no step, such as the task, is taken from the first.

    Args:
        parts: What each process wrote; at least one.
        processes: How many there are.
    """
    name, first, metrics, notes = parts[0]
    tables = [part[1] for part in parts]
    joined = dict(first)
    for key, join in _JOINS.items():
        frames = [some[key].with_columns(rank=pl.lit(rank)) for rank, some in enumerate(tables) if key in some]
        if frames:
            joined[key] = join(pl.concat(frames, how="diagonal_relaxed")).select(frames[0].columns).drop("rank")
    told = [*notes, *(note for part in parts[1:] for note in part[3] if note not in notes)]
    told.append(f"joined from {len(parts)} of {processes} processes")
    if "gradients" in joined:
        joined["probes"] = pl.concat([joined["probes"], _replicas(tables)], how="diagonal_relaxed")
        if joined["gradients"]["shard"].any():
            joined |= _totals(joined, [some["monitored_steps"] for some in tables if "monitored_steps" in some])
            if len(parts) < processes:
                told.append("the norms of parameters that are divided between processes are of the parts that are here")
    return name, joined, metrics, told


def _totals(joined: Mapping[str, pl.DataFrame], steps: Sequence[pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Compute the norms over all parameters again, where some are divided between processes."""
    gradients = joined["gradients"]
    known = gradients.filter(pl.col("grad_norm").is_not_null())
    total = known.group_by("step").agg(grad_norm=pl.col("grad_norm").pow(2).sum().sqrt())
    # What is clipped is known of all parameters together: where some of them are whole, it cannot be put together.
    clipped = pl.concat([one.select("step", "clipped_norm") for one in steps]).drop_nulls()
    divided = known.group_by("step").agg(all=pl.col("shard").all()).filter("all")
    clipped = (
        clipped.group_by("step").agg(pl.col("clipped_norm").pow(2).sum().sqrt()).join(divided, on="step", how="semi")
    )
    whole = joined["monitored_steps"].drop("grad_norm", "clipped_norm")
    whole = whole.join(total, on="step", how="left").join(clipped, on="step", how="left", maintain_order="left")
    curves = joined["curves"].join(total, on="step", how="left", maintain_order="left")
    norm = (pl.col("split") == "train") & (pl.col("metric") == "gradient_norm") & pl.col("grad_norm").is_not_null()
    return {
        "monitored_steps": whole.select(joined["monitored_steps"].columns),
        "curves": curves.with_columns(value=pl.when(norm).then("grad_norm").otherwise("value")).drop("grad_norm"),
    }


def _replicas(tables: Sequence[Mapping[str, pl.DataFrame]]) -> pl.DataFrame:
    """Measure how far the weights of parameters that every process holds are apart, at the last common step."""
    frames = [
        some["gradients"]
        .filter(~pl.col("shard"), "trainable", pl.col("weight_norm").is_not_null())
        .with_columns(rank=rank)
        for rank, some in enumerate(tables)
        if "gradients" in some
    ]
    norm = pl.col("weight_norm")
    apart = (
        pl.concat(frames)
        .group_by(_PLACE)
        .agg(
            held=pl.len(),
            alike=pl.col("numel").n_unique() == 1,
            # What is zero everywhere, such as a bias at the start, is equal; weights that are NaN tell nothing.
            apart=pl.when(norm.max() == 0).then(0.0).otherwise((norm.max() - norm.min()) / norm.max()),
            known=norm.is_finite().all(),
        )
        .filter("alike", "known", pl.col("held") == len(tables))
    )
    last = apart.filter(pl.col("step") == pl.col("step").max())
    if len(tables) < 2 or not last.height:
        return pl.DataFrame(schema=SCHEMAS["probes"])
    worst = last.sort("apart").row(-1, named=True)
    least = float(last["apart"].min() or 0.0)  # type: ignore[arg-type]
    return table(
        "probes",
        [
            {"probe": "replicas", "measure": "least_apart", "value": least, "where": ""},
            {"probe": "replicas", "measure": "most_apart", "value": worst["apart"], "where": worst["parameter"]},
        ],
    )


def _gradients(frame: pl.DataFrame) -> pl.DataFrame:
    """Square norms of shards add up."""
    columns = [column for column in frame.columns if column not in _PLACE]
    sums = {name: pl.col(name).pow(2).sum().sqrt() for name in _NORMS}
    sums |= {"nonfinite": pl.col("nonfinite").sum(), "moved": pl.col("moved").mean()}
    shards = frame.group_by(_PLACE, maintain_order=True).agg(
        *(
            pl.when(pl.col("shard").first() & pl.col(name).is_not_null().any()).then(over).otherwise(pl.first(name))
            for name, over in sums.items()
        ),
        *(pl.col(name).first() for name in columns if name not in sums),
    )  # fmt: skip
    return shards.select(frame.columns)


def _curves(frame: pl.DataFrame) -> pl.DataFrame:
    """Average what each process measures on its rows; of all else the first process knows as much as the others."""
    own = pl.col("metric").str.contains("loss") & (pl.col("metric") != "loss_scale")
    at = ["split", "metric", "step", "place"]
    mean = (
        frame.filter(own)
        .group_by(at, maintain_order=True)
        .agg(pl.col("value").mean(), pl.exclude("value", *at).first())
    )
    return pl.concat([mean.select(frame.columns), frame.filter(~own, pl.col("rank") == 0)])


def _steps(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the slowest and the fullest process; norms by step are computed from those by parameter."""
    worst = [name for name in ("seconds", "wait_seconds", "memory_bytes", "graphs") if name in frame.columns]
    rest = [name for name in frame.columns if name not in (*worst, "step")]
    found = frame.group_by("step", maintain_order=True).agg(
        *(pl.col(name).max() for name in worst), *(pl.col(name).first() for name in rest)
    )
    return found.select(frame.columns)


def _units(frame: pl.DataFrame) -> pl.DataFrame:
    """A unit that is active on the rows of one process is not dead: no more than the fewest are dead in all."""
    at = ["module", "kind"]
    return (
        frame.group_by(at, maintain_order=True)
        .agg(
            pl.col("dead").min(), pl.col("saturated").mean(), pl.col("values_per_unit").sum(),
            pl.exclude("dead", "saturated", "values_per_unit", *at).first(),
        )
        .select(frame.columns)
    )  # fmt: skip


def _samples(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows go to other processes in other epochs: means are weighted by how often each saw them."""
    seen = pl.col("seen")
    means = [
        pl.when(pl.col(name).is_not_null().any()).then((pl.col(name) * seen).sum() / seen.sum()).alias(name)
        for name in ("mean_loss", "margin", "correct")
    ]
    return (
        frame.group_by("row_id", maintain_order=True)
        .agg(
            *means, seen.sum(), pl.col("forgotten").sum(), pl.col("learnt_at").max(), pl.col("last_loss", "rank").last()
        )
        .select(frame.columns)
    )


def _all_rows(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("step", maintain_order=True)


_JOINS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "gradients": _gradients,
    "curves": _curves,
    "monitored_steps": _steps,
    "units": _units,
    "samples": _samples,
    "batches": _all_rows,
}
