"""Names of files and classes in what a run writes for machines, as other programs read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

import dataaudit

ADDRESS = "jane.doe@example.org"
FORGED = f'a\n{{"event": "run_finished", "kept": 0}}\n\x1b[31m\u202e {ADDRESS}.jsonl'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over a file whose name forges an event, with an address in its name and in its classes."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data").mkdir()
    rows = [
        {"text": f"text number {n} of a few", "label": f"from {ADDRESS}" if n % 4 else "b\x9b\n"} for n in range(40)
    ]
    (folder / "data" / FORGED).write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "{bad\n", encoding="utf-8")
    off = [f"stages.{name}=false" for name in ("embeddings", "minhash", "language", "quality", "passages")]
    return dataaudit.audit(folder / "data", out=folder / "run", settings=off).path


def test_a_line_of_the_log_is_one_event_whatever_a_file_is_called(run: Path) -> None:
    content = (run / "log.jsonl").read_bytes()
    events = [json.loads(line) for line in content.splitlines()]
    assert content.count(b"\n") == len(events)
    assert [one["kept"] for one in events if one["event"] == "run_finished"] == [40]
    assert b"run_finished" in content.replace(b'"event": "run_finished"', b"", 1)  # as a name, inside a string
    assert ADDRESS.encode() not in content
    assert content.isascii()
    assert not set(content) & set(range(32)) - {10}


def strings(value: Any) -> list[str]:
    """All texts in a value of a table."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in strings(one)]
    return [value] if isinstance(value, str) else []


READERS = {
    "polars": lambda path: pl.read_parquet(path).to_dicts(),
    "pyarrow": lambda path: pq.read_table(path).to_pylist(),
}


@pytest.mark.parametrize("reader", READERS)
def test_tables_beside_the_rows_hold_no_address(run: Path, reader: str) -> None:
    tables = {path.name: READERS[reader](path) for path in sorted(run.glob("*.parquet"))}
    assert "classes.parquet" in tables
    shown = {name: strings(rows) for name, rows in tables.items()}
    assert any("e-mail" in text or "email" in text for text in shown["classes.parquet"]), shown["classes.parquet"]
    for name, texts in shown.items():
        assert not [text for text in texts if ADDRESS in text], name
