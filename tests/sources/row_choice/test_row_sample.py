from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dataaudit import audit, audit_shard
from dataaudit.errors import ConfigurationError, RunDirectoryError
from dataaudit.sources.row_choice.row_sample import _mixed

ROWS = [{"text": f"a sentence of number {n} about rivers and mountain {n % 7}", "n": n} for n in range(2000)]
SIGNALS = ["row_id", "file", "position", "row_digest", "chars", "tokens", "quality_score", "language"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, rows in (("a", ROWS[:1500]), ("b", ROWS[1500:])):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def splitmix(number: int, salt: int) -> int:
    """The twin, in whole numbers of Python."""
    mask = 2**64 - 1
    value = ((number + 1) * 0x9E3779B97F4A7C15 + salt) & mask
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
    return value ^ (value >> 31)


def test_rows_are_chosen_by_numbers_that_are_spread_evenly() -> None:
    numbers = np.arange(20_000)
    mixed = _mixed(numbers, 77)
    assert [int(one) for one in mixed[:50]] == [int(float(splitmix(n, 77))) for n in range(50)]
    counts, _ = np.histogram(mixed, bins=10, range=(0, 2.0**64))
    assert abs(counts - 2000).max() < 200


@pytest.mark.parametrize("asked", ["300", "0.15"])
def test_a_sample_is_some_of_the_rows_with_the_signals_and_places_that_they_have(corpus: Path, asked: str) -> None:
    every = audit(corpus, out=corpus.parent / "all").rows(SIGNALS)
    result = audit(corpus, out=corpus.parent / f"sample-{asked}", settings=[f"input.sample={asked}"])
    rows = result.rows(SIGNALS)
    assert 240 < rows.height < 360
    assert rows.equals(every.filter(pl.col("row_id").is_in(rows["row_id"].implode())))
    assert set(rows["file"].unique()) == {"a.jsonl", "b.jsonl"}
    assert result.row_counts["read"] == rows.height
    assert result.clean().height == result.row_counts["kept"]
    assert any(note.startswith("a sample of 15% of the rows") for note in result.manifest.notes)
    assert "A sample of the rows was audited" in result.to_html()


def test_the_same_sample_again_is_the_same_and_all_rows_are_another_run(corpus: Path) -> None:
    first, second = (
        audit(corpus, out=corpus.parent / name, settings=["input.sample=200"]).rows(SIGNALS) for name in ("one", "two")
    )
    assert first.equals(second)
    with pytest.raises(RunDirectoryError, match="holds the result of another input, configuration"):
        audit(corpus, out=corpus.parent / "one")


def test_a_sample_of_more_rows_than_there_are_is_all_of_them(corpus: Path) -> None:
    result = audit(corpus, out=corpus.parent / "run", settings=["input.sample=5000"])
    assert result.row_counts["read"] == 2000
    assert not any(note.startswith("a sample") for note in result.manifest.notes)
    assert "A sample of the rows was audited" not in result.to_html()


def test_a_sample_of_a_shard_is_refused(corpus: Path) -> None:
    with pytest.raises(ConfigurationError, match="leave out --sample or --shard"):
        audit_shard(corpus, shard="1/2", out=corpus.parent / "shard", settings=["input.sample=100"])


def test_of_rows_that_cannot_be_counted_before_a_share_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))
    with pytest.raises(ConfigurationError, match=r"how many rows data\.jsonl\.gz has is known only after"):
        audit(path, out=tmp_path / "run", settings=["input.sample=100"])
    result = audit(path, out=tmp_path / "run", settings=["input.sample=0.1"])
    assert 150 < result.row_counts["read"] < 250
