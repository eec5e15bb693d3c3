"""Reads files as other tools do: a process for a tool, which is given names of files and answers with their rows.

Usage: python peers.py datasets|datatrove|polars|pyarrow < FILES

Runs in an environment of its own that holds these packages; dataaudit is not imported.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

KINDS = {".jsonl": "json", ".csv": "csv", ".parquet": "parquet", ".arrow": "arrow", ".txt": "text"}
COMPRESSED = (".gz", ".zst", ".bz2", ".xz")
PEERS = ("datatrove", "datasets", "polars", "pyarrow")
_PATIENCE = 120


def kind_of(path: Path) -> str | None:
    """The format that a file's name says, as the tools are told; None where they read no such files."""
    suffixes = [one for one in path.suffixes if one not in COMPRESSED]
    return KINDS.get(suffixes[-1]) if suffixes and path.is_file() else None


def loose(value: Any) -> Any:
    """A value so that only those differ that a user would call different: 1 and 1.0 and "1" are equal."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, Mapping):
        return {str(name): one for name, found in sorted(value.items()) if (one := loose(found)) is not None}
    if isinstance(value, list | tuple):
        return [loose(one) for one in value]
    whole = isinstance(value, float) and value == int(value) and abs(value) < 2**53
    return str(int(value) if whole else value)


def with_pyarrow(path: Path, kind: str) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.json
    import pyarrow.parquet

    if kind == "parquet":
        return pa.parquet.read_table(path).to_pylist()
    if kind == "arrow":
        with pa.memory_map(str(path)) as source:
            try:
                return pa.ipc.open_file(source).read_all().to_pylist()
            except pa.ArrowInvalid:
                return pa.ipc.open_stream(source).read_all().to_pylist()
    with pa.input_stream(str(path), compression="detect") as source:
        return (pa.json.read_json if kind == "json" else pa.csv.read_csv)(source).to_pylist()


def with_polars(path: Path, kind: str) -> list[dict[str, Any]]:
    import polars as pl

    reads = {"json": pl.read_ndjson, "csv": pl.read_csv, "parquet": pl.read_parquet, "arrow": pl.read_ipc}
    return reads[kind](path).to_dicts()


def with_datasets(path: Path, kind: str) -> list[dict[str, Any]]:
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        return list(datasets.load_dataset(kind, data_files=str(path), split="train", cache_dir=cache))


def with_datatrove(path: Path, kind: str) -> list[dict[str, Any]]:
    from datatrove.pipeline.readers import CSVReader, IpcReader, JsonlReader, ParquetReader

    readers = {"json": JsonlReader, "csv": CSVReader, "parquet": ParquetReader, "arrow": IpcReader}
    found = readers[kind](str(path.parent), glob_pattern=path.name).run()
    return [{"text": one.text, **one.metadata} for one in found]


def answers(peer: str, paths: Sequence[str]) -> Iterator[str]:
    """For every file a line: its rows, or the name of the error."""
    read = {"pyarrow": with_pyarrow, "polars": with_polars, "datasets": with_datasets, "datatrove": with_datatrove}[
        peer
    ]
    for name in paths:
        kind = kind_of(Path(name))
        try:
            if kind is None or (kind == "text" and peer != "datasets"):
                yield json.dumps({"none": True})
            else:
                yield json.dumps({"rows": [loose(row) for row in read(Path(name), kind)]})
        except Exception as error:  # whatever a tool raises is its refusal
            yield json.dumps({"error": type(error).__name__})


def ask(python: str, peer: str, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What a tool makes of files; a process that crashes or hangs is an answer, and another one goes on behind it."""
    found: list[dict[str, Any]] = []
    while len(found) < len(paths):
        given = "\n".join(map(str, paths[len(found) :]))
        try:
            done = subprocess.run(
                [python, __file__, peer], input=given, capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
            out, ended = done.stdout, f"signal {-done.returncode}"
        except subprocess.TimeoutExpired as error:
            out, ended = (error.stdout or b"").decode(), "hang"
        found += [json.loads(line) for line in out.splitlines() if line.startswith('{"')]
        if len(found) < len(paths):
            found.append({"crash": ended})
    return found


def compared(answer: Mapping[str, Any], right: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Rows lost and values changed by an answer, or that there is none."""
    if "rows" not in answer:
        return Counter({next(iter(answer)): 1})
    names = {name for row in right for name in row}
    wanted = Counter(json.dumps(loose({name: row.get(name) for name in names})) for row in right)
    found = Counter(json.dumps(loose({name: row.get(name) for name in names})) for row in answer["rows"])
    missing, extra = (wanted - found).total(), (found - wanted).total()
    changed = min(missing, extra)
    wrong = Counter({"rows lost": missing - changed, "values changed": changed, "rows too many": extra - changed})
    return +wrong + Counter({"files wrong": 1}) if +wrong else Counter({"right": 1})


if __name__ == "__main__":
    for line in answers(sys.argv[1], sys.stdin.read().splitlines()):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
