"""Any text whose lines name numbers: ``epoch 3, loss: 0.71 acc=0.8``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dataaudit.training.logs.columns import epoch_column, role_of, step_column
from dataaudit.training.logs.records import NUMBER, frame_of
from dataaudit.training.logs.run_log import RawRun

NAME = "lines of names and numbers"
KNOWN_AS = "lines that name their numbers, as 'epoch 3, loss: 0.71'"

_PAIR = re.compile(
    rf"(?P<name>[A-Za-z][A-Za-z_/.@-]*(?: (?:loss|acc|accuracy|norm|rate|scale))?)\s*[:=]\s*(?P<value>{NUMBER})(?![\w:.])",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?P<name>epoch|step|iter(?:ation)?)s?\b\s*[:=#]?\s*\[?\s*(?P<value>\d+)", re.IGNORECASE)


def _record(line: str) -> dict[str, str]:
    record = {match["name"]: match["value"] for match in _PAIR.finditer(line)}
    if not any(role_of(name) for name in record):
        return {}
    for match in _COUNT.finditer(line):
        record.setdefault(match["name"].lower(), match["value"])
    return record


def matches(head: str) -> bool:
    """Whether at least two lines name a number that training knows."""
    return sum(bool(_record(line)) for line in head.splitlines()) >= 2


def read(path: Path) -> list[RawRun]:
    """The run of a file; lines that name nothing are passed over."""
    frame = frame_of(_records(path))
    step, epoch = step_column(frame.columns), epoch_column(frame.columns)
    if step is not None:
        return [RawRun(name=path.name, frame=frame, step=step)]
    return [RawRun(name=path.name, frame=frame, step=epoch, unit="epoch" if epoch else "row")]


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            record = _record(line[:4000])
            if record:
                yield record
