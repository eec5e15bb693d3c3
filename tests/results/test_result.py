from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import dataaudit
from dataaudit.errors import InputError


def test_a_column_that_a_run_does_not_have_is_named_with_the_nearest(tmp_path: Path) -> None:
    off = ["stages.embeddings=false", "stages.minhash=false", "stages.tokens.tokenizer=false"]
    result = dataaudit.audit(pl.DataFrame({"text": ["one row"]}), out=tmp_path / "run", settings=off)
    assert result.rows(["chars"])["chars"].to_list() == [7]
    with pytest.raises(InputError, match="no column 'char' in rows/; did you mean 'chars'"):
        result.rows(["char"])
    with pytest.raises(InputError, match="no column 'texts' in clean/; did you mean 'text'"):
        result.clean(["texts"])
