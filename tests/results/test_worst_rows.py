from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dataaudit import audit
from dataaudit.config.run_options import ReportOptions
from dataaudit.report.run_tables import RunTables
from dataaudit.report.section import Page
from dataaudit.results.result import AuditResult

SHORT = ["seven77", "sixsix", "five5", "four", "thr", "tw", "o"]


def page_of(result: AuditResult, samples: int) -> Page:
    return Page(RunTables(result), None, ReportOptions(samples=samples))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    long = [f"a sentence of number {n} about rivers and a mountain" for n in range(20)]
    return audit(
        pl.DataFrame({"text": [*long, *SHORT, long[3], long[4]]}),
        out=tmp_path_factory.mktemp("worst") / "run",
        settings=["report.samples=3"],
    )


def test_the_rows_farthest_beyond_a_threshold_come_first(run: AuditResult) -> None:
    shown = page_of(run, 3).worst["QLT001"]
    texts = pl.DataFrame({"row_id": run.rows()["row_id"], "chars": run.rows()["chars"]})
    assert texts.filter(pl.col("row_id").is_in(shown)).sort("chars")["chars"].to_list() == [1, 2, 3]
    assert page_of(run, 100).worst["QLT001"][:3] == shown


def test_a_finding_without_an_order_shows_its_first_rows(run: AuditResult) -> None:
    first = next(one for one in run.findings if one.code == "DUP001").row_ids
    assert page_of(run, 3).worst["DUP001"] == first[:3]


def test_every_row_shown_has_a_text_and_a_duplicate_its_kept_row(run: AuditResult) -> None:
    page = page_of(run, 3)
    shown = {row_id for rows in page.worst.values() for row_id in rows}
    assert shown <= set(page.tables.excerpts)
    kept = {page.tables.places[row_id]["duplicate_of"] for row_id in page.worst["DUP001"]}
    assert kept - {None} <= set(page.tables.excerpts)
    assert len(kept - {None}) == 2


def test_a_run_without_excerpts_shows_none(tmp_path: Path) -> None:
    result = audit(pl.DataFrame({"text": ["ok", "no", "ok"]}), out=tmp_path / "run", settings=["report.raw=false"])
    assert page_of(result, 0).worst.get("QLT001", ()) == ()
    assert 'class="row"' not in result.to_html()


def test_the_surest_leaks_come_first(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(40)]
    item = " ".join(words)
    rows = [" ".join([*words[:30], *(f"other{n}" for n in range(k))]) for k in (1, 4, 9)]
    train = [f"a sentence of number {n} about rivers and a mountain" for n in range(20)] + [item, *rows]
    pl.DataFrame({"text": train}).write_parquet(tmp_path / "train.parquet")
    pl.DataFrame({"text": [item, "what else is in the evaluation data of this test"]}).write_parquet(
        tmp_path / "test.parquet"
    )
    result = audit(tmp_path, out=tmp_path / "run", settings=["report.samples=2"])
    scores = dict(result.rows(["row_id", "leak_score"]).drop_nulls().iter_rows())
    for code, shown in page_of(result, 2).worst.items():
        if code.startswith("LEK00") and len(shown) > 1:
            assert [scores[one] for one in shown] == sorted((scores[one] for one in shown), reverse=True)
    assert max(scores.values()) == scores[page_of(result, 2).worst["LEK001"][0]]
