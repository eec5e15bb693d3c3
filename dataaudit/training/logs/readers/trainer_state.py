"""Reads Hugging Face's ``trainer_state.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


def read_file(log: LogFile) -> Runs | None:
    """The run of a file.

    Raises:
        InputError: The JSON is incomplete or has no log history.
    """
    path = log.path
    if path.suffix != ".json" or '"log_history"' not in log.text:
        return None
    return NAME, [_run(_name(path), _history(path, text_of(path)))]


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


def _run(name: str, records: list[dict[str, Any]]) -> RawRun:
    # The last record summarises the training: its train_loss is the mean over all steps, not a point of a curve.
    told = [
        {
            key: value
            for key, value in record.items()
            if key != "total_flos" and not ("train_runtime" in record and key.startswith("train_"))
        }
        for record in records
    ]
    return RawRun(name=name, frame=frame_of(told), step="step", roles=_ROLES)


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
    known_as="trainer_state.json of Hugging Face's Trainer",
    read_file=read_file,
    certain=True,
    read_folder=newest_state,
)
