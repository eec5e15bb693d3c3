"""A run directory that version 0.1.0 wrote: what can still be asked of it, and what is refused in one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import dataaudit
from dataaudit.api import gate, report
from dataaudit.cli.main import run
from dataaudit.errors import RunDirectoryError

STORED = Path(__file__).with_name("run_of_0_1.zip")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with zipfile.ZipFile(STORED) as stored:
        stored.extractall(tmp_path)
    return tmp_path / "run01"


def test_its_tables_are_read(old: Path) -> None:
    result = dataaudit.load_result(old)
    assert result.row_counts == {"read": 5, "kept": 5, "dropped": 0, "quarantined": 0}
    assert result.rows(["flags"]).height == 5
    assert result.costs().findings.height > 0


def test_it_is_shown(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for what in ("conflicting-labels", "rows01.jsonl:4"):
        assert run(["show", str(old), what]) == 0
    assert run(["cost", str(old)]) == 0
    assert "conflicting-labels" in capsys.readouterr().out


def test_it_is_gated_and_keeps_its_page(old: Path) -> None:
    page = (old / "report.html").read_bytes()
    rules = old.parent / "rules.yml"
    rules.write_text("rules: [{id: kept, metric: rows.kept, min: 6, severity: error, why: test}]", encoding="utf-8")
    assert gate(old, [str(rules)]).verdict == "failed"
    assert (old / "report.html").read_bytes() == page
    assert (old / "gate.json").is_file()


@pytest.mark.parametrize("what", ["judge again", "report"])
def test_what_needs_more_than_it_holds_is_refused_with_both_versions(old: Path, what: str) -> None:
    result = dataaudit.load_result(old)
    with pytest.raises(RunDirectoryError, match=rf"dataaudit 0\.1\.0, and dataaudit \S+ cannot {what}") as caught:
        result.rethreshold() if what == "judge again" else report(result)
    assert "rerun the audit into another folder" in str(caught.value)


def test_a_manifest_of_a_later_version_is_refused_with_both_versions(old: Path) -> None:
    manifest = old / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace('"schema_version": 1', '"schema_version": 99')
    manifest.write_text(text.replace('"dataaudit": "0.1.0"', '"dataaudit": "9.9"'), encoding="utf-8")
    with pytest.raises(RunDirectoryError, match=r"written by dataaudit 9\.9, which dataaudit \S+ cannot read"):
        dataaudit.load_result(old)
