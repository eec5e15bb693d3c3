"""The clean data set in other forms: Hugging Face ``datasets``, and files of other formats."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.config.forms import Form
from dataaudit.errors import RunDirectoryError
from dataaudit.sources.values import value_text
from dataaudit.store.json_text import finite
from dataaudit.store.manifest import Manifest, check_parts
from dataaudit.store.parts import part_paths, read_table
from dataaudit.store.run_directory import CACHE

WHOLE = "clean"
"""Name of the file of a clean data set without splits."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would compute."""


def clean_splits(folder: Path, manifest: Manifest) -> dict[str, tuple[str | None, list[Path]]]:
    """Name in the input and parts of every split, by its folder; "" where no row has a split."""
    stage = next((one for one in manifest.stages if one["name"] == "clean"), {})
    names: Mapping[str, str | None] = stage.get("splits") or {}
    found: dict[str, tuple[str | None, list[Path]]] = {}
    for path in part_paths(folder, "clean"):
        inner = "" if path.parent == folder / "clean" else path.parent.name
        found.setdefault(inner, (names.get(inner), []))[1].append(path)
    return dict(sorted(found.items()))


def to_datasets(folder: Path, manifest: Manifest, cache_dir: str | Path | None = None) -> Any:
    """A ``datasets.DatasetDict`` with the splits under the names that they had, or a ``Dataset`` where there are none.

    Args:
        folder: Of the run.
        manifest: Its own.
        cache_dir: Where ``datasets`` keeps what it reads; its own folder when None.

    Raises:
        RunDirectoryError: A part was changed after the run.
    """
    import datasets

    check_parts(folder, manifest, "clean")
    cache = str(cache_dir) if cache_dir is not None else None
    made = {
        name or inner: datasets.Dataset.from_parquet([str(path) for path in paths], cache_dir=cache)
        if any(pq.read_metadata(path).num_rows for path in paths)
        else datasets.Dataset(read_table(paths[0]))
        for inner, (name, paths) in clean_splits(folder, manifest).items()
    }
    return made[""] if list(made) == [""] else datasets.DatasetDict(made)


def export_clean(folder: Path, manifest: Manifest, form: Form, out: Path) -> list[Path]:
    """Write the clean data set in another form, a file for every split.

    Args:
        folder: Of the run.
        manifest: Its own.
        form: jsonl, csv (nested values as JSON text, formulas escaped), parquet or arrow.
        out: A folder that is not there yet, or is empty.

    Returns:
        The files.

    Raises:
        RunDirectoryError: The folder is not empty, or a part of the clean data set was changed after the run.
    """
    if out.exists() and (not out.is_dir() or any(one.name != CACHE for one in out.iterdir())):
        message = f"{out}: is not an empty folder; choose another --out"
        raise RunDirectoryError(message)
    check_parts(folder, manifest, "clean")
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for inner, (_, paths) in clean_splits(folder, manifest).items():
        target = out / f"{inner or WHOLE}.{form}"
        aside = target.with_name(f".{target.name}.tmp")
        _WRITERS[form](aside, paths)
        aside.replace(target)
        written.append(target)
    return written


def _tables(paths: Sequence[Path]) -> Iterator[pa.Table]:
    for path in paths:
        yield read_table(path)


def _rows(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for table in _tables(paths):
        for batch in table.to_batches(max_chunksize=4096):
            yield from batch.to_pylist()


def _write_jsonl(target: Path, paths: Sequence[Path]) -> None:
    with target.open("w", encoding="utf-8") as file:
        for row in _rows(paths):
            file.write(json.dumps(finite(row), ensure_ascii=False, default=value_text, allow_nan=False) + "\n")


def _write_csv(target: Path, paths: Sequence[Path]) -> None:
    with _open_csv(target) as file:
        names = pq.read_schema(paths[0]).names
        writer = csv.writer(file)
        writer.writerow([_cell(name) for name in names])
        for row in _rows(paths):
            writer.writerow(["" if row[name] is None else _cell(row[name]) for name in names])


def _open_csv(target: Path) -> AbstractContextManager[TextIO]:
    return target.open("w", encoding="utf-8", newline="")


def _cell(value: Any) -> str:
    """A value as a cell: a text that a spreadsheet would take for a formula begins with an apostrophe.

    Examples:
        >>> _cell("=1+1"), _cell("-5"), _cell(-5), _cell("- a list"), _cell([1])
        ("'=1+1", '-5', '-5', "'- a list", '[1]')
    """
    if not isinstance(value, str):
        return value_text(value)
    if not value.startswith(_FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


def _write_parquet(target: Path, paths: Sequence[Path]) -> None:
    with pq.ParquetWriter(target, pq.read_schema(paths[0]), compression="zstd") as writer:
        for table in _tables(paths):
            writer.write_table(table)


def _write_arrow(target: Path, paths: Sequence[Path]) -> None:
    with pa.OSFile(str(target), "wb") as file, pa.ipc.new_file(file, pq.read_schema(paths[0])) as writer:
        for table in _tables(paths):
            writer.write_table(table)


_WRITERS: dict[Form, Callable[[Path, Sequence[Path]], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
    "arrow": _write_arrow,
}
