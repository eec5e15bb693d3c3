from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

import dataaudit

NONE = "stages.embeddings=false"


def test_the_page_of_a_run_is_built_again_in_either_language(call: Callable[..., Any], tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["one good row", "one good row", "ok"]})
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=[NONE], rules=["default"])
    page = tmp_path / "run" / "report.html"
    first = page.read_bytes()
    page.unlink()
    code, out, _ = call("report", tmp_path / "run")
    assert (code, out) == (0, f"report: {page}\n")
    assert page.read_bytes() == first
    assert call("report", tmp_path / "run", "--language", "zh")[0] == 0
    chinese = page.read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in chinese
    assert "重复" in chinese
    for rule in ("An empty data set means a failed export.", "allowed:", "not enough data"):
        assert rule not in chinese
    assert result.verdict is not None


def test_what_is_not_a_run_is_refused_in_one_sentence(call: Callable[..., Any], tmp_path: Path) -> None:
    code, _, err = call("report", tmp_path / "none")
    assert code == 2
    assert "no such folder" in err
