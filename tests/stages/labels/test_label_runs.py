"""Whole runs over made-up labels: what is found, and what no data may bring down."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from stages.labels.label_runs import SPORT, TRADE, flipped, issues, judged, summary, text, two_themes

from dataaudit.results.result import AuditResult

PLANTED = sorted(Random(3).sample(range(300), 30))


def precision(found: list[int], planted: list[int]) -> float:
    return len(set(found) & set(planted)) / max(len(found), 1)


@pytest.mark.parametrize("vectors", [False, True])
def test_planted_flips_are_found(tmp_path: Path, vectors: bool) -> None:
    settings = ["stages.embeddings.model=static"] if vectors else []
    frame = flipped(two_themes(), PLANTED)
    result = judged(tmp_path, frame, *settings)
    found = issues(result)
    assert precision(found, PLANTED) >= 0.8
    assert len(set(found) & set(PLANTED)) >= 0.6 * len(PLANTED)
    rows = result.rows()
    suggested = flipped(frame, found)["label"].to_list()
    assert rows["label_suggested"].to_list() == suggested
    numbers = summary(result)
    assert numbers["noise_low"] <= 0.1 <= numbers["noise_high"]
    assert numbers["issues"] == len(found)
    confusions = pl.read_parquet(result.path / "label_confusions.parquet")
    assert confusions["rows"].sum() == len(found)


@pytest.mark.parametrize("share", [0.05, 0.15])
def test_flips_of_one_class_alone_are_found(tmp_path: Path, share: float) -> None:
    planted = [place for place in range(0, 300, 2) if place % round(1 / share) == 0]
    found = issues(judged(tmp_path, flipped(two_themes(), planted)))
    assert precision(found, planted) >= 0.8
    assert len(set(found) & set(planted)) >= 0.5 * len(planted)


def test_labels_that_fit_have_hardly_any_issue(tmp_path: Path) -> None:
    result = judged(tmp_path, two_themes())
    assert len(issues(result)) <= 3
    assert [one for one in result.findings if one.code == "LBL005"] == []


def test_the_same_rows_have_the_same_issues_in_any_order(tmp_path: Path) -> None:
    frame = flipped(two_themes(200), PLANTED[:15])
    order = Random(1).sample(range(200), 200)
    one, two = judged(tmp_path / "one", frame), judged(tmp_path / "two", frame[order])
    scores, shuffled = (run.rows()["label_issue_score"].to_list() for run in (one, two))
    assert shuffled == pytest.approx([scores[place] for place in order], abs=1e-3)
    assert sorted(order[place] for place in issues(two)) == issues(one)


def copied(frame: pl.DataFrame, place: int, times: int) -> pl.DataFrame:
    return pl.concat([frame, *[frame[[place]]] * times])


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_copies_of_a_wrong_row_do_not_vouch_for_it(tmp_path: Path, kind: str) -> None:
    """Were a copy in the training part, the model would have read the wrong label of the very text."""
    random = Random(5)
    rare = " ".join(f"{random.choice(SPORT)} {one}" for one in ("zebra", "violin", "harbour", "lantern", "quartz"))
    rare = f"{rare} {' '.join(random.choices(SPORT, k=25))}"
    copies = [rare if kind == "exact" else f"{rare} {one}" for one in SPORT[:8]]
    more = pl.DataFrame({"text": copies, "label": ["trade"] * 8})
    result = judged(tmp_path, pl.concat([two_themes(200), more]), "stages.minhash.threshold=0.8")
    scores = result.rows()["label_issue_score"].to_list()
    assert max(scores[200:]) < 0.5


def test_rows_beyond_those_that_are_learnt_from_are_judged_too(tmp_path: Path) -> None:
    result = judged(tmp_path, flipped(two_themes(), PLANTED), "stages.labels.max_rows=150")
    numbers = summary(result)
    assert (numbers["fitted_rows"], numbers["rows"]) == (150, 300)
    assert result.rows()["label_issue_score"].null_count() == 0
    assert precision(issues(result), PLANTED) >= 0.8


def several(count: int = 240) -> tuple[pl.DataFrame, list[int]]:
    """Rows about sport, trade or both, of which some lack or wrongly have a class."""
    random = Random(2)
    rows: list[dict[str, Any]] = []
    wrong: list[int] = []
    for number in range(count):
        names = (["sport"], ["trade"], ["sport", "trade"])[number % 3]
        made = " ".join(text(random, {"sport": SPORT, "trade": TRADE}[name]) for name in names)
        if number % 20 == 7:
            names = [["trade"], ["sport"]][number % 2] if len(names) > 1 else ["sport", "trade"]
            wrong.append(number)
        rows.append({"text": made, "label": names})
    return pl.DataFrame(rows), wrong


def test_rows_of_several_classes_are_judged_class_by_class(tmp_path: Path) -> None:
    frame, wrong = several()
    result = judged(tmp_path, frame)
    found = issues(result)
    assert precision(found, wrong) >= 0.8
    assert len(set(found) & set(wrong)) >= 0.5 * len(wrong)
    rows = result.rows()
    assert {frozenset(json.loads(one)) for one in rows["label_suggested"]} <= {
        frozenset(names) for names in ([], ["sport"], ["trade"], ["sport", "trade"])
    }
    assert [one.status for one in result.findings if one.code == "LBL005"] == []


def whole(result: AuditResult) -> None:
    scores = result.rows()["label_issue_score"].drop_nulls()
    assert scores.is_between(0, 1).all()
    assert scores.is_nan().sum() == 0
    assert "<html" in result.to_html()
    for name in ("summary.json", "manifest.json"):
        json.loads((result.path / name).read_text(encoding="utf-8"), parse_constant=lambda word: 1 / 0)


ODD = {
    "one text with two labels": pl.DataFrame({"text": ["the same text"] * 60, "label": ["a", "b"] * 30}),
    "near-duplicates all": pl.DataFrame(
        {"text": [f"{' '.join(SPORT * 3)} {n}" for n in range(60)], "label": ["a", "b"] * 30}
    ),
    "no word in two texts": pl.DataFrame({"text": [f"w{n}" for n in range(60)], "label": ["a", "b"] * 30}),
    "no words": pl.DataFrame({"text": ["!" * n for n in range(1, 61)], "label": ["a", "b"] * 30}),
    "one text a class": pl.DataFrame({"text": ["one text", "two texts"] * 30, "label": ["a", "b"] * 30}),
    "lists, one text": pl.DataFrame({"text": ["one text"] * 60, "label": [["a"], ["b"], ["a", "b"]] * 20}),
    "lists, no word in two texts": pl.DataFrame(
        {"text": [f"w{n}" for n in range(60)], "label": [["a"], ["b"], ["a", "b"]] * 20}
    ),
    "texts missing": pl.DataFrame({"text": [None, "", "some words", "other words"] * 40, "label": ["a", "b"] * 80}),
    "odd names": pl.DataFrame({"text": ["one", "two"] * 30, "label": ["", "[", "\n", "标签", "a,b"] * 12}),
    "truth values": pl.DataFrame({"text": [f"word{n % 7} w{n}" for n in range(60)], "label": [True, False] * 30}),
    "classes of five": pl.DataFrame(
        {"text": [f"word{n % 9} w{n}" for n in range(100)], "label": [f"class {n % 20}" for n in range(100)]}
    ),
}


@pytest.mark.parametrize("vectors", [pytest.param(False, marks=pytest.mark.full), True], ids=["words", "vectors"])
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.full if place % 3 else ()) for place, name in enumerate(ODD)]
)
def test_odd_labelled_data_give_a_whole_result(tmp_path: Path, name: str, vectors: bool) -> None:
    settings = ["stages.embeddings.model=static"] if vectors else []
    whole(judged(tmp_path, ODD[name], "stages.minhash.threshold=0.8", *settings))
