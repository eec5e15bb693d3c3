"""Judging again without reading the texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from engine.whole_runs import corpus

import dataaudit
from dataaudit.errors import ConfigurationError


def test_rethreshold_judges_again_as_a_fresh_run_would(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    path = write_jsonl([*corpus(100), "{bad"])
    settings = ["report.clusters=0", "stages.labels=false"]  # their folds follow the near-duplicates of the run
    result = dataaudit.audit(path, out=tmp_path / "run", settings=settings)
    path.rename(tmp_path / "gone.jsonl")  # no text can be read any more
    again = result.rethreshold(
        {"short-text": {"min_chars": 60}, "over-length": {"max_tokens": 20}},
        near_threshold=0.9,
        clean={"drop": ["short-text"]},
    )
    (tmp_path / "gone.jsonl").rename(path)
    options = [
        "findings.short-text={min_chars: 60}", "findings.over-length={max_tokens: 20}", "clean.drop=[short-text]",
        "stages.minhash.threshold=0.9",
    ]  # fmt: skip
    fresh = dataaudit.audit(path, out=tmp_path / "fresh", settings=[*settings, *options])
    same = ["row_id", "kept", "dropped_by", "duplicate_of", "similarity"]
    assert again.rows().select(same).equals(fresh.rows().select(same))
    assert again.metrics == dict(fresh.metrics)
    assert [(one.code, one.count, one.severity) for one in again.findings] == [
        (one.code, one.count, one.severity) for one in fresh.findings
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"near_threshold": 0.5}, "the run did not look for pairs below 0.8"),
        ({"findings": {"short-txt": {}}}, "did you mean 'short-text'"),
        ({"findings": {"short-text": {"min_char": 3}}}, "did you mean 'min_chars'"),
        ({"clean": {"drp": []}}, "did you mean 'drop'"),
    ],
)
def test_rethreshold_refuses_what_it_cannot_answer(tmp_path: Path, arguments: dict[str, Any], says: str) -> None:
    result = dataaudit.audit(
        pl.DataFrame({"text": ["a b c", "a b c d"]}), out=tmp_path / "run", settings=["report.clusters=0"]
    )
    with pytest.raises(ConfigurationError, match=says):
        result.rethreshold(**arguments)
