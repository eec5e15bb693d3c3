"""The 52,002 rows of Alpaca, whose defects are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from dataaudit import audit

OFF = ("tokens", "exact", "minhash", "quality", "language", "pii", "passages")


@pytest.mark.full
def test_the_known_defects_of_alpaca_are_found(real_data: Callable[[str], Path], tmp_path: Path) -> None:
    path = real_data("alpaca_52k") / "alpaca_en.parquet"
    settings = [f"stages.{name}=false" for name in OFF]
    result = audit(path, out=tmp_path / "run", settings=[*settings, "report.clusters=0", "report.samples=0"])
    rows = result.rows()
    original = pl.read_parquet(path)
    assert rows.height == original.height == 52_002

    def found(code: str) -> pl.Series:
        return rows.select(pl.col("flags").list.contains(code)).to_series()

    answers = original["output"].str.strip_chars()
    assert found("INS009").to_list() == (~answers.is_first_distinct()).to_list()
    assert found("INS001").to_list() == (answers == "").to_list()
    assert found("INS009").sum() == 1160
    assert found("INS001").sum() == 28
    assert (found("INS001") & found("INS009")).sum() == 27
    told = original["input"].str.to_lowercase().str.contains("noinput", literal=True)
    assert told.sum() == 231
    assert found("INS007").filter(told).all()
