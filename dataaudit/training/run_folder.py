"""Writes and reads the folder of a watched or probed run."""

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

MARK = "training.json"
"""File that marks the folder of a watched run."""


def write_run(
    folder: Path, name: str, tables: Mapping[str, pl.DataFrame], metrics: Mapping[str, Any], notes: Sequence[str]
) -> None:
    """Write a watched run: one Parquet file per table, and ``training.json`` last."""
    for key, frame in tables.items():
        write_table(folder / f"{key}.parquet", frame.to_arrow())
    mark = {
        "name": name,
        "version": version("dataaudit"),
        "metrics": dict(metrics),
        "notes": list(notes),
        "tables": sorted(tables),
    }
    write_bytes(folder / MARK, json_text(mark).encode() + b"\n")


def read_run(folder: Path) -> tuple[str, dict[str, pl.DataFrame], dict[str, Any], list[str]]:
    """Read name, tables, metrics and notes of a watched run.

    Raises:
        InputError: The folder does not contain a readable run.
    """
    try:
        mark = json.loads((folder / MARK).read_bytes())
        named = {key: folder / f"{key}.parquet" for key in mark["tables"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{folder / MARK}: cannot be read ({error})"
        raise InputError(message) from error
    frames = {key: pl.DataFrame(read_table(path)) for key, path in named.items()}
    return str(mark["name"]), frames, dict(mark["metrics"]), list(mark["notes"])
