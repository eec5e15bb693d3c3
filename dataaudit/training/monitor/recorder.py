"""Keeps the measurements of a run, judges them and writes them to a folder. Imports no torch."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from dataaudit.training.judge_run import Judged, judge_run, tables_of
from dataaudit.training.logs.columns import Role, role_of
from dataaudit.training.logs.run_log import CURVES, NOTES
from dataaudit.training.monitor_tables import SCHEMAS, table
from dataaudit.training.run_folder import MARK, rank_folder, read_part, write_run

if TYPE_CHECKING:
    from dataaudit.training.monitor.watched_model import Sampled

_OWN = ("loss", "learning_rate", "gradient_norm", "loss_scale", "skipped")
"""Metrics that the monitor measures itself."""


class Recorder:
    """Measurements of a run.

    Args:
        name: Of the run.
        out: Folder to write to, or None.
        known: ``chance_loss``, ``baseline_loss`` and ``learning_rate``, as far as known.
        start: First step; if above 0, what the folder holds of the steps before it is kept.
        rank: Which of several processes this is; each has its folder in ``out``.
        processes: How many there are.
    """

    def __init__(
        self,
        name: str,
        out: str | Path | None,
        known: Mapping[str, float | None],
        start: int = 0,
        rank: int = 0,
        processes: int = 1,
    ) -> None:
        self.name = name
        self.out = None if out is None else rank_folder(Path(out), rank) if processes > 1 else Path(out)
        if processes > 1 and out is not None:
            # What a training in one process left there would be read instead.
            with suppress(OSError):
                (Path(out) / MARK).unlink()
        self._processes = processes
        self.known = dict(known)
        self.notes: list[str] = []
        self.evaluations: list[bool] = []
        self.baseline = ""
        self.broken = False
        self._points: dict[tuple[str, str], tuple[array[float], array[float]]] = {}
        self._gradients: list[dict[str, Any]] = []
        self._times = (array("d"), array("d"), array("d"))
        self._measured: list[dict[str, Any]] = []
        self._batches: list[tuple[int, Any]] = []
        self._lost: list[bool] = []
        self.measures: list[dict[str, Any]] = []
        self._start = start
        self._earlier: dict[str, pl.DataFrame] = {}
        if start and self.out is not None and (self.out / MARK).is_file():
            _, self._earlier, _, self.notes = read_part(self.out / MARK)
            self.notes.append(f"resumed at step {start}")

    def note(self, text: str) -> None:
        """Keep a sentence for the user."""
        self.notes.append(text)

    def point(self, split: str, metric: str, step: int, value: float) -> None:
        """Add a point to a curve."""
        held = self._points.get((split, metric))
        if held is None:
            held = self._points[split, metric] = (array("d"), array("d"))
        held[0].append(step)
        held[1].append(value)

    def loss(self, name: str, step: int, value: float) -> None:
        """Add a loss of a step: the whole, or a part or one of several models by name."""
        self.broken = self.broken or not math.isfinite(value)
        self.point("train", "loss" if name == "loss" else f"part_loss:{name}", step, value)

    def metric(self, name: str, step: int, value: float) -> None:
        """Add another metric of a step, under the name by which findings know it."""
        role = role_of(name)
        if role is None or (role.split == "train" and role.metric in _OWN):
            role = Role("train", name)
        self.point(role.split, role.metric, step, value)

    def batch(self, step: int, row_ids: Any) -> None:
        """Record the rows of a step."""
        self._batches.append((step, row_ids.cpu().numpy() if hasattr(row_ids, "cpu") else np.asarray(row_ids)))

    def rate(self, step: int, rate: Any) -> None:
        """Record the learning rate of a step; one that lies on a device is left there."""
        if isinstance(rate, float | int):
            self.point("train", "learning_rate", step, float(rate))

    def time(self, step: int, seconds: float, wait: float) -> None:
        """Record the time of a step."""
        steps, taken, waited = self._times
        steps.append(step)
        taken.append(seconds)
        waited.append(wait)

    def sampled(
        self, step: int, models: Sequence[Sampled], scale: float | None, memory: int | None, graphs: int
    ) -> None:
        """Record the measurements of a sampled step, over all models."""
        total, at_step = _joined([one.total for one in models]), _joined([one.at_step for one in models])
        for one in models:
            self._gradients += one.rows
            if one.total and one.at_step is not None:
                self._lost.append(not one.at_step)
        if total is not None:
            self.point("train", "gradient_norm", step, total)
        if scale is not None:
            self.point("train", "loss_scale", step, scale)
        self._measured.append(
            {
                **dict.fromkeys(SCHEMAS["monitored_steps"]), "step": float(step), "grad_norm": total,
                "clipped_norm": at_step, "scale": scale, "memory_bytes": memory, "graphs": graphs,
            }
        )  # fmt: skip

    def curves(self) -> pl.DataFrame:
        """Return the points as the curve table."""
        frames = [
            pl.DataFrame(
                {
                    "split": split, "metric": metric, "column": metric, "step": np.array(steps),
                    "value": np.array(values), "place": np.array(steps, np.int64), "superseded": False,
                }
            ).select(pl.col(name).cast(kind) for name, kind in CURVES.items())
            for (split, metric), (steps, values) in self._points.items()
        ]  # fmt: skip
        return pl.concat(frames) if frames else pl.DataFrame(schema=CURVES)

    def tables(
        self, units: list[dict[str, Any]], modes: list[dict[str, Any]], samples: pl.DataFrame
    ) -> dict[str, pl.DataFrame]:
        """Return all tables that findings read."""
        probes = [*self.measures, *modes]
        if self.evaluations:
            probes.append(_measure("evaluation", "in_train_mode", float(np.mean(self.evaluations))))
        if len(self._lost) >= 3:
            probes.append(_measure("zeroed", "before_step", float(np.mean(self._lost))))
        found = {
            **tables_of(self.curves(), pl.DataFrame(schema=NOTES), self.metrics(), self.baseline),
            "gradients": table("gradients", self._gradients),
            "units": table("units", units),
            "monitored_steps": self._step_table(),
            "probes": table("probes", probes),
        }
        if samples.height:
            found["samples"] = samples
        if self._batches:
            steps = np.concatenate([np.full(len(ids), float(step)) for step, ids in self._batches])
            ids = np.concatenate([ids for _, ids in self._batches]).astype(np.uint64)
            found["batches"] = pl.DataFrame({"step": steps, "row_id": ids}, schema=SCHEMAS["batches"])
        return {**self._earlier, **{name: self._continued(name, frame) for name, frame in found.items()}}

    def _step_table(self) -> pl.DataFrame:
        """The time of every step, beside what was measured in some."""
        names = ("step", "seconds", "wait_seconds")
        times = pl.DataFrame({name: np.array(column) for name, column in zip(names, self._times, strict=True)})
        measured = table("monitored_steps", self._measured).drop(names[1:])
        joined = times.join(measured, on="step", how="left", maintain_order="left")
        return joined.select(list(SCHEMAS["monitored_steps"]))

    def _continued(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Put what was measured before a restart in front; points that are measured again are superseded."""
        earlier = self._earlier.get(name)
        if earlier is None or "step" not in frame.columns:
            return frame
        again = pl.col("step") >= self._start
        if name != "curves":
            return pl.concat([earlier.filter(~again), frame], how="diagonal")
        later = int(earlier["place"].max() or 0) + 1 - self._start  # type: ignore[arg-type]
        return pl.concat(
            [
                earlier.with_columns(superseded=pl.col("superseded") | again),
                frame.with_columns(place=pl.col("place") + max(later, 0)),
            ]
        )

    def metrics(self) -> dict[str, float | int | None]:
        """Return the known facts about the run, as findings read them."""
        known: dict[str, float | int | None] = {f"training.{key}": value for key, value in self.known.items()}
        rates = self._points.get(("train", "learning_rate"))
        if rates and known.get("training.learning_rate") is None:
            # The highest sustained rate: warm-up and decay are below it, a jump of a few steps is above it.
            known["training.learning_rate"] = float(np.quantile(rates[1], 0.95))
        return known

    def judged(self, tables: Mapping[str, pl.DataFrame]) -> Judged:
        """Judge the run by all findings."""
        return judge_run(self.name, tables, self.metrics())

    def write(self, tables: Mapping[str, pl.DataFrame], *, closed: bool) -> None:
        """Write the tables and the mark file to the folder, if there is one.

        Args:
            tables: From ``tables``.
            closed: Whether they are the last.
        """
        if self.out is None:
            return
        write_run(self.out, self.name, tables, self.metrics(), self.notes, closed=closed, processes=self._processes)


def _joined(norms: Sequence[float | None]) -> float | None:
    """Return the norm over several models, or None if none was measured."""
    known = [norm for norm in norms if norm is not None]
    return sum(norm * norm for norm in known) ** 0.5 if known else None


def _measure(probe: str, name: str, value: float) -> dict[str, Any]:
    return {"probe": probe, "measure": name, "value": value, "where": ""}
