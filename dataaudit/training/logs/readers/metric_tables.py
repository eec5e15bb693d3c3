"""Reads tables: CSV and JSON lines of Lightning, Keras, AlgoPerf, W&B and MLflow exports, and of other tools."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dataaudit.errors import InputError
from dataaudit.training.logs.columns import (
    counter_of,
    counter_rank,
    epoch_column,
    role_of,
    run_column,
    step_column,
    vocabulary,
    words_of,
)
from dataaudit.training.logs.json_documents import alone, inner_records, parsed_document
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.record_of_line import of_boosting
from dataaudit.training.logs.records import distinct, encoding_of, flat, frame_of, text_of
from dataaudit.training.logs.run_log import RawRun
from dataaudit.training.logs.series import split_runs

_FILES = ("metrics.csv", "measurements.csv", "wandb-history.jsonl", "training_log.csv", "log.csv")
"""Files that hold a folder's run."""

csv.field_size_limit(1 << 24)
_SUBSET = re.compile(r"(?:^|[._ ])(?:subset|split|phase|mode|context|event|stage)$", re.IGNORECASE)
"""What a long table calls the side of the training."""
_FITTED = ("opt", "optim", "optimize", "fit", "fitting", "update")
"""Words for the training in such a column."""
_KEYS, _VALUES = ("key", "metric", "metricname", "tag", "name"), ("value", "metricvalue")
"""What a long table calls the name of a metric, and its value."""
_STEPS, _NUMBERS = ("x", "steps", "step"), ("y", "values", "value")
"""What histories call the steps of a series, and its numbers."""
_TENSORBOARD, _TAG = ["wall time", "step", "value"], re.compile(r"^.*\btag-|^run-[^-]*-?")
"""Columns of a series that TensorBoard exports, and the begin of the name of the file, before that of the series."""
_GROWING = 0.8
"""Smallest share of records whose step is not below that of the one before."""
_DECIMAL = re.compile(r"^([-+]?\d+),(\d+(?:[eE][-+]?\d+)?)$")


def read_file(log: LogFile) -> Runs | None:
    """Read the runs of a table: JSON, or CSV by its name or its header.

    Raises:
        InputError: It turns out to be neither.
    """
    text = log.text
    first = text.lstrip("\ufeff \n\r\t")[:1]
    if first in ("{", "[") and _is_json(text):
        return _read_json_lines(log.path)
    header = text.partition("\n")[0]
    if text and (
        log.path.suffix in (".csv", ".tsv") or (max(header.count(one) for one in ",\t;") and _is_header(header))
    ):
        return _read_csv(log.path)
    return None


def _table_in(folder: Path) -> Path | None:
    return next((folder / name for name in _FILES if (folder / name).is_file()), None)


def _is_json(text: str) -> bool:
    """Whether a text that starts with a bracket is JSON, on its first line or over several lines."""
    first = next(line for line in text.lstrip("\ufeff \n\r\t").splitlines() if line.strip())
    try:
        json.loads(first)
    except ValueError:
        return first.strip() in ("{", "[") or bool(re.match(r'\[\s*\{\s*"|\{\s*"', first))
    return first.lstrip()[:1] in "[{"


def _is_header(line: str) -> bool:
    names = [name.strip() for name in re.split(r"[,\t;]", line)]
    return all(names) and not any(re.search(r"[:=]", name) or re.fullmatch(r"[\d.eE+-]+", name) for name in names)


def _read_csv(path: Path) -> Runs | None:
    """Return the format and the runs of a CSV or TSV file; None where its first line does not name columns.

    Raises:
        InputError: The same, of a file whose name says that it is CSV.
    """
    with path.open(encoding=encoding_of(path.read_bytes()[:2]), errors="replace", newline="") as file:
        head = file.read(4096)
        file.seek(0)
        delimiter = max(",\t;", key=lambda one: head.partition("\n")[0].count(one))
        rows = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter)
        header = [name.strip() for name in next(rows, [])]
        bad = [0, 0]
        table = list(_whole(rows, len(header), bad))
        if delimiter == ";":
            table = [[_DECIMAL.sub(r"\1.\2", value) for value in row] for row in table]
    if not header or all(_is_number(name) for name in header):
        if path.suffix not in (".csv", ".tsv"):
            return None
        message = f"{path}: the first line must name the columns"
        raise InputError(message)
    names = distinct(header)
    if [name.lower() for name in names] == _TENSORBOARD:
        names[-1] = _TAG.sub("", path.stem).replace("_", "/", 1)
    records = [{name: value for name, value in zip(names, row, strict=True) if value != ""} for row in table]
    if not _key_column(names):
        records = _sided(records)
        names = list(dict.fromkeys([*names, *(name for record in records for name in record)]))
    frame = frame_of(records, _text_columns(names))
    raw = RawRun(name=path.name, frame=frame, step=None, unreadable=(bad[0], bad[1]))
    return _recognised(raw, names)


