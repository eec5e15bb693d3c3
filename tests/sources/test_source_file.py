"""The first rows of a file, from which columns are learnt."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.open_corpus import open_paths
from dataaudit.sources.source_file import HEAD_ROWS, SourceFile, head_share


def opened(path: Path) -> SourceFile:
    (file,) = open_paths(InputOptions(paths=(str(path),)), LimitsOptions()).files
    return file


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_long_rows_are_held_up_to_so_many_bytes_and_one_at_least(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"rows.{form}"
    if form == "parquet":
        pq.write_table(pa.table({"text": ["a" * 10_000] * 300}), path)
    else:
        path.write_text(f'{{"text": "{"a" * 10_000}"}}\n' * 300, encoding="utf-8")
    file = opened(path)
    assert len(file.head()) == 300
    assert len(file.head(1)) == 1
    assert 8 <= len(file.head(100_000)) <= 10
    assert file.head(1).nbytes < 2 * 10_000  # and not the memory of the others


def test_short_rows_are_held_up_to_a_number(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"text": "a"}\n' * 3000, encoding="utf-8")
    assert len(opened(tmp_path / "rows.jsonl").head()) == HEAD_ROWS


def test_many_files_share_what_is_held_and_each_gives_some() -> None:
    assert head_share(1) == 64 << 20
    assert head_share(64) == 1 << 20
    assert head_share(10**6) == 64 << 10
