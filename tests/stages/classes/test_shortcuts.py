"""Whether a label can be told without the text: from bins, and from one word."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score
from stages.labels.label_runs import ALONE, BOTH, text, two_themes

from dataaudit import AuditResult, audit
from dataaudit.stages.classes.shortcuts import told_apart
from dataaudit.stages.share_interval import wilson

RUN = [one for one in ALONE if one != "stages.classes=false"] + ["stages.labels=false"]


@given(st.integers(0, 2**32), st.integers(2, 5), st.integers(1, 6))
def test_it_is_the_balanced_accuracy_of_scikit_learn_between_guessing_and_right(
    seed: int, classes: int, bins: int
) -> None:
    random = np.random.default_rng(seed)
    label, half = np.tile(np.arange(classes), 40), random.random(40 * classes) < 0.5
    bin_of = np.where(random.random(len(label)) < 0.6, label % bins, random.integers(bins, size=len(label)))
    scores = []
    for learnt in (half, ~half):
        shares = {
            (one, k): np.mean(bin_of[learnt & (label == k)] == one) for one in range(bins) for k in range(classes)
        }
        guess = [max(range(classes), key=lambda k, one=one: shares[one, k]) for one in bin_of[~learnt]]
        scores.append(balanced_accuracy_score(label[~learnt], guess, adjusted=True))
    assert told_apart(bin_of, label, half, classes) == pytest.approx(float(np.mean(scores)))


def test_what_tells_all_is_one_and_what_tells_nothing_is_nought() -> None:
    label, half = np.tile([0, 1], 60), np.arange(120) % 4 < 2
    assert told_apart(label, label, half, 2) == 1
    assert told_apart(np.zeros(120, np.int64), label, half, 2) == 0
    assert told_apart(label, np.zeros(120, np.int64), half, 1) == 0


def run(folder: Path, frame: pl.DataFrame) -> AuditResult:
    return audit(frame, label="label", out=folder / "run", settings=RUN)


def said(result: AuditResult) -> list[str]:
    return [one.message for one in result.findings if one.code == "CLS006"]


def test_a_word_that_one_scraper_writes_is_named(tmp_path: Path) -> None:
    random = Random(0)
    rows = [{"text": text(random, BOTH), "label": "abc"[n % 3]} for n in range(450)]
    for place, row in enumerate(rows):
        if row["label"] == "b" and place % 2:
            row["text"] += " Unsubscribe"
    result = run(tmp_path, pl.DataFrame(rows))
    table = pl.read_parquet(tmp_path / "run/shortcuts.parquet").filter(kind="token", label="b").row(0, named=True)
    assert (table["token"], table["rows"], table["strength"]) == ("unsubscribe", 75, 1.0)
    assert table["lowest"] == pytest.approx(wilson(75, 75)[0])
    assert table["share_of_class"] == pytest.approx(0.5)
    assert table["class_share"] == pytest.approx(1 / 3)
    assert len(said(result)) == 1
    assert 'the word "unsubscribe" (label b, in 50% of its rows)' in said(result)[0]


def test_labels_that_nothing_but_the_text_tells_are_no_shortcut(tmp_path: Path) -> None:
    random = Random(1)
    frame = pl.DataFrame([{"text": text(random, BOTH), "label": random.choice("ab")} for _ in range(400)])
    assert said(run(tmp_path, frame)) == []
    table = pl.read_parquet(tmp_path / "run/shortcuts.parquet")
    assert table.filter(pl.col("kind") != "token")["strength"].abs().max() < 0.2


def test_no_word_is_given_for_a_class_that_none_tells(tmp_path: Path) -> None:
    frame = two_themes(200).with_columns(text=pl.when(pl.col("label") == "trade").then(pl.lit("one two")).otherwise(
        pl.lit("one two three")))  # fmt: skip
    run(tmp_path, frame)
    table = pl.read_parquet(tmp_path / "run/shortcuts.parquet").filter(kind="token")
    assert table.filter(label="sport")["token"].to_list() == ["three"]
    assert table.filter(pl.col("label") == "trade", pl.col("lowest") == 0).is_empty()


def test_a_file_a_class_is_a_shortcut(tmp_path: Path) -> None:
    random = Random(2)
    (tmp_path / "in").mkdir()
    for label in "ab":
        rows = [{"text": text(random, BOTH), "label": label} for _ in range(80)]
        pl.DataFrame(rows).write_ndjson(tmp_path / f"in/{label}.jsonl")
    result = audit(tmp_path / "in", label="label", out=tmp_path / "run", settings=RUN)
    assert any("from the file alone (strength: 1" in one for one in said(result))


@pytest.mark.parametrize("frame", [two_themes(90), two_themes(1), two_themes(120).with_columns(label=pl.lit("a"))])
def test_too_few_rows_or_classes_are_not_judged(tmp_path: Path, frame: pl.DataFrame) -> None:
    assert said(run(tmp_path, frame)) == []
    assert pl.read_parquet(tmp_path / "run/shortcuts.parquet").is_empty()
