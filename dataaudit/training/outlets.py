"""Everybody who is told while a training runs: alarms and trackers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from dataaudit.findings.finding import Result
from dataaudit.training.alarms import Alarms, Tell
from dataaudit.training.judge_run import Judged
from dataaudit.training.sink import Sink, Sinks


class Outlets:
    """Alarms and trackers of a run.

    Args:
        on_finding: See ``Alarms``.
        stop_on: See ``Alarms``.
        trackers: Names of trackers, or sinks.
        folder: Of the run, or None.
        note: Called with a sentence if somebody cannot be reached.
        rank: Which of several processes this is: the first alone tells what all of them see.
        processes: How many there are; of several none is stopped, because the others would wait for it.

    Raises:
        ValueError: There is no such severity.
        UsageError: A tracker cannot be used.
    """

    def __init__(
        self,
        on_finding: Tell | str | None,
        stop_on: str | None,
        trackers: Sequence[str | Sink],
        folder: Path | None,
        note: Callable[[str], None],
        rank: int = 0,
        processes: int = 1,
    ) -> None:
        if processes > 1 and stop_on is not None:
            note(f"stop_on is left out: {processes} processes train together, and the others would wait")
            stop_on = None
        self._alarms = Alarms(None if rank else on_finding, stop_on, note)
        self._sinks = Sinks(() if rank else trackers, folder, note)
        self.wanted = self._alarms.wanted or bool(self._sinks)

    @property
    def stopped_by(self) -> Result | None:
        """The finding for which the training is to stop."""
        return self._alarms.stopped_by

    def tell(self, tables: Mapping[str, pl.DataFrame], judge: Callable[[], Judged], *, ended: bool) -> None:
        """Tell what is new.

        Args:
            tables: Of the run so far.
            judge: Returns its findings; called only if somebody listens.
            ended: Whether the training has.
        """
        if self.wanted:
            findings = judge().findings
            news = self._alarms.look(findings, ended=ended)
            self._sinks.send(measurements(tables), news)

    def close(self) -> None:
        """Wait until all is told."""
        self._alarms.close()
        self._sinks.close()


def measurements(tables: Mapping[str, pl.DataFrame]) -> list[tuple[int, dict[str, float]]]:
    """Return what trackers get of every measured step: norms, and how far parameters move relative to their size.

    Args:
        tables: Of the monitor.
    """
    if "monitored_steps" not in tables or "gradients" not in tables:
        return []
    ratio = pl.col("update_norm") / pl.when(pl.col("weight_norm") > 0).then("weight_norm")
    moved = tables["gradients"].group_by("step").agg(
        update_ratio_median=ratio.median(), update_ratio_largest=ratio.max()
    )  # fmt: skip
    steps = tables["monitored_steps"].filter(pl.col("grad_norm").is_not_null())
    known = steps.select("step", "grad_norm", "clipped_norm", "memory_bytes").join(moved, on="step", how="left")
    return [
        (int(row.pop("step")), {name: float(value) for name, value in row.items() if value is not None})
        for row in known.sort("step").iter_rows(named=True)
    ]
