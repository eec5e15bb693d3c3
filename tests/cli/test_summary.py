from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from conftest import ROOT

import dataaudit
from dataaudit.cli.colour import coloured
from dataaudit.cli.summary import print_summary


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_run_is_summed_up_in_the_language_of_its_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    frame = pl.DataFrame({"text": ["one good row here", "one good row here", "ok"]})
    off = ["stages.embeddings=false", "stages.minhash=false", "stages.tokens.tokenizer=false"]
    settings = [*off, f"report.language={language}"]
    print_summary(dataaudit.audit(frame, out=tmp_path / "run", settings=settings))
    printed = capsys.readouterr().out
    english = ("rows read", "dropped by", "report:", "clean data set")
    assert [words in printed for words in english] == [language == "en"] * len(english)
    assert "DUP001 exact-duplicate" in printed
    assert str(tmp_path / "run") in printed


def test_a_summary_fits_a_terminal_and_says_what_to_do_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sample = dataaudit.load_result(ROOT / "reports" / "sample")
    capsys.readouterr()
    print_summary(sample)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    assert f"  1. dataaudit show {ROOT / 'reports' / 'sample'} contact-data  (--set 'clean.pii=mask')" in lines
    assert not any("\x1b[" in line for line in lines)


@pytest.mark.parametrize(
    ("terminal", "no_colour", "coloured_words"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_severities_have_colours_on_a_terminal_that_wants_them(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, no_colour: str, coloured_words: bool
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setenv("NO_COLOR", no_colour)
    assert coloured("error", "error") == ("\x1b[31merror\x1b[0m" if coloured_words else "error")
    assert coloured("info", "info") == "info"
