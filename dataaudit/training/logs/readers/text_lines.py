"""Reads any text whose lines name their numbers: ``epoch 3, loss: 0.71 acc=0.8``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from dataaudit.training.logs.columns import role_of
from dataaudit.training.logs.log_lines import LogLine, log_lines
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.record_of_line import LineRecord, record_of
from dataaudit.training.logs.records import frame_of
from dataaudit.training.logs.run_log import RawRun

_BAR = ("bar", "bars", "batch", "batches")
_NUMBERLESS = re.compile(r"loss[\"']?\s*[:=]?\s*[a-z]", re.IGNORECASE)
_BOX = re.compile(r"^\s*[|│]\s*(?P<name>[^|│]*?\S)\s*[|│]\s*(?P<value>[^|│]*?)\s*[|│]\s*$")


def read_file(log: LogFile) -> Runs | None:
    """Read the run of a file; lines without named numbers are skipped."""
    if not log.text:
        return None
    unreadable = [0, 0]
    records = list(_records(log.path, unreadable))
    if not any(role_of(name) for record in records for name in record if not name.startswith("@")):
        return None
    return "lines of names and numbers", [
        RawRun(name=log.path.name, frame=frame_of(records), step=None, unreadable=(unreadable[0], unreadable[1]))
    ]


def _records(path: Path, unreadable: list[int]) -> Iterator[dict[str, object]]:
    lines = list(_boxed(log_lines(path), unreadable))
    main = _main_rank(lines)
    told = {name for rank, record in lines if rank == main for name in record.numbers}
    context: dict[str, float] = {}
    for place, (rank, record) in enumerate(lines):
        if -1 < main != rank >= 0 and (not record.numbers or told & record.numbers.keys()):
            continue  # the other processes print the same training
        counts = _of_training(record)
        if counts.get("epoch", context.get("epoch")) != context.get("epoch"):
            context = {kind: value for kind, value in context.items() if kind == "step"}
        # A line that does not say where it is belongs to the last one that did.
        context |= counts
        if record.numbers and not (record.keras and _goes_on(lines, place, record)):
            where = {
                kind: count
                for kind, count in context.items()
                if not (record.keras and kind in _BAR and "epoch" in context)
            }
            yield {f"@{kind}": count for kind, count in where.items()} | record.numbers


def _main_rank(lines: list[tuple[int, LineRecord]]) -> int:
    """The process that prints most; of several the first. -1 where lines do not name theirs."""
    counts = Counter(rank for rank, record in lines if rank >= 0 and record.numbers)
    return min(counts, key=lambda rank: (-counts[rank], rank), default=-1)


def _of_training(record: LineRecord) -> dict[str, float]:
    """The counters of a line, without those of an evaluation's own batches."""
    if record.side in ("validation", "test"):
        return {
            kind: value
            for kind, value in record.counts.items()
            if kind in ("epoch", "index") or (kind == "step" and not record.own_batches)
        }
    return dict(record.counts)


def _goes_on(lines: list[tuple[int, LineRecord]], place: int, record: LineRecord) -> bool:
    """Whether a later state of the same bar follows, before another epoch begins."""
    done = record.counts.get("bar", record.counts.get("batch"))
    if any("val" in name.lower() for name in record.numbers):
        return False
    for _, later in lines[place + 1 : place + 3]:
        if later.keras and later.numbers:
            following = later.counts.get("bar", later.counts.get("batch"))
            return following is None or done is None or following >= done
        if "epoch" in later.counts:
            return False
    return False


def _boxed(lines: Iterable[LogLine], unreadable: list[int]) -> Iterator[tuple[int, LineRecord]]:
    """Records of lines; the rows of a box of names and numbers are one record.

    Args:
        lines: Of a log.
        unreadable: Counts lines that name a loss without a number, and holds the first of them.
    """
    box: dict[str, str] = {}
    section = ""
    for line in lines:
        match = _BOX.match(line.text)
        if match and any(map(str.isalpha, match["name"])):
            if not match["value"]:
                section = match["name"] if match["name"].endswith("/") else ""
            else:
                box[f"{section}{match['name']}"] = match["value"]
            continue
        if box:
            yield line.rank, _box_record(box)
            box, section = {}, ""
        record = record_of(line)
        if record:
            if record.counts and not record.numbers and (line.cut or _NUMBERLESS.search(line.text)):
                unreadable[:] = [unreadable[0] + 1, unreadable[1] or line.place]
            yield line.rank, record
    if box:
        yield -1, _box_record(box)


def _box_record(box: dict[str, str]) -> LineRecord:
    return LineRecord({}, dict(box), "", keras=False)


READER = LogReader(rank=60, known_as="lines that name their numbers, as 'epoch 3, loss: 0.71'", read_file=read_file)
