"""A run's rows for datasketch, against the pairs that the run verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from datasketch import MinHash

import dataaudit
from dataaudit.cli.commands.demo import SAMPLE
from dataaudit.errors import InputError, RunDirectoryError, UsageError

OFF = ("tokens", "quality", "language", "pii", "passages", "embeddings", "instructions", "leakage", "labels", "classes")
QUICK = [f"stages.{name}=false" for name in OFF]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    return dataaudit.audit(SAMPLE, out=tmp_path_factory.mktemp("run") / "sample", settings=QUICK)


def near_pairs(result: dataaudit.AuditResult) -> list[tuple[int, int, float]]:
    return result.pairs().filter(pl.col("kind") == "minhash").select("row_a", "row_b", "similarity").rows()


def test_the_index_finds_every_verified_pair(sample: dataaudit.AuditResult) -> None:
    found = dataaudit.to_datasketch(sample)
    pairs = near_pairs(sample)
    assert len(pairs) > 50
    for one, two, _ in pairs:
        assert two in found.index.query(found.sketches[one])
        assert one in found.index.query(found.sketches[two])


def test_estimates_are_within_their_standard_error_of_the_exact_similarity(sample: dataaudit.AuditResult) -> None:
    found = dataaudit.to_datasketch(str(sample.path))
    one, two, exact = zip(*near_pairs(sample), strict=True)
    sketches = found.sketches
    told = np.array([sketches[a].jaccard(sketches[b]) for a, b in zip(one, two, strict=True)])
    error = np.sqrt(np.array(exact) * (1 - np.array(exact)) / found.permutations)
    off = np.abs(told - np.array(exact))
    assert (off <= 4 * error).all()
    assert np.mean(off <= error) > 0.5


def test_the_parameters_are_the_runs(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    texts = ["the quick brown fox jumps", "over the lazy dog and runs away"]
    own = ["shingle=3", "permutations=64", "seed=7"]
    settings = [*QUICK, *(f"stages.minhash.{one}" for one in own)]
    run = dataaudit.audit(write_jsonl([{"text": text} for text in texts]), out=tmp_path / "run", settings=settings)
    found = dataaudit.to_datasketch(run)
    assert (found.shingle, found.permutations, found.seed) == (3, 64, 7)
    for row, text in enumerate(texts):
        made = MinHash(num_perm=64, seed=7, hashfunc=dataaudit.hashfunc, scheme="affine32")
        words = text.split()
        made.update_batch([" ".join(words[place : place + 3]).encode() for place in range(len(words) - 2)])
        assert found.sketches[row].jaccard(made) == found.sketch(text).jaccard(made) == 1.0
        assert found.index.query(made) == [row]
        grown = found.sketches[row].copy()
        grown.update_batch([b"another shingle"])
        made.update_batch([b"another shingle"])
        assert grown.jaccard(made) == 1.0


ROWS = [
    {"text": "the same words in the same order"}, {"text": "The same words, in the same order!"},
    {"text": "!!!"}, {"text": ""}, {"text": None}, {"text": "something else is said in this row"},
]  # fmt: skip


def test_rows_without_a_word_have_no_sketch(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    run = dataaudit.audit(write_jsonl(ROWS), out=tmp_path / "run", settings=QUICK)
    found = dataaudit.to_datasketch(run)
    assert sorted(found.sketches) == sorted(found.index.keys) == [0, 1, 5]
    assert found.index.query(found.sketch("?!")) == []


def test_kept_rows_need_no_input(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    path = write_jsonl(ROWS)
    run = dataaudit.audit(path, out=tmp_path / "run", settings=QUICK)
    before = sorted(dataaudit.to_datasketch(run, rows="kept").sketches)
    path.unlink()
    with pytest.raises(InputError, match=r"rows\.jsonl: .*; rows='kept' takes the rows of the clean data set"):
        dataaudit.to_datasketch(run)
    assert sorted(dataaudit.to_datasketch(run, rows="kept").sketches) == before == [1, 5]


def test_a_lower_threshold_finds_texts_that_are_less_alike(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(60)]
    path = write_jsonl([{"text": " ".join(words)}, {"text": " ".join([*words[:15], "other", "words"])}])
    run = dataaudit.audit(path, out=tmp_path / "run", settings=QUICK)
    own, wide, strict = (dataaudit.to_datasketch(run, threshold=one) for one in (None, 0.15, 1))
    assert [len(one.index.query(one.sketches[0])) for one in (own, wide, strict)] == [1, 2, 1]
    assert (own.index.b, own.index.r) == (25, 5)
    assert (strict.index.b, strict.index.r) == (2, 64)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"threshold": 0}, "threshold 0: give a similarity above 0, at most 1"),
        ({"threshold": 1.5}, "threshold 1.5: give a similarity above 0, at most 1"),
        ({"rows": "dropped"}, "rows 'dropped': choose from all, kept"),
    ],
)
def test_arguments_out_of_range(sample: dataaudit.AuditResult, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=f"^{says}$"):
        dataaudit.to_datasketch(sample, **arguments)


def test_a_run_without_minhash_and_a_folder_without_a_run(tmp_path: Path) -> None:
    table = pl.DataFrame({"text": ["a b c", "a b c d"]})
    run = dataaudit.audit(table, out=tmp_path / "run", settings=[*QUICK, "stages.minhash=false"])
    with pytest.raises(UsageError, match=r": the run looked for no near-duplicates; run it again"):
        dataaudit.to_datasketch(run)
    with pytest.raises(RunDirectoryError):
        dataaudit.to_datasketch(tmp_path / "none")
