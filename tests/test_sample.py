"""The committed run under reports/sample is what a run gives today."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

import dataaudit
from dataaudit.store.manifest import damaged_parts

SAMPLE = ROOT / "reports" / "sample"


def test_the_committed_sample_is_what_a_run_gives_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    committed = dataaudit.load_result(SAMPLE)
    assert damaged_parts(SAMPLE, committed.manifest) == []
    fresh = dataaudit.audit("dataaudit/sample/sms_spam.parquet", out=tmp_path / "run", rules=["default"])
    remedy = "a run of the sample gives something else today; if that is right, run 'make sample'"
    assert dict(fresh.metrics) == dict(committed.metrics), remedy
    assert fresh.findings == committed.findings, remedy
    assert fresh.verdict == committed.verdict, remedy
    assert fresh.rows().equals(committed.rows()), remedy


def test_the_sample_names_no_place_of_any_machine() -> None:
    for path in SAMPLE.rglob("*"):
        if path.suffix in (".json", ".jsonl", ".html", ".xml", ".sarif", ".md"):
            assert str(ROOT) not in path.read_text(encoding="utf-8")
