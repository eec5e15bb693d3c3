"""What sections say, against the tables of runs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from stages.labels.label_runs import two_themes

from dataaudit import audit
from dataaudit.config.run_options import ReportOptions
from dataaudit.report.run_tables import RunTables
from dataaudit.report.section import Page
from dataaudit.report.sections import labels, leakage, mixture, personal_data_types
from dataaudit.results.result import AuditResult


def page_of(result: AuditResult) -> Page:
    return Page(RunTables(result), None, ReportOptions())


def test_the_mixture_adds_up_to_the_run(tmp_path: Path) -> None:
    for name, rows in (("a", 30), ("b", 10)):
        texts = [f"{name} sentence number {n} about rivers and {name} mountain" for n in range(rows)]
        pl.DataFrame({"text": [*texts, texts[0]]}).write_parquet(tmp_path / f"{name}.parquet")
    page = page_of(audit([tmp_path / "a.parquet", tmp_path / "b.parquet"], out=tmp_path / "run"))
    drawn = mixture.draw(page)
    assert drawn is not None
    summary, table = drawn["parts"][0]
    assert summary.startswith("By file (2): a.parquet 73.8%")
    assert [row[:2] for row in table["rows"]] == [["a.parquet", "31"], ["b.parquet", "11"]]
    assert [row[4] for row in table["rows"]] == ["3.2%", "9.1%"]


def test_personal_data_are_counted_by_type_in_places_and_in_texts(tmp_path: Path) -> None:
    texts = [f"a sentence about river {n}" for n in range(5)]
    texts += ["one@mailhost.org and two@mailhost.org wrote", "three@mailhost.org wrote it"]
    drawn = personal_data_types.draw(page_of(audit(pl.DataFrame({"text": texts}), out=tmp_path / "run")))
    assert drawn is not None
    assert drawn["tables"][0]["rows"] == [["email", "3", "2", "2"]]
    assert drawn["lead"].startswith("Places: 3; types: 1.")
    clean = audit(pl.DataFrame({"text": texts[:5]}), out=tmp_path / "clean")
    assert personal_data_types.draw(page_of(clean)) is None


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("leak")
    texts = [f"what is the length of river number {n} in the northern mountains" for n in range(40)]
    pl.DataFrame({"text": texts}).write_parquet(folder / "train.parquet")
    pl.DataFrame({"text": [texts[7], "which of these cities is a capital of a kingdom"]}).write_parquet(
        folder / "test.parquet"
    )
    return page_of(audit(folder, out=folder / "run"))


def test_a_leaked_item_is_shown_with_both_places(leaking: Page) -> None:
    drawn = leakage.draw(leaking)
    assert drawn is not None
    assert drawn["lead"] == "1 of 2 items of test are among the rows of another split."
    examples = drawn["tables"][-1]["rows"]
    assert [examples[0][1], examples[0][2]] == ["train.parquet:7", "test.parquet:0"]


def test_labels_show_the_given_and_the_suggested_one_the_least_likely_first(tmp_path: Path) -> None:
    themes = two_themes(300)
    given = [
        ("trade" if one == "sport" else "sport") if place < 20 else one for place, one in enumerate(themes["label"])
    ]
    frame = pl.DataFrame({"text": themes["text"], "label": given})
    page = page_of(audit(frame, label="label", out=tmp_path / "run", settings=["clean.duplicates=[]"]))
    drawn = labels.draw(page)
    assert drawn is not None
    worst = drawn["tables"][0]["rows"]
    assert {row[0] for row in worst} <= {"sport → trade", "trade → sport"}
    scores = [float(row[1]) for row in worst]
    assert scores == sorted(scores)
    assert len(worst) >= 6
