"""A corpus that is shuffled, split anew or cut into other files never fails the gate relative to itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import dataaudit

SETTINGS = ["report.samples=0", "report.clusters=0", "limits.keep_signals=false"]
TIMES = 50


@pytest.mark.full
def test_reshuffles_and_resplits_of_one_corpus_never_fail(tmp_path: Path) -> None:
    sample = Path(dataaudit.__file__).parent / "sample" / "sms_spam.parquet"
    near = ["stages.minhash.threshold=0.6", "clean.duplicates=[exact, minhash, embedding]"]
    distinct = dataaudit.audit(sample, out=tmp_path / "first", settings=[*SETTINGS, *near]).clean().drop("row_id")
    frame = distinct.sample(1500, seed=1)
    failed = []
    for seed in range(TIMES + 1):
        rng, folder = random.Random(seed), tmp_path / f"in{seed}"
        folder.mkdir()
        shuffled = frame.sample(fraction=1.0, shuffle=True, seed=seed)
        for split, part in (("train", shuffled.head(1200)), ("test", shuffled.tail(300))):
            pieces = rng.choice([1, 2, 5])
            for number in range(pieces):
                rows = part.gather_every(pieces, number)
                rows.write_ndjson(folder / f"{split}-{number}-of-{pieces}.jsonl")
        result = dataaudit.audit(folder, out=tmp_path / f"run{seed}", settings=SETTINGS)
        if seed:
            outcome = dataaudit.gate(result, ["baseline"], baseline=tmp_path / "run0")
            failed += [(seed, one.id, one.message) for one in outcome.results if outcome.fails(one)]
    assert failed == []
