"""Reads what darknet prints an iteration: ``90: 76.350833, 94.956010 avg loss, 0.001 rate, 3.2 seconds``."""

from __future__ import annotations

import re
from itertools import islice

from dataaudit.training.logs.log_lines import log_lines
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import NUMBER, frame_of
from dataaudit.training.logs.run_log import RawRun

_VALUE = rf"({NUMBER})(?:\(\w+\))?"
_LINE = re.compile(rf"^\s*(\d+): {_VALUE}, {_VALUE} avg(?: loss)?, ({NUMBER}) rate,", re.IGNORECASE)
_FEWEST = 2


def read_file(log: LogFile) -> Runs | None:
    """Read the loss of the batch, its running mean and the learning rate of every iteration."""
    matches = (match for match in map(_LINE.match, log.text.splitlines()) if match)
    if len(list(islice(matches, _FEWEST))) < _FEWEST:
        return None
    records = (
        dict(zip(("step", "loss", "avg loss", "rate"), match.groups(), strict=True))
        for match in (_LINE.match(line.text) for line in log_lines(log.path))
        if match
    )
    roles = {"loss": ("train", "loss"), "rate": ("train", "learning_rate")}
    return "darknet", [RawRun(name=log.path.name, frame=frame_of(records), step="step", roles=roles)]


READER = LogReader(rank=20, known_as="what darknet prints an iteration", read_file=read_file, certain=True)
