"""Reads any text whose lines name their numbers: ``epoch 3, loss: 0.71 acc=0.8``."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.training.logs.columns import role_of
from dataaudit.training.logs.joined_lines import joined_lines
from dataaudit.training.logs.json_documents import are_records
from dataaudit.training.logs.line_templates import LineParser
from dataaudit.training.logs.log_lines import log_lines
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.numeric_lines import NumericLines
from dataaudit.training.logs.record_of_line import LineRecord
from dataaudit.training.logs.records import frame_of
from dataaudit.training.logs.run_log import RawRun
from dataaudit.training.logs.sided_cells import SidedCells
from dataaudit.training.logs.text_cells import RULE, bar_cells, paired_cells

_HEAD, _AHEAD = 5000, 2
"""Records that show which process prints most; records that show whether a bar continues."""
_COPIED = 0.1
"""Fewest records with a step for each state of a bar with the same number, where the state is a copy."""
_TRAINING = ("learning_rate", "gradient_norm", "loss_scale")
"""Metrics that no evaluation has."""
_SETTINGS, _FEW_SETTINGS = ("learning_rate", "loss_scale"), 2
"""What a configuration says as well, and as often at most."""
_EVALUATIONS = ("validation", "test")
_BAR_ALONE = {"@bar", "@bars"}
"""Keys of the state of a bar that has no numbers beside it."""
_BAR = ("bar", "bars", "batch", "batches")
_NUMBERLESS = re.compile(r"loss[\"']?\s*[:=]?\s*[a-z]", re.IGNORECASE)


def read_file(log: LogFile) -> Runs | None:
    """Read the run of a file; lines without named numbers are skipped."""
    if not log.text or are_records(log.text):
        return None
    unreadable, lines = [0, 0], NumericLines()
    frame = _without_copies(frame_of(_between_bars(_rows(log.path, unreadable, lines))))
    if not _tells_a_course(frame):
        return None
    bad, first = unreadable
    run = RawRun(name=log.path.name, frame=frame, step=None, unreadable=(bad, first), lines=lines)
    return "lines of names and numbers", [run]


def _tells_a_course(frame: pl.DataFrame) -> bool:
    """Whether a text holds numbers of a training, and not only settings of one and single numbers without a place."""
    roles = {name: role for name in frame.columns if not name.startswith("@") and (role := role_of(name)) is not None}
    told = [name for name, role in roles.items() if role.metric not in _SETTINGS]
    if not told:
        return bool(roles) and any(frame[name].count() > _FEW_SETTINGS for name in frame.columns if name[0] != "@")
    own = frame.filter(pl.col("@own") > 0) if "@own" in frame.columns else frame.clear()
    return any(frame[name].count() > 1 or own[name].count() for name in told)


def _rows(path: Path, unreadable: list[int], lines: NumericLines) -> Iterator[dict[str, Any]]:
    main, told = _main_rank(islice(_records(path, [0, 0], NumericLines()), _HEAD))
    context: dict[str, float] = {}
    skipped: dict[str, str] = {}
    sides = _Sides()
    coming = deque[tuple[int, LineRecord]]()
    for one in chain(_records(path, unreadable, lines), repeat(None, _AHEAD)):
        if one is not None:
            coming.append(one)
            if len(coming) <= _AHEAD:
                continue
        elif not coming:
            break
        rank, record = coming.popleft()
        record = sides(record)
        if -1 < main != rank >= 0 and (not record.numbers or told & record.numbers.keys()):
            continue  # the other processes print the same training
        counts = _of_training(record)
        if record.skips and record.numbers and record.numbers == skipped:
            continue  # another process says the same
        skipped = record.numbers if record.skips else {}
        if record.skips and not counts and not {"batch", "bar"} & context.keys():
            counts = {"step": context.get("step", -1.0) + 1}  # one that is skipped is a step as well
        if counts.get("epoch", context.get("epoch")) != context.get("epoch"):
            context = {kind: value for kind, value in context.items() if kind == "step"}
        context |= counts
        # A line that does not say where it is belongs to the last one that did.
        epoch = {kind: context[kind] for kind in ("epoch", "epochs") if kind in context}
        here = epoch | counts if counts else context
        if not record.numbers and record.counts.keys() == {"bar", "bars"}:
            yield {"@bar": record.counts["bar"], "@bars": record.counts["bars"]}
        if record.numbers and not (record.keras and _goes_on(coming, record, context.get("epoch"))):
            ended = record.keras and "epoch" in context
            where = {f"@{kind}": count for kind, count in here.items() if not (ended and kind in _BAR)}
            stepped = {"@stepped": float("step" in counts)} if counts else {}
            yield {**where, "@own": float(bool(counts)), **stepped, **record.numbers}


def _without_copies(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers without those that bars print of a record which tells its step and has them as well."""
    if "@stepped" not in frame.columns or ("@bar" not in frame.columns and "@batch" not in frame.columns):
        return frame
    stepped = pl.col("@stepped") == 1
    barred = ~stepped & pl.any_horizontal(
        [pl.col(name).is_not_null() for name in ("@bars", "@batches") if name in frame.columns] or [pl.lit(value=False)]
    )
    for name in (one for one in frame.columns if not one.startswith("@") and role_of(one)):
        there = frame.filter(pl.col(name).is_not_null())
        own, copies = there.filter(stepped).height, there.filter(barred).height
        if copies and own >= _COPIED * copies:
            frame = frame.with_columns(pl.when(barred).then(None).otherwise(pl.col(name)).alias(name))
    return frame


