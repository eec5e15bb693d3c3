"""Reads any text whose lines contain named numbers: ``epoch 3, loss: 0.71 acc=0.8``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dataaudit.training.logs.columns import epoch_column, role_of, step_column
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import NUMBER, encoding_of, frame_of
from dataaudit.training.logs.run_log import RawRun

_PAIR = re.compile(
    r"(?<![A-Za-z])(?P<name>[A-Za-z][A-Za-z_/.@-]*(?: (?:loss|acc|accuracy|norm|rate|scale))?)\s*[:=]\s*"
    rf"(?P<value>{NUMBER})(?![\w:/]|\.\d)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?P<name>epoch|step|iter(?:ation)?)s?\b\s*[:=#]?\s*\[?\s*(?P<value>\d+)", re.IGNORECASE)

_LONGEST = 4000
"""Characters of a line that are looked at: the search for names takes the square of a line without a number."""

_SIDE = re.compile(r"\b(train|training|val|valid|validation|eval|test)\b", re.IGNORECASE)
_SIDES = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "eval": "val",
    "test": "test",
}
_ROWS = re.compile(r"\bepoch\b\s*:?\s*\d+\s*\[\s*(\d+)/\d+", re.IGNORECASE)
"""Rows of the epoch processed so far, as in ``Train Epoch: 1 [640/60000 (1%)]``."""


def _record(line: str) -> dict[str, str]:
    line = line[:_LONGEST]
    record = {match["name"]: match["value"] for match in _PAIR.finditer(line)}
    if not any(role_of(name) for name in record):
        return {}
    splits = {_SIDES[word.lower()] for word in _SIDE.findall(line)}
    if len(splits) == 1:
        # "val loss: 1.2, acc: 0.8" and "val: loss=1.2": one word applies to the whole line.
        side = splits.pop()
        record = {_sided(name, side): value for name, value in record.items()}
    for match in _COUNT.finditer(line):
        record.setdefault(match["name"].lower(), match["value"])
    rows = _ROWS.search(line)
    if rows and "step" not in record:
        record["step"] = rows[1]
    return record


def _sided(name: str, side: str) -> str:
    role = role_of(name)
    return f"{side} {name}" if role and role[0] == "train" and role[1] in ("loss", "accuracy", "perplexity") else name


def matches(head: str) -> bool:
    """Whether at least two lines name a known training metric."""
    return sum(bool(_record(line)) for line in head.splitlines()) >= (2 if len(head.splitlines()) > 1 else 1)


def read_file(log: LogFile) -> Runs | None:
    """Read the run of a file; lines without named numbers are skipped."""
    if not matches(log.text):
        return None
    frame = frame_of(_records(log.path))
    step, epoch = step_column(frame.columns), epoch_column(frame.columns)
    if step is not None:
        run = RawRun(name=log.path.name, frame=frame, step=step)
    else:
        run = RawRun(name=log.path.name, frame=frame, step=epoch, unit="epoch" if epoch else "row")
    return "lines of names and numbers", [run]


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as file:
        encoding = encoding_of(file.read(2))
    with path.open(encoding=encoding, errors="replace") as lines:
        for line in lines:
            record = _record(line)
            if record:
                yield record


READER = LogReader(rank=60, known_as="lines that name their numbers, as 'epoch 3, loss: 0.71'", read_file=read_file)
