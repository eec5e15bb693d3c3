"""Reads columns of numbers without names, where one is the exponential of another: a loss and its perplexity.

Nothing else tells what such columns are, as in RWKV's ``12 3.848293 46.9129 0.00054385 2023-08-01 14:12:12.78 12``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dataaudit.training.logs.log_lines import log_lines
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import frame_of, number
from dataaudit.training.logs.run_log import RawRun

_FEWEST, _SHARE = 5, 0.9
"""Fewest rows, and their smallest share of the first lines."""
_NEAR = 1e-3
"""Relative distance of a perplexity from the exponential of its loss."""
_LOOKED_AT = 400
_HIGHEST_RATE = 0.1


def read_file(log: LogFile) -> Runs | None:
    """Read the loss, the number of its row, and a learning rate where one column can be nothing else."""
    rows = [row for row in map(_row, log.text.splitlines()[:_LOOKED_AT]) if row]
    width = max(map(len, rows), key=[len(row) for row in rows].count, default=0)
    rows = [row for row in rows if len(row) == width]
    if len(rows) < max(_FEWEST, _SHARE * min(len(log.text.splitlines()) - 3, _LOOKED_AT)) or width < 3:
        return None
    columns = np.array(rows, np.float64)
    pair = _pair(columns)
    if pair is None:
        return None
    names = {pair[0]: "loss", pair[1]: "perplexity"}
    if (step := _counter(columns, pair)) is not None:
        names[step] = "step"
    rates = [place for place in range(width) if place not in names and _is_rate(columns[:, place])]
    if len(rates) == 1:
        names[rates[0]] = "learning_rate"
    records = (
        {name: row[place] for place, name in names.items()}
        for row in map(_row, (line.text for line in log_lines(log.path)))
        if row and len(row) == width
    )
    run = RawRun(name=log.path.name, frame=frame_of(records), step="step" if step is not None else None)
    return "columns without names", [run]


def _row(text: str) -> list[float]:
    """The numbers of a line; none where it has other words than a day and a time."""
    cells = [cell for cell in text.replace(",", " ").split() if not _is_time(cell)]
    values = [number(cell) for cell in cells]
    return [float(value) for value in values if value is not None] if None not in values else []


def _is_time(cell: str) -> bool:
    parts = cell.replace(":", "-").replace(".", "-").split("-")
    return len(parts) >= 3 and all(part.isdigit() for part in parts)


def _pair(columns: npt.NDArray[np.float64]) -> tuple[int, int] | None:
    """The columns of a loss and of its perplexity."""
    width = columns.shape[1]
    for loss in range(width):
        values = columns[:, loss]
        if not np.isfinite(values).all() or (np.abs(values) > 50).any() or len(np.unique(values)) < _FEWEST:
            continue
        grown = np.exp(values)
        for other in range(width):
            if other != loss and (np.abs(columns[:, other] - grown) <= _NEAR * grown).all():
                return loss, other
    return None


def _counter(columns: npt.NDArray[np.float64], pair: tuple[int, int]) -> int | None:
    for place in range(columns.shape[1]):
        values = columns[:, place]
        if place not in pair and (values == np.round(values)).all() and (np.diff(values) > 0).all():
            return place
    return None


def _is_rate(values: npt.NDArray[np.float64]) -> bool:
    """Whether small numbers rise at most once and then fall, as a schedule does."""
    if not ((values >= 0) & (values <= _HIGHEST_RATE)).all() or not values.any():
        return False
    top = int(np.argmax(values))
    return bool((np.diff(values[: top + 1]) >= 0).all() and (np.diff(values[top:]) <= 0).all())


READER = LogReader(rank=57, known_as="columns without names, a loss and its perplexity among them", read_file=read_file)
