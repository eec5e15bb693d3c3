"""What the tests of readers look at: points, roles and notes of a run in the shortest words."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

from dataaudit.training.logs.open_log import read_log
from dataaudit.training.logs.run_log import RunLog

Points = list[tuple[float, float | str]]


def written(folder: Path, name: str, data: str | bytes) -> Path:
    """A file of the text as it is: no line end is changed."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def one_run(path: Path, columns: dict[str, str] | None = None) -> RunLog:
    """The only run of a log."""
    (log,) = read_log(path, columns)
    return log


def points(log: RunLog, role: str) -> Points:
    """Step and value of a curve without what gave way; what is not finite as its word."""
    return _shown(_rows(log, role).filter(~pl.col("superseded")))


def gave_way(log: RunLog, role: str) -> Points:
    """Step and value of the points of a curve that were logged again later."""
    return _shown(_rows(log, role).filter("superseded"))


def notes(log: RunLog) -> list[tuple[str, int, float]]:
    """Kind, count and first place of every note."""
    return log.notes.select("kind", "count", "first").rows()


def _rows(log: RunLog, role: str) -> pl.DataFrame:
    split, _, metric = role.rpartition("/")
    return log.curves.filter((pl.col("split") == split) & (pl.col("metric") == metric))


def _shown(rows: pl.DataFrame) -> Points:
    pairs = rows.select("step", "value").rows()
    return [(step, value if math.isfinite(value) else str(value)) for step, value in pairs]
