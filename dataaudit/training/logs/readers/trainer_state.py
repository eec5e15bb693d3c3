"""Reads Hugging Face's ``trainer_state.json``, and the dictionaries that the Trainer prints."""

from __future__ import annotations

import ast
import json
import re
import warnings
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.errors import InputError
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import frame_of, text_of
from dataaudit.training.logs.run_log import RawRun

NAME = "Hugging Face Trainer"

_ROLES = {
    "loss": ("train", "loss"),
    "grad_norm": ("train", "gradient_norm"),
    "learning_rate": ("train", "learning_rate"),
    "eval_loss": ("validation", "loss"),
    "eval_accuracy": ("validation", "accuracy"),
}
_PRINTED = re.compile(r"\{(?=[^{}]*'(?:eval_)?loss':)[^{}]*\}")
_CONSTANTS = re.compile(r"(?<=: )(nan|-?inf)(?=[,}])")


def read_file(log: LogFile) -> Runs | None:
    """The run of a file.

    Raises:
        InputError: The JSON is incomplete or has no log history.
    """
    path = log.path
    whole = path.suffix == ".json" and '"log_history"' in log.text
    if not whole and not _PRINTED.search(log.text):
        return None
    text = text_of(path)
    if path.suffix == ".json" and '"log_history"' in text:
        return NAME, [_run(_name(path), _history(path, text))]
    records, bad, first = [], 0, 0
    for place, line in enumerate(text.splitlines(), start=1):
        for found in _PRINTED.findall(line):
            record = _printed(found)
            if record is None:
                bad, first = bad + 1, first or place
            else:
                records.append(record)
    return NAME, [_run(_name(path), records, (bad, first))]


def _history(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        state = json.loads(text)
    except ValueError as error:
        message = f"{path}: incomplete or invalid JSON ({error}); the file was probably cut off while being written"
        raise InputError(message) from error
    history = state.get("log_history") if isinstance(state, dict) else None
    if not isinstance(history, list):
        message = f"{path}: 'log_history' is not a list"
        raise InputError(message)
    return [record for record in history if isinstance(record, dict)]


def _printed(text: str) -> dict[str, Any] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # of what looks like code in a log that is none
            record = ast.literal_eval(_CONSTANTS.sub(r"'\1'", text))
    except (ValueError, SyntaxError, RecursionError, MemoryError):  # the last two: too many brackets for the parser
        return None
    return record if isinstance(record, dict) else None


def _run(name: str, records: list[dict[str, Any]], unreadable: tuple[int, int] = (0, 0)) -> RawRun:
    # The last record summarises the training: its train_loss is the mean over all steps, not a point of a curve.
    told = [
        {
            key: value
            for key, value in record.items()
            if key != "total_flos" and not ("train_runtime" in record and key.startswith("train_"))
        }
        for record in records
    ]
    frame = frame_of(told)
    if "step" in frame.columns:
        return RawRun(name=name, frame=frame, step="step", roles=_ROLES, unreadable=unreadable)
    # The printed epoch is rounded, so several records can share one.
    losses = frame.filter(pl.col("loss").is_not_null()) if "loss" in frame.columns else frame
    distinct = "epoch" in frame.columns and losses["epoch"].n_unique() == losses.height
    return RawRun(
        name=name, frame=frame, step="epoch" if distinct else None, unit="epoch" if distinct else "row", roles=_ROLES,
        unreadable=unreadable,
    )  # fmt: skip


def _name(path: Path) -> str:
    parent = path.resolve().parent.name
    return f"{parent}/{path.name}" if path.name == "trainer_state.json" and parent else path.name


def newest_state(folder: Path) -> Path | None:
    """Return the trainer state of a folder, otherwise that of its latest checkpoint, or None."""
    own = folder / "trainer_state.json"
    if own.is_file():
        return own
    checkpoints = [path for path in folder.glob("checkpoint-*/trainer_state.json") if path.parent.name[11:].isdigit()]
    return max(checkpoints, key=lambda path: int(path.parent.name[11:]), default=None)


READER = LogReader(
    rank=10,
    known_as="trainer_state.json of Hugging Face's Trainer, or what it prints",
    read_file=read_file,
    read_folder=newest_state,
)
