from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dataaudit import audit
from dataaudit.errors import ConfigurationError


def test_examples_are_the_clearest_rows_with_their_texts_unmasked(tmp_path: Path) -> None:
    texts = [f"a sentence of number {n} about rivers and mountains" for n in range(30)]
    path = tmp_path / "data.parquet"
    pl.DataFrame({"text": [*texts, "four", "one.person@mailhost.org wrote", "tw"]}).write_parquet(path)
    run = audit(path, out=tmp_path / "run", settings="report.samples=1", rules="default")
    assert run.examples("short-text")["text"].to_list() == ["tw", "four"]
    assert run.examples("QLT001", 1).select("row_id", "file", "position").row(0) == (32, "data.parquet", 32)
    assert run.examples("contact-data")["text"].to_list() == ["one.person@mailhost.org wrote"]
    assert run.examples("secret").is_empty()
    with pytest.raises(ConfigurationError, match="contact-data"):
        run.examples("contact-dat")
    path.unlink()
    assert run.examples("short-text")["text"].to_list() == [None, None]
