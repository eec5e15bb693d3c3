from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import dataaudit
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
