"""What an audit of a larger corpus takes, by finished runs on smaller ones of the same kind.

A stage is a line through its measurements, or a power of the rows where it grew faster than they did. Nothing is known
of a machine or of data that were not measured: a forecast says how far it reaches beyond the largest run, and how well
the smaller runs foretell that one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dataaudit.errors import InputError
from dataaudit.results.result import AuditResult

READ = "read"
"""The stage that shards share."""
TAKEN_OVER = 0.27
"""Share of the time of reading that joining shards takes: 7.0 of 26.1 s for 52,002 short rows in four shards."""
_STEEP, _SHORT = 1.15, 1.0
"""Power of the rows from which a stage grows faster than they do, and seconds below which none is told."""
_LEAST = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A finished run.

    Attributes:
        rows: Read.
        seconds: By stage.
        memory: Bytes that the process held at most, by stage.
        disk: Bytes of its tables.
    """

    rows: int
    seconds: Mapping[str, float]
    memory: Mapping[str, int]
    disk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageForecast:
    """A stage.

    Attributes:
        name: Of the stage.
        seconds: On all rows, by one job.
        power: Of the rows where it grew faster than they did, else None.
    """

    name: str
    seconds: float
    power: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """See the module.

    Attributes:
        rows: Of the corpus.
        times: How many times the rows of the largest run.
        stages: The longest first.
        each: Seconds of one of the jobs that share the reading.
        rest: Seconds of what one machine does after them.
        disk: Bytes of the tables.
        memory: Bytes that are held at most; None from runs of one size.
        most_rows: Rows from which a memory that was named does not suffice; None without one or where it is not known.
        error: Relative error with which the smaller runs foretell the largest one; None from fewer than three.
    """

    rows: int
    times: float
    stages: tuple[StageForecast, ...]
    each: float
    rest: float
    disk: float
    memory: float | None
    most_rows: float | None
    error: float | None


def measured(result: AuditResult) -> Measured:
    """The measurements of a run.

    Raises:
        InputError: It was resumed, or took rows over from another: its times are not those of its rows.
    """
    stages = result.manifest.stages
    if any(one["state"] != "done" or (one.get("facts") or {}).get("rows_taken_over") for one in stages):
        message = f"{result.path}: was resumed, joined or made from an earlier run: measure one that was made at once"
        raise InputError(message)
    if not result.row_counts["read"]:
        message = f"{result.path}: has no rows to measure by"
        raise InputError(message)
    return Measured(
        rows=result.row_counts["read"],
        seconds={one["name"]: float(one["seconds"]) for one in stages},
        memory={one["name"]: int(one["peak_memory_bytes"]) for one in stages},
        disk=sum(int(part["bytes"]) for part in result.manifest.parts.values()),
    )


def forecast(runs: Sequence[Measured], rows: int, *, jobs: int = 1, memory: int | None = None) -> Forecast:
    """Foretell a run.

    Args:
        runs: Finished ones, at least one.
        rows: Of the corpus.
        jobs: That share the reading, as ``run --shard K/N``; each on a machine like that of the runs.
        memory: Bytes of the machine that does the rest.
    """
    ordered = sorted(runs, key=lambda one: one.rows)
    stages = tuple(sorted(_stages(ordered, rows), key=lambda one: -one.seconds))
    reading = sum(one.seconds for one in stages if one.name == READ)
    rest = sum(one.seconds for one in stages if one.name != READ)
    held = [(float(one.rows), float(max(one.memory.values(), default=0))) for one in ordered]
    slope, start = _line(held) if ordered[0].rows < ordered[-1].rows else (0.0, 0.0)
    error = None
    if len({one.rows for one in ordered}) >= 3:
        told = sum(one.seconds for one in _stages(ordered[:-1], ordered[-1].rows))
        true = sum(ordered[-1].seconds.values())
        error = (told - true) / true
    return Forecast(
        rows=rows,
        times=rows / ordered[-1].rows,
        stages=stages,
        each=reading / jobs,
        rest=rest + (TAKEN_OVER * reading if jobs > 1 else 0.0),
        disk=_at([(float(one.rows), float(one.disk)) for one in ordered], rows),
        memory=start + slope * rows if slope else None,
        most_rows=(memory - start) / slope if memory is not None and slope else None,
        error=error,
    )


def _stages(runs: Sequence[Measured], rows: int) -> list[StageForecast]:
    names = dict.fromkeys(name for one in runs for name in one.seconds)
    found = []
    for name in names:
        points = [(float(one.rows), max(one.seconds[name], _LEAST)) for one in runs if name in one.seconds]
        power = _power(points)
        seconds = points[-1][1] * (rows / points[-1][0]) ** power if power else _at(points, rows)
        found.append(StageForecast(name=name, seconds=seconds, power=power))
    return found


def _power(points: Sequence[tuple[float, float]]) -> float | None:
    """The power of the rows with which a stage grows, where it is above one."""
    sizes = [point for place, point in enumerate(points) if not place or point[0] > points[place - 1][0]]
    steps = list(pairwise(sizes))
    if not steps or sizes[-1][0] < 2 * sizes[0][0] or sizes[-1][1] < _SHORT:
        return None
    powers = [math.log(long / short) / math.log(many / few) for (few, short), (many, long) in steps]
    return min(powers) if min(powers) > _STEEP else None  # what holds between all sizes, and is no accident of one


def _at(points: Sequence[tuple[float, float]], rows: int) -> float:
    slope, start = _line(points)
    return start + slope * rows


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and start, neither below zero, with the least relative errors; through zero by one size."""
    weights = [1 / max(y, _LEAST) ** 2 for _, y in points]
    total = sum(weights)
    x_mean = sum(w * x for w, (x, _) in zip(weights, points, strict=True)) / total
    y_mean = sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total
    spread = sum(w * (x - x_mean) ** 2 for w, (x, _) in zip(weights, points, strict=True))
    if spread > 0:
        slope = sum(w * (x - x_mean) * (y - y_mean) for w, (x, y) in zip(weights, points, strict=True)) / spread
        start = y_mean - slope * x_mean
        if slope >= 0 and start >= 0:
            return slope, start
        if slope < 0:
            return 0.0, y_mean
    squares = sum(w * x * x for w, (x, _) in zip(weights, points, strict=True))
    return sum(w * x * y for w, (x, y) in zip(weights, points, strict=True)) / squares, 0.0
