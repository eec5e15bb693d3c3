"""Recognises the format of a path and reads its runs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import polars as pl

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.sources.compression import ByteStream, compression_of
from dataaudit.sources.file_discovery import shown_name
from dataaudit.training.logs import (
    key_values,
    metric_lines,
    metric_tables,
    mlflow_run,
    tensorboard_events,
    trainer_state,
)
from dataaudit.training.logs.records import encoding_of, text_of
from dataaudit.training.logs.run_log import RawRun, RunLog
from dataaudit.training.logs.series import build

SPLITS = ("train", "train_eval", "validation", "test")
METRICS = ("loss", "accuracy", "perplexity", "gradient_norm", "learning_rate", "loss_scale", "skipped")
"""Metrics that a user may assign to a column; a split may name its data set, as in ``validation:name``."""

_HEAD = 1 << 20
_MOST_TIMES = 10_000
"""Largest allowed ratio of a log's size to that of its compressed file."""
_SOURCE = re.compile(r"^\s*(?:import |from \w+ import |def |class |#include)", re.MULTILINE)

KNOWN = tuple(
    module.KNOWN_AS
    for module in (trainer_state, metric_tables, tensorboard_events, metric_lines, mlflow_run, key_values)
)
"""Readable formats, for messages."""


def read_log(path: str | Path, columns: dict[str, str] | None = None) -> list[RunLog]:
    r"""Read the runs of a log.

    Args:
        path: A file, compressed or not, or a folder: a checkpoint folder of Hugging Face, a version folder of
            Lightning, a folder of TensorBoard's event files, an MLflow run.
        columns: Meaning of columns whose names do not show it, such as ``{"train/objective": "train/loss"}``.

    Returns:
        One log per run, with curves by split and metric.

    Raises:
        InputError: The path does not exist, or its format is not recognised; the message lists the known formats.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "log.csv"
        ...     _ = path.write_text("epoch,loss,val_loss\n1,0.9,1.0\n2,0.5,0.8\n")
        ...     log = read_log(path)[0]
        >>> log.format, log.columns
        ('Keras CSVLogger', {'loss': 'train/loss', 'val_loss': 'validation/loss'})
    """
    place = Path(path)
    if str(place) != shown_name(str(place)):
        message = f"{shown_name(str(place))}: the name is not UTF-8; rename it"
        raise InputError(message)
    if not place.exists():
        message = f"{place}: no such file or folder"
        raise InputError(message)
    form, runs = _folder(place) if place.is_dir() else _file(place)
    given = {name: cast("tuple[str, str]", tuple(role.split("/", 1))) for name, role in (columns or {}).items()}
    for name, role in given.items():
        known = list(dict.fromkeys(column for run in runs for column in run.frame.columns))
        if len(role) != 2 or role[0].partition(":")[0] not in SPLITS or role[1] not in METRICS:
            known_roles = f"splits are {', '.join(SPLITS)}, metrics {', '.join(METRICS)}"
            message = f"column '{name}': '{'/'.join(role)}' is not a split/metric pair: {known_roles}"
            raise InputError(message)
        if name not in known:
            message = f"{place}: no column '{name}'{did_you_mean(name, known)}"
            raise InputError(message)
    logs = [build(replace(run, columns=given), form) for run in runs]
    told = [log for log in logs if log.curves.height]
    if not told:
        held = sorted({name for log in logs for name in log.unused})
        found = f"its columns are {', '.join(held[:12])}" if held else "it contains no numbers"
        message = f"{place}: no loss, learning rate, gradient norm or accuracy found; {found}"
        raise InputError(message + ("; assign one with --column NAME=train/loss" if held else ""))
    return told


def _folder(folder: Path) -> tuple[str, list[RawRun]]:
    state = trainer_state.newest_state(folder)
    if state is not None:
        return _file(state)
    for name in ("metrics.csv", "measurements.csv", "wandb-history.jsonl", "training_log.csv", "log.csv"):
        if (folder / name).is_file():
            return _file(folder / name)
    events = tensorboard_events.event_files(folder)
    if events:
        folders = dict.fromkeys(path.parent for path in events)
        runs = [tensorboard_events.read([path for path in events if path.parent == one]) for one in folders]
        return tensorboard_events.NAME, _sides_joined([run for run in runs if run.frame.height], list(folders))
    if mlflow_run.matches(folder):
        return mlflow_run.NAME, mlflow_run.read(folder)
    raise _unknown(folder)


