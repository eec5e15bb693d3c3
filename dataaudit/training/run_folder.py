"""Writes and reads the folder of a watched or probed run; of one with several processes, a folder for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.errors import InputError
from dataaudit.store.atomic import write_bytes, write_table
from dataaudit.store.json_text import json_text
from dataaudit.store.parts import read_table
from dataaudit.training.joined_ranks import joined_ranks

MARK = "training.json"
"""File that marks the folder of a watched run."""

RunParts = tuple[str, dict[str, pl.DataFrame], dict[str, Any], list[str]]
"""Name, tables, metrics and notes of a run."""


def write_run(
    folder: Path,
    name: str,
    tables: Mapping[str, pl.DataFrame],
    metrics: Mapping[str, Any],
    notes: Sequence[str],
    *,
    closed: bool = True,
    processes: int = 1,
) -> None:
    """Write a watched run: one Parquet file per table, and ``training.json`` last.

    Args:
        folder: Created where it is missing.
        name: Of the run.
        tables: By name.
        metrics: Known facts, as findings read them.
        notes: Sentences for the user.
        closed: Whether the run has ended, so that nothing more will be written.
        processes: How many train together, each with its folder.
    """
    for key, frame in tables.items():
        write_table(folder / f"{key}.parquet", frame.to_arrow())
    mark = {
        "name": name,
        "version": version("dataaudit"),
        "metrics": dict(metrics),
        "notes": list(notes),
        "tables": sorted(tables),
        "closed": closed,
        "processes": processes,
    }
    write_bytes(folder / MARK, json_text(mark).encode() + b"\n")


def rank_folder(folder: Path, rank: int) -> Path:
    """Return where one of several processes writes."""
    return folder / f"rank-{rank}"


def run_marks(folder: Path) -> list[Path]:
    """Return the marks of a run, one a process, in order of rank; none if the folder contains no run."""
    if (folder / MARK).is_file():
        return [folder / MARK]
    found = [path for path in folder.glob(f"rank-*/{MARK}") if path.parent.name[5:].isdigit()]
    return sorted(found, key=lambda path: int(path.parent.name[5:]))


def is_closed(folder: Path) -> bool:
    """Return whether a run has ended in all its processes.

    Raises:
        InputError: The folder does not contain a readable run.
    """
    marks = [_mark(path) for path in run_marks(folder)]
    processes = marks[0].get("processes", 1) if marks else 0
    return 0 < processes <= len(marks) and all(one.get("closed", True) for one in marks[:processes])


def read_run(folder: Path) -> RunParts:
    """Read name, tables, metrics and notes of a watched run; those of several processes are joined.

    Raises:
        InputError: The folder does not contain a readable run.
    """
    marks = run_marks(folder) or [folder / MARK]
    if marks == [folder / MARK]:
        return read_part(marks[0])
    processes = int(_mark(marks[0]).get("processes", 1))
    return joined_ranks([read_part(path) for path in marks[:processes]], processes)


def read_part(mark: Path) -> RunParts:
    """Read what one process wrote, named by its mark.

    Raises:
        InputError: It cannot be read.
    """
    held = _mark(mark)
    frames = {key: pl.DataFrame(read_table(mark.with_name(f"{key}.parquet"))) for key in held["tables"]}
    return str(held["name"]), frames, dict(held["metrics"]), list(held["notes"])


def _mark(path: Path) -> dict[str, Any]:
    try:
        mark: dict[str, Any] = json.loads(path.read_bytes())
        return {key: mark[key] for key in ("name", "metrics", "notes", "tables")} | mark
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: cannot be read ({error})"
        raise InputError(message) from error
