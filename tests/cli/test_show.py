from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from dataaudit import audit
from dataaudit.results.result import AuditResult


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    folder = tmp_path_factory.mktemp("show")
    texts = [f"a sentence of number {n} about rivers and mountains" for n in range(60)]
    texts += [texts[3], *("x" * n for n in range(1, 10)), *("y" * n for n in range(1, 10)), "jo@mailhost.org wrote it"]
    pl.DataFrame({"text": texts, "label": ["a@mailhost.org"] * len(texts)}).write_parquet(folder / "data.parquet")
    return audit(folder / "data.parquet", out=folder / "run", label="label", settings=["clean.duplicates=[exact]"])


def test_a_finding_shows_as_many_rows_as_are_asked_for_the_clearest_first(
    call: Callable[..., Any], run: AuditResult
) -> None:
    for asked in (2, 15, 100):
        code, out, _ = call("show", run.path, "short-text", "--samples", asked)
        assert code == 0
        shown = [line.rpartition(": ")[2] for line in out.splitlines() if line.startswith("  --- row")]
        assert len(shown) == min(asked, 18)
        assert [len(text) for text in shown] == sorted(len(text) for text in shown)
    assert not [line for line in call("show", run.path, "short-text", "--samples", 0)[1].splitlines() if "---" in line]


def test_json_has_the_rows_of_a_finding_and_the_witness_of_a_row_masked(
    call: Callable[..., Any], run: AuditResult
) -> None:
    _, out, _ = call("show", run.path, "contact-data", "--json")
    (found,) = json.loads(out)["found"]
    assert found["rows"][0]["text"] == "[email 15 …rg] wrote it"
    assert "mailhost" not in out
    _, out, _ = call("show", run.path, "data.parquet:60", "--json")
    record = json.loads(out)
    assert (record["row"]["dropped_by"], record["kept_row"]["position"]) == ("DUP001", 3)
    assert record["text"] == record["kept_text"] == "a sentence of number 3 about rivers and mountains"
    assert "mailhost" not in out


def test_a_finding_that_found_nothing_says_so(call: Callable[..., Any], run: AuditResult) -> None:
    assert "found nothing in this run" in call("show", run.path, "secret")[1]
    assert json.loads(call("show", run.path, "secret", "--json")[1])["found"] == []