def _sides_joined(runs: list[RawRun], folders: list[Path]) -> list[RawRun]:
    """Join the training and validation folders that Keras writes side by side for one run."""
    if (
        sorted(one.name for one in folders) not in (["train", "validation"], ["test", "train"], ["train", "val"])
        or len(runs) != 2
    ):
        return runs
    train, other = sorted(runs, key=lambda run: bool(run.roles))
    renamed = other.frame.rename(
        {name: f"{name} ({folders[-1].name})" for name in other.frame.columns if name != "step"}
    )
    roles: Any = {f"{name} ({folders[-1].name})": role for name, role in other.roles.items()}
    frame = pl.concat([train.frame, renamed], how="diagonal").sort("step", maintain_order=True)
    name = folders[0].resolve().parent.name or train.name
    return [replace(train, name=name, frame=frame, roles=roles)]


def _file(path: Path) -> tuple[str, list[RawRun]]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        message = f"{path}: the file is empty"
        raise InputError(message)
    if compression_of(head) is not None:
        return _unpacked(path)
    if tensorboard_events.matches(path, head):
        return tensorboard_events.NAME, [tensorboard_events.read([path])]
    if b"\0" in head[:4096] and encoding_of(head) != "utf-16":
        raise _unknown(path)
    text = head.decode(encoding_of(head), "replace")
    if trainer_state.matches(path, text):
        return trainer_state.NAME, trainer_state.read(path)
    script = metric_lines.line_format(text)
    if script is None and _SOURCE.search(text):
        # Some scripts print their own source before their log.
        script = metric_lines.line_format(text_of(path))
    if script is not None:
        return script, metric_lines.read(path, script)
    first = text.lstrip("\ufeff \n\r\t")[:1]
    if first in ("{", "[") and (_is_json(text) or not key_values.matches(text)):
        return metric_tables.read_json_lines(path)
    header = text.partition("\n")[0]
    if path.suffix in (".csv", ".tsv") or (max(header.count(one) for one in ",\t;") and _is_header(header)):
        return metric_tables.read_csv(path)
    if key_values.matches(text):
        return key_values.NAME, key_values.read(path)
    raise _unknown(path)


def _is_json(text: str) -> bool:
    """Whether a text that starts with a bracket is JSON, on its first line or over several lines."""
    first = next(line for line in text.lstrip("\ufeff \n\r\t").splitlines() if line.strip())
    try:
        json.loads(first)
    except ValueError:
        return first.strip() in ("{", "[") or bool(re.match(r'\[\s*\{|\{\s*"', first))
    return True


def _is_header(line: str) -> bool:
    names = [name.strip() for name in re.split(r"[,\t;]", line)]
    return all(names) and not any(re.search(r"[:=]", name) or re.fullmatch(r"[\d.eE+-]+", name) for name in names)


def _unpacked(path: Path) -> tuple[str, list[RawRun]]:
    """Read the runs of a compressed log; a truncated one gives its readable part, with a note."""
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        target = Path(folder) / path.stem
        stream = ByteStream(path, max_ratio=_MOST_TIMES)
        with target.open("wb") as plain:
            for piece in stream.pieces():
                plain.write(piece)
        if not target.stat().st_size and stream.notes:
            message = f"{path}: {stream.notes[0].message}"
            raise InputError(message)
        try:
            form, runs = _file(target)
        except InputError as error:
            raise InputError(str(error).replace(str(target), str(path))) from error
        cut = (1, 0) if stream.notes else (0, 0)
        return form, [
            replace(
                run,
                name=target.name + (run.name[run.name.find(":") :] if ":" in run.name else ""),
                unreadable=(run.unreadable[0] + cut[0], run.unreadable[1]),
            )
            for run in runs
        ]


def _unknown(path: Path) -> InputError:
    return InputError(f"{path}: unrecognised log format; supported formats: {'; '.join(KNOWN)}")


def read_logs(paths: Sequence[str | Path], columns: dict[str, str] | None = None) -> list[RunLog]:
    """Read the runs of several logs, each under a distinct name."""
    logs = [log for path in paths for log in read_log(path, columns)]
    names = named_apart([log.name for log in logs])
    return [replace(log, name=name) for log, name in zip(logs, names, strict=True)]


def named_apart(names: Sequence[str]) -> list[str]:
    """Make names distinct by numbering later duplicates.

    Examples:
        >>> named_apart(["x (2)", "x", "x"])
        ['x (2)', 'x', 'x (3)']
    """
    taken: set[str] = set(names)
    given: set[str] = set()
    apart = []
    for name in names:
        own, number = name, 1
        while own in given or (own != name and own in taken):
            number += 1
            own = f"{name} ({number})"
        given.add(own)
        apart.append(own)
    return apart