def _read_json_lines(path: Path) -> Runs:
    """Return the format and the runs of a file of JSON objects, one per line, or of a JSON list of objects.

    Raises:
        InputError: No line is a JSON object.
    """
    records: list[dict[str, Any]] = []
    bad = [0, 0]
    text = text_of(path)
    for place, line in enumerate(text.split("\n") if not text.lstrip().startswith("[") else [], start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if isinstance(record, dict):
            records.append(flat(record))
        else:
            bad = [bad[0] + 1, bad[1] or place]
    if text.lstrip().startswith("["):
        records = [flat(record) for record in _json_list(path, text)]
    elif len(records) < 2 and (history := _history(text)):
        records, bad = history, [0, 0]
    if not records or not any(role_of(name) for record in records for name in record):
        few = len(records) <= 1 or len(records) < len(text.split("\n", 2))
        inner = inner_records(parsed_document(text)) if few else []
        records, bad = (inner, [0, 0]) if inner else (records, bad)
    if not records:
        message = f"{path}: no line is a JSON object"
        raise InputError(message)
    records = _of_sides(_sided(records))
    names = list(dict.fromkeys(name for record in records for name in record))
    texts = _text_columns(names)
    raw = RawRun(name=path.name, frame=frame_of(records, texts), step=None, unreadable=(bad[0], bad[1]))
    return _recognised(raw, names)


def _sided(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records whose metrics have the side before their names that a column of words says, as ``mode: val`` does."""
    column = next((name for name in dict.fromkeys(key for one in records for key in one) if _SUBSET.search(name)), None)
    if column is None:
        return records
    told = [one for one in records if one.get(column) is not None and any(map(role_of, one))]
    known = {side: _side(side) for side in {str(one[column]).casefold() for one in told}}
    if not set(known.values()) - {"", "train"} or ("train" not in known.values() and not all(known.values())):
        return records
    made = []
    for one in records:
        side = known.get(str(one.get(column)).casefold()) or "train"  # of a configuration
        named = {name: value for name, value in one.items() if side == "train" or not _is_sideless(name)}
        named |= {f"{side}/{name}": value for name, value in one.items() if name not in named}
        made.append(named)
    return made


def _side(text: str) -> str:
    """The side that words name, as ``train_step`` does; "" where they name none."""
    named = (vocabulary().sides.get(word, "train" if word in _FITTED else "") for word in words_of(text))
    return next(filter(None, named), "")


def _of_sides(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records whose losses are called by their sides alone, as CatBoost's, with the word for a loss."""
    names = {name for record in records for name in record}
    sides = {name for name in names if name.lower() in vocabulary().sides}
    others = (role_of(name) for name in names - sides)
    if "train" not in map(vocabulary().sides.get, map(str.lower, sides)) or any(others):
        return records
    return [
        {of_boosting(name, sides) if name in sides else name: alone(value) for name, value in one.items()}
        for one in records
    ]


def _is_sideless(name: str) -> bool:
    """Whether a name is that of a metric, and does not say its side."""
    words = set(words_of(name))
    return (role_of(name) is not None or bool(words & vocabulary().losses)) and not words & vocabulary().sides.keys()


def _history(text: str) -> list[dict[str, Any]]:
    """Records of a JSON object of lists: numbers by name, or points as ``x`` and ``y``; none for others."""
    try:
        held = json.loads(text)
    except ValueError:
        return []
    lists: dict[str, list[Any]] = {}
    points: dict[float, dict[str, Any]] = {}

    def collect(value: Any, path: tuple[str, ...]) -> None:
        if isinstance(value, dict):
            x, y = (next((value[key] for key in keys if key in value), None) for keys in (_STEPS, _NUMBERS))
            if isinstance(x, list) and isinstance(y, list) and len(x) == len(y):
                for step, number in zip(x, y, strict=True):
                    if isinstance(step, int | float):
                        points.setdefault(float(step), {})["/".join(path)] = number
                return
            for key, inner in value.items():
                collect(inner, (*path, str(key)))
        elif isinstance(value, list) and value and all(one is None or isinstance(one, int | float) for one in value):
            lists[path[-1] if path else "value"] = value

    collect(held, ())
    if points:
        return [{"step": step, **numbers} for step, numbers in sorted(points.items())]
    longest = max(map(len, lists.values()), default=0)
    whole = {name: values for name, values in lists.items() if len(values) == longest > 1}
    return [{name: values[place] for name, values in whole.items()} for place in range(longest)]


def _json_list(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        records = json.loads(text)
    except ValueError as error:
        message = f"{path}: incomplete or invalid JSON ({error})"
        raise InputError(message) from error
    return [record for record in records if isinstance(record, dict)]


def _recognised(raw: RawRun, names: Sequence[str]) -> Runs:
    """Recognise the format from the columns, and split the runs."""
    known = set(names)
    key = _key_column(names)
    if key:
        return "MLflow export", list(_long(raw, key, run_column(names)))
    exported = [name for name in names if " - " in name]
    if exported and names[0].lower() in ("step", "trainer/global_step", "global_step", "relative time (process)"):
        step = names[0] if names[0] in raw.frame.columns else None  # a column without any value is not in the frame
        return "W&B export", list(_by_run(raw, step, exported))
    placed = _placed(raw, names)
    if {"global_step", "total_duration", "accumulated_submission_time"} <= known:
        # Rows with these columns are evaluations in eval mode, including one on part of the training data.
        roles: dict[str, tuple[str, str]] = {}
        roles |= {name: ("train_eval", "loss") for name in ("train/loss", "train/ctc_loss") if name in known}
        roles |= {name: ("train_eval", "accuracy") for name in ("train/accuracy",) if name in known}
        return "AlgoPerf", [replace(placed, roles=roles)]
    runs = list(split_runs(placed, run_column(names)))
    if "_step" in known and ({"_runtime", "_timestamp"} & known):
        return "W&B history", runs
    if {"loss", "val_loss"} <= known and not known & {"step", "global_step"}:
        if placed.step is None and epoch_column(placed.frame.columns) is None:
            placed = replace(placed, frame=placed.frame.with_row_index("row", offset=1), step="row", unit="epoch")
            runs = list(split_runs(placed, run_column(names)))
        return "Keras CSVLogger", runs
    if {"epoch", "step"} <= known:
        return "Lightning CSVLogger", runs
    return "table", runs


def _placed(raw: RawRun, names: Sequence[str]) -> RawRun:
    here = [name for name in names if name in raw.frame.columns]
    counted = sorted((name for name in here if counter_of(name) == "step"), key=counter_rank)
    step = next((name for name in counted if _grows(raw.frame[name])), next(iter(counted), None))
    return raw if step is None else replace(raw, step=step)


def _grows(column: pl.Series) -> bool:
    """Whether numbers grow from record to record, mostly: a length of episodes does not."""
    numbers = column.drop_nulls().to_numpy() if column.dtype.is_numeric() else np.zeros(0)
    return bool((np.diff(numbers) >= 0).mean() >= _GROWING) if len(numbers) > 1 else len(numbers) == 1


def _text_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Columns of words."""
    sides = [name for name in names if _SUBSET.search(name)] if _key_column(names) else []
    return tuple(filter(None, [run_column(names), _key_column(names), *sides]))


def _key_column(names: Sequence[str]) -> str | None:
    lowered = {re.sub(r"[_. ]", "", name.lower()): name for name in names}
    valued = any(one in lowered for one in _VALUES)
    return next((lowered[one] for one in _KEYS if one in lowered), None) if valued else None


def _long(raw: RawRun, key: str, run: str | None) -> Iterator[RawRun]:
    """Read a long table of ``key, value, step``, one run per value of the run column."""
    side = next((name for name in raw.frame.columns if name != key and _SUBSET.search(name)), None)
    if side is not None and raw.frame.schema[side] == pl.String:
        raw = replace(raw, frame=raw.frame.with_columns((pl.col(side).fill_null("") + "/" + pl.col(key)).alias(key)))
    for one in split_runs(raw, run):
        step = step_column(one.frame.columns)
        rows = one.frame.with_row_index("place")
        value = next(name for name in one.frame.columns if re.sub(r"[_. ]", "", name.lower()) in _VALUES)
        if "is_nan" in rows.columns:  # MLflow's tables, where 0 stands for it
            rows = rows.with_columns(pl.when(pl.col("is_nan") == 1).then(float("nan")).otherwise(value).alias(value))
        wide = rows.pivot(on=key, index=["place", *([step] if step else [])], values=value)
        yield replace(one, frame=wide.sort("place").drop("place"), step=step)


def _by_run(raw: RawRun, step: str | None, columns: Sequence[str]) -> Iterator[RawRun]:
    """Read columns named ``run - metric``, without the minimum and maximum of a bin."""
    runs: dict[str, dict[str, str]] = {}
    for column in columns:
        run, _, metric = column.rpartition(" - ")
        if not metric.endswith(("__MIN", "__MAX")):
            runs.setdefault(run, {})[column] = metric
    for run, metrics in runs.items():
        held = [name for name in metrics if name in raw.frame.columns]
        yield replace(
            raw,
            name=run,
            frame=raw.frame.select(*([step] if step else []), *(pl.col(name).alias(metrics[name]) for name in held)),
            step=step,
        )


def _whole(rows: Iterator[list[str]], width: int, bad: list[int]) -> Iterator[list[str]]:
    """Keep rows as wide as the header and count the others; a short last row was cut off while being written."""
    for place, row in enumerate(rows, start=2):
        while len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) == width:
            yield [value.strip() for value in row]
        elif row:
            bad[0] += 1
            bad[1] = bad[1] or place


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


READER = LogReader(
    rank=30,
    known_as="CSV or JSON lines with a key for the loss "
    "(Lightning, Keras, AlgoPerf, W&B and MLflow exports among them)",
    read_file=read_file,
    read_folder=_table_in,
)