def _between_bars(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows with numbers, with what the bars before and behind them have counted."""
    held: dict[str, Any] | None = None
    before: dict[str, float] = {}
    for row in rows:
        if row.keys() != _BAR_ALONE:
            if held is not None:
                yield held
            held = {**before, **row}
            continue
        before = {"@before": row["@bar"], "@before_of": row["@bars"]}
        if held is not None:
            yield {**held, "@behind": row["@bar"], "@behind_of": row["@bars"]}
            held = None
    if held is not None:
        yield held


class _Sides:
    """Gives records below the heading of an evaluation their side, until a record of the training comes again."""

    def __init__(self) -> None:
        self._side = ""
        self._headed = False
        self._trained: set[tuple[frozenset[str], frozenset[str], float]] = set()
        self._steered: set[str] = set()

    def __call__(self, record: LineRecord) -> LineRecord:
        steering = {name for name in record.numbers if (role := role_of(name)) and role.metric in _TRAINING}
        trained = any((role := role_of(name)) and role.split == "train" for name in record.numbers.keys() - steering)
        if trained or record.side not in _EVALUATIONS:
            self._steered |= steering
        elif steering & self._steered:  # an evaluation that prints the training's learning rate as 0
            left = {name: value for name, value in record.numbers.items() if name not in self._steered}
            record = replace(record, numbers=left)
        if record.heading:
            self._headed |= record.side == "train"
            self._side = record.side
            return record
        if record.titled:
            self._side = ""
            return record
        evaluating = record.side in ("validation", "test") and "steps" in record.counts
        if not record.numbers and (self._side in _EVALUATIONS or evaluating):
            return replace(record, side=record.side or self._side or "validation", own_batches=True)
        if record.side or not record.numbers:
            return record
        form = (frozenset(record.numbers), frozenset(record.counts), record.counts.get("batches", 0.0))
        roles = {name: role_of(name) for name in record.numbers}
        of_training = any(role and role.metric in _TRAINING for role in roles.values())
        if self._side in _EVALUATIONS and not of_training and (self._headed or form not in self._trained):
            sided = {f"{self._side} {name}" if roles[name] else name: value for name, value in record.numbers.items()}
            return replace(record, numbers=sided, side=self._side, own_batches=True)
        self._trained.add(form)
        self._side = "" if not self._headed else self._side
        return record


def _main_rank(records: Iterable[tuple[int, LineRecord]]) -> tuple[int, set[str]]:
    """The process that prints most; of several the first. And what it names. -1 where lines do not name theirs."""
    names: dict[int, Counter[str]] = {}
    for rank, record in records:
        if rank >= 0 and record.numbers:
            names.setdefault(rank, Counter()).update(record.numbers.keys())
    main = min(names, key=lambda rank: (-names[rank].total(), rank), default=-1)
    return main, set(names.get(main, ()))


def _of_training(record: LineRecord) -> dict[str, float]:
    """The counters of a line, without those of an evaluation's own batches."""
    if record.side in ("validation", "test"):
        return {
            kind: value
            for kind, value in record.counts.items()
            if kind in ("epoch", "index") or (kind == "step" and not record.own_batches)
        }
    return dict(record.counts)


def _goes_on(coming: Iterable[tuple[int, LineRecord]], record: LineRecord, epoch: float | None) -> bool:
    """Whether a later state of the same bar follows, before another epoch begins.

    Args:
        coming: The next records.
        record: The state of a bar.
        epoch: Its epoch.
    """
    done = record.counts.get("bar", record.counts.get("batch"))
    if any("val" in name.lower() for name in record.numbers):
        return False
    for _, later in coming:
        if later.keras and later.numbers:
            following = later.counts.get("bar", later.counts.get("batch"))
            return following is None or done is None or following >= done
        if later.counts.get("epoch", epoch) != epoch:
            return False
    return False


def _records(path: Path, unreadable: list[int], lines: NumericLines) -> Iterator[tuple[int, LineRecord]]:
    """Ranks and records of lines; the rows of a box of names and numbers are one record.

    Args:
        path: Of a log.
        unreadable: Counts lines that name a loss without a number, and holds the first of them.
        lines: Counts the lines with decimal numbers.
    """
    box: dict[str, str] = {}
    section = ""
    parse = LineParser()
    sided = SidedCells()
    for line in joined_lines(log_lines(path)):
        one = parse(line.text)
        rule = bool(RULE.match(line.text))
        of_sides = sided(line.text, celled=one.celled, rule=rule)
        if of_sides is not None:
            if of_sides:
                lines.add(line.text, line.place, understood=True)
            box = of_sides | box
            continue
        if one.celled or (rule and box and "├" in line.text):
            lines.add(line.text, line.place, understood=True)
            box |= paired_cells(bar_cells(line.text))
            continue
        read = one.box is not None or bool(one.record and one.record.numbers)
        lines.add(line.text, line.place, understood=read)
        if one.box is not None:
            name, value = one.box
            if value:
                box[f"{section}{name}"] = value
            else:
                section = name if name.endswith("/") else ""
            continue
        if box:
            yield one.rank, LineRecord({}, box)
            box, section = {}, ""
        if one.record is not None:
            if one.record.counts and not one.record.numbers and (line.cut or _NUMBERLESS.search(line.text)):
                unreadable[:] = [unreadable[0] + 1, unreadable[1] or line.place]
            yield one.rank, one.record
    if box:
        yield -1, LineRecord({}, box)


READER = LogReader(rank=60, known_as="lines that name their numbers, as 'epoch 3, loss: 0.71'", read_file=read_file)
