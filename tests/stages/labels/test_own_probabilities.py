"""Probabilities that the user brings: read, checked, and suspected where they repeat wrong labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from stages.labels.label_runs import flipped, issues, judged, summary, two_themes

from dataaudit.errors import AuditError, ConfigurationError, InputError
from dataaudit.stages.labels.own_probabilities import suspicion
from dataaudit.stages.share_interval import wilson

NUMBERS = pl.List(pl.Float64)
OWN = "stages.labels.probabilities=p"
WRONG = list(range(0, 300, 15)) + list(range(1, 300, 15))


def with_column(frame: pl.DataFrame, rows: list[Any], kind: Any = NUMBERS) -> pl.DataFrame:
    return frame.with_columns(p=pl.Series(rows, dtype=kind))


def sure(frame: pl.DataFrame) -> list[list[float]]:
    return [[0.9, 0.1] if label == "sport" else [0.1, 0.9] for label in frame["label"]]


def test_a_model_that_overfits_is_suspected_on_its_own_rows_and_not_across_folds(tmp_path: Path) -> None:
    frame = flipped(two_themes(), WRONG)
    # a column for every row: with it the model learns every label by heart
    counts = CountVectorizer().fit_transform([f"{text} row{n}" for n, text in enumerate(frame["text"])])
    model = LogisticRegression(C=1e4, max_iter=2000)
    inside = model.fit(counts, frame["label"].to_list()).predict_proba(counts)
    outside = cross_val_predict(model, counts, frame["label"].to_list(), cv=5, method="predict_proba")
    seen = judged(tmp_path / "seen", with_column(frame, inside.tolist()), OWN)
    unseen = judged(tmp_path / "unseen", with_column(frame, outside.tolist()), OWN)
    assert [result.severity for result in seen.findings if result.code == "LBL006"] == ["error"]
    assert [result for result in unseen.findings if result.code == "LBL006"] == []
    assert summary(seen)["given_accuracy"] == 1
    assert issues(seen) == []


@pytest.mark.parametrize(("repeated", "verdict"), [(30, True), (29, False), (20, False), (0, False)])
def test_the_suspicion_is_about_repeated_labels_alone(repeated: int, verdict: bool) -> None:
    labels = np.zeros(2000, np.int64)
    ours = np.tile([0.9, 0.1], (2000, 1))
    ours[:60] = [0.1, 0.9]
    issue = np.arange(2000) < 30
    theirs = np.tile([0.9, 0.1], (2000, 1))
    theirs[repeated:30] = [0.2, 0.8]
    found = suspicion(theirs, ours, labels, issue)
    assert (found.suspicious, found.repeated) == (30, repeated)
    assert found.lowest == wilson(repeated, 30)[0]
    assert found.accuracy == pytest.approx((1970 + repeated) / 2000)
    assert found.in_sample == verdict


def test_without_suspicious_rows_nothing_is_suspected() -> None:
    labels, ours = np.zeros(100, np.int64), np.tile([0.9, 0.1], (100, 1))
    assert not suspicion(ours, ours, labels, np.zeros(100, np.bool_)).in_sample


def test_they_take_the_place_of_ours(tmp_path: Path) -> None:
    frame = two_themes(120)
    rows = sure(frame)
    for place in (3, 4, 7, 8):
        rows[place] = rows[place][::-1]
    result = judged(tmp_path, with_column(frame, rows), OWN)
    assert set(issues(result)) <= {3, 4, 7, 8}
    scores = result.rows()["label_issue_score"].to_list()
    assert [place for place, score in enumerate(scores) if score < 0.5] == [3, 4, 7, 8]
    assert scores[0] == pytest.approx(0.9)


@pytest.mark.parametrize("scaled", [lambda row: [9 * one for one in row], lambda row: [round(10 * one) for one in row]])
def test_rows_that_do_not_add_up_to_one_are_scaled(tmp_path: Path, scaled: Any) -> None:
    frame = two_themes(60)
    result = judged(tmp_path, with_column(frame, [scaled(row) for row in sure(frame)], None), OWN)
    assert result.rows()["label_issue_score"].to_list() == pytest.approx([0.9] * 60)


FURTHER = [[None, 1.0], [-0.5, 1.5], [0.0, 0.0], [float("inf"), 0.0]]


@pytest.mark.parametrize(
    "odd", [None, [float("nan"), 0.5], *(pytest.param(one, marks=pytest.mark.full) for one in FURTHER)]
)
def test_a_row_without_usable_numbers_is_judged_by_ours(tmp_path: Path, odd: Any) -> None:
    frame = two_themes(60)
    rows: list[Any] = [[0.99, 0.01] if row[0] > 0.5 else [0.01, 0.99] for row in sure(frame)]
    rows[4] = odd
    result = judged(tmp_path / "own", with_column(frame, rows), OWN)
    ours = judged(tmp_path / "ours", frame)
    scores, alone = (one.rows()["label_issue_score"].to_list() for one in (result, ours))
    assert scores[4] == pytest.approx(alone[4])
    assert scores[5] == pytest.approx(0.99)
    assert alone[5] != pytest.approx(0.99)


def test_a_column_of_nothing_is_as_no_column(tmp_path: Path) -> None:
    frame = two_themes(60)
    result = judged(tmp_path / "own", with_column(frame, [None] * 60), OWN)
    ours = judged(tmp_path / "ours", frame)
    assert result.rows()["label_issue_score"].to_list() == ours.rows()["label_issue_score"].to_list()
    assert [one for one in result.findings if one.code == "LBL006"] == []


def test_classes_may_be_named_in_an_order_and_hold_more_than_the_rows(tmp_path: Path) -> None:
    frame = two_themes(60)
    rows = [[0.05, row[1], row[0]] for row in sure(frame)]
    result = judged(tmp_path, with_column(frame, rows), OWN, "stages.labels.classes=[rest, trade, sport]")
    assert result.rows()["label_issue_score"].to_list() == pytest.approx([0.9] * 60)


@pytest.mark.parametrize(
    ("column", "settings", "error", "says"),
    [
        ([[0.2, 0.3, 0.5]] * 60, [], InputError, "3 numbers for 2 classes; list the classes"),
        ([[]] * 60, [], InputError, "0 numbers for 2 classes"),
        (["a"] * 60, [], InputError, "p"),
        ([0.5] * 60, [], InputError, "p"),
        ([["a", "b"]] * 60, [], InputError, "p"),
        ([[0.5, 0.5]] * 60, ["stages.labels.classes=[ham, spam]"], ConfigurationError, "class 'sport' is missing"),
        ([[0.5, 0.5]] * 60, ["stages.labels.probabilities=q"], InputError, "q"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(
    tmp_path: Path, column: list[Any], settings: list[str], error: type[AuditError], says: str
) -> None:
    with pytest.raises(error, match=says):
        judged(tmp_path, two_themes(60).with_columns(p=pl.Series(column)), OWN, *settings)
    assert not (tmp_path / "run/manifest.json").exists()


def test_rows_of_several_classes_have_no_lists_that_add_up_to_one(tmp_path: Path) -> None:
    frame = two_themes(60)
    several = with_column(frame, sure(frame)).with_columns(label=pl.concat_list("label"))
    with pytest.raises(ConfigurationError, match="rows have several classes"):
        judged(tmp_path, several, OWN)
