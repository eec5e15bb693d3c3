from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from every import every

import dataaudit
from dataaudit.config.training import TrainingOptions
from dataaudit.engine.metrics import TRAINING_METRICS
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.findings.resolve_findings import TRAINING, later_findings
from dataaudit.training.proxy.row_batches import EncodedRows
from dataaudit.training.proxy.stage import Trained, chance_loss, joined, task_of, train_on_rows
from dataaudit.training.proxy.training_dynamics import DYNAMICS

TOPICS = [
    ["sun", "beach", "sand", "wave", "shore", "swim", "holiday", "palm", "coast", "surf"],
    ["snow", "ice", "frost", "cold", "winter", "sledge", "glacier", "scarf", "blizzard", "skate"],
    ["goal", "ball", "team", "match", "player", "coach", "league", "referee", "stadium", "score"],
]
FILLING = [
    "the",
    "a",
    "of",
    "and",
    "with",
    "some",
    "very",
    "quite",
    "almost",
    "then",
    "today",
    "again",
    "here",
    "there",
]
NAMES = ["beach", "winter", "sport"]
SETTINGS = TrainingOptions(tokens=10_000, max_tokens=32, probes=False, epochs=8)


def corpus(rows: int, flipped: float = 0.0, seed: int = 0) -> tuple[pl.DataFrame, dict[int, str], set[int]]:
    """Kept rows, their texts and the rows whose label is wrong."""
    random = np.random.default_rng(seed)
    ids = random.permutation(rows * 5)[:rows].astype(np.uint64)
    texts, labels = {}, []
    wrong = set(ids[random.permutation(rows)[: round(flipped * rows)]].tolist())
    for place, row_id in enumerate(ids.tolist()):
        topic = place % 3
        words = [*random.choice(TOPICS[topic], 7), *random.choice(FILLING, 5)]
        texts[row_id] = " ".join(random.permutation(words))
        labels.append(NAMES[(topic + 1 + place % 2) % 3 if row_id in wrong else topic])
    split = pl.lit(None, pl.String)
    return pl.DataFrame({"row_id": ids, "label": labels}).with_columns(split=split), texts, wrong


def trained(rows: pl.DataFrame, texts: dict[int, str], settings: TrainingOptions = SETTINGS, **given: Any) -> Trained:
    def read() -> Iterator[tuple[int, str | None]]:
        yield from texts.items()

    loaded = load_pipeline(mapping={"training": {"tokens": 10_000}})
    return train_on_rows(rows, read, settings, later_findings(loaded.declaration, TRAINING), **given)


@pytest.fixture(scope="module")
def noisy() -> tuple[Trained, pl.DataFrame, set[int]]:
    """A training on labels of which a tenth is wrong."""
    rows, texts, wrong = corpus(300, 0.1)
    return trained(rows, texts), rows, wrong


def test_rows_with_wrong_labels_are_among_the_worst(noisy: tuple[Trained, pl.DataFrame, set[int]]) -> None:
    told, _, wrong = noisy
    there = wrong & set(told.dynamics["row_id"].to_list())
    worst = told.dynamics.sort("mean_loss", descending=True)["row_id"].to_list()[: len(there)]
    assert len(there) >= 20
    assert len(there & set(worst)) >= 0.8 * len(there)
    hard = set(told.dynamics.filter(pl.col("kind") == "hard")["row_id"].to_list())
    assert len(hard & wrong) >= 0.6 * len(there)
    assert len(hard - wrong) <= 3


def test_courses_metrics_and_tables_are_of_the_same_rows(noisy: tuple[Trained, pl.DataFrame, set[int]]) -> None:
    told, rows, _ = noisy
    metrics = told.metrics
    assert list(metrics) == list(TRAINING_METRICS)
    assert metrics["training.rows"] == told.dynamics.height
    assert metrics["training.rows"] + metrics["training.held_out.rows"] == 300  # type: ignore[operator]
    assert set(told.dynamics["seen"].to_list()) == {SETTINGS.epochs}
    assert set(told.dynamics["row_id"].to_list()) <= set(rows["row_id"].to_list())
    assert metrics["training.chance_loss"] == pytest.approx(np.log(3), abs=0.01)
    assert metrics["training.hard.rate"] == (told.dynamics["kind"] == "hard").mean()
    assert metrics["training.validation.accuracy"] > 0.7  # type: ignore[operator]
    assert {"curves", "dynamics"} <= set(told.tables)
    assert list(DYNAMICS) == [name for name in told.dynamics.columns if name in DYNAMICS]
    labels = dict(rows.select("row_id", "label").iter_rows())
    assert all(labels[row_id] == label for row_id, label in told.dynamics.select("row_id", "label").iter_rows())


def test_hard_rows_come_first_the_worst_before_the_others(noisy: tuple[Trained, pl.DataFrame, set[int]]) -> None:
    told, _, _ = noisy
    kinds = told.dynamics["kind"].to_list()
    ranks = [{"hard": 0, "forgotten": 1}.get(kind, 2) for kind in kinds]
    assert ranks == sorted(ranks)
    for rank in set(ranks):
        losses = [loss for own, loss in zip(ranks, told.dynamics["mean_loss"].to_list(), strict=True) if own == rank]
        assert losses == sorted(losses, reverse=True)


@pytest.mark.full
def test_clean_labels_leave_no_hard_row() -> None:
    rows, texts, _ = corpus(300)
    told = trained(rows, texts)
    assert told.metrics["training.hard.rate"] <= 0.01  # type: ignore[operator]
    assert told.metrics["training.validation.accuracy"] > 0.95  # type: ignore[operator]


@pytest.mark.full
def test_the_same_rows_in_another_order_are_trained_on_the_same_way() -> None:
    rows, texts, _ = corpus(200, 0.1)
    first, second = trained(rows, texts), trained(rows.sample(fraction=1, shuffle=True, seed=3), texts)
    assert first.metrics == second.metrics
    assert first.dynamics.equals(second.dynamics)


@pytest.mark.parametrize("count", [0, 1, 99, 110])
def test_too_few_rows_are_a_note_and_no_courses(count: int) -> None:
    rows, texts, _ = corpus(count) if count else (corpus(1)[0].clear(), {}, set())
    told = trained(rows, texts, replace(SETTINGS, task="language"))
    assert len(told.notes) == 1
    assert "at least 100 and 20 are needed" in told.notes[0]
    assert (told.dynamics.height, told.findings, told.tables) == (0, (), {})
    assert told.dynamics.schema == pl.Schema(DYNAMICS)
    assert set(told.metrics) == set(TRAINING_METRICS)
    assert told.metrics["training.rows"] == 0
    assert {value for name, value in told.metrics.items() if name != "training.rows"} == {None}


@pytest.mark.parametrize("label", ["only", None])
def test_classes_of_one_class_are_refused(label: str | None) -> None:
    rows, texts, _ = corpus(200)
    with pytest.raises(InputError, match=r"classes needs rows of at least two classes; found [01]"):
        trained(rows.with_columns(label=pl.lit(label, pl.String)), texts, replace(SETTINGS, task="classes"))


def test_a_language_model_is_trained_where_there_are_no_labels() -> None:
    rows, texts, _ = corpus(150)
    settings = replace(SETTINGS, learning_rate=3e-3, epochs=3)
    told = trained(rows.with_columns(label=pl.lit(None, pl.String)), texts, settings)
    assert told.metrics["training.validation.accuracy"] is None
    assert told.dynamics["margin"].null_count() == told.dynamics.height > 100
    assert told.dynamics["gradient"].null_count() == told.dynamics.height
    assert told.metrics["training.train.loss"] < told.metrics["training.chance_loss"] + 1  # type: ignore[operator]


@every(
    "labels, task",
    [
        ([None] * 100, "language"),
        (["a"] * 100, "language"),
        (["a", "b"] * 50, "classes"),
        ([str(place) for place in range(100)], "language"),
        (["a", "b"] * 25 + [None] * 50, "classes"),
        (["a", "b"] * 24 + [None] * 52, "language"),
    ],
)
def test_labels_are_learnt_where_half_of_the_rows_have_one_of_a_few(labels: list[str | None], task: str) -> None:
    rows = pl.DataFrame({"label": labels}, schema={"label": pl.String})
    assert task_of(rows, SETTINGS) == task
    assert task_of(rows, replace(SETTINGS, task="language")) == "language"


def test_the_loss_of_guessing_is_the_entropy() -> None:
    ids = np.arange(4, dtype=np.uint64)
    labels = np.array([0, 0, 1, 2])
    assert chance_loss(EncodedRows(ids, [[0, 5]] * 4, labels, 1)) == pytest.approx(1.5 * np.log(2))
    assert chance_loss(EncodedRows(ids, [[0, 5, 6], [0, 7, 8], [0, 5], [0]], None, 1)) == pytest.approx(
        -(0.4 * np.log(0.4) + 3 * 0.2 * np.log(0.2))
    )


def test_what_is_known_about_a_row_stands_beside_its_course() -> None:
    told = pl.DataFrame(
        [{"row_id": 1, "kind": "usual", "excess": 9.0}, {"row_id": 2, "kind": "hard", "excess": 1.0},
         {"row_id": 3, "kind": "hard", "excess": 2.0}, {"row_id": 4, "kind": "forgotten", "excess": 0.0}],
        schema=DYNAMICS,
    )  # fmt: skip
    rows = pl.DataFrame({"row_id": [4, 3, 2, 1], "flags": ["d", "c", "b", "a"]}, schema_overrides={"row_id": pl.UInt64})
    made = joined(told, rows)
    assert made.select("row_id", "flags").rows() == [(3, "c"), (2, "b"), (4, "d"), (1, "a")]


LIGHT = ["stages.embeddings=false", "stages.pii=false", "stages.leakage=false"]


def test_an_audit_trains_on_its_clean_rows_and_reports_and_gates_it(tmp_path: Path) -> None:
    rows, texts, wrong = corpus(300, 0.1)
    frame = rows.select("label", text=pl.col("row_id").replace_strict(texts, return_dtype=pl.String))
    settings = ["training.tokens=20000", "training.probes=false", *LIGHT]
    result = dataaudit.audit(frame, label="label", out=tmp_path / "run", settings=settings)
    dynamics = pl.read_parquet(result.path / "dynamics.parquet")
    curves = pl.read_parquet(result.path / "training/curves.parquet")
    metrics = result.metrics
    assert set(TRAINING_METRICS) <= set(metrics)
    assert metrics["training.rows"] == dynamics.height > 200
    assert set(curves["run"].to_list()) == {"training"}
    kept = result.rows().filter(pl.col("kept"))
    assert set(dynamics["row_id"].to_list()) <= set(kept["row_id"].to_list())
    texts_of = dict(zip(frame["text"].to_list(), rows["row_id"].to_list(), strict=True))
    own = dict(result.texts())
    hard = [texts_of[own[one]] for one in dynamics.filter(pl.col("kind") == "hard")["row_id"].to_list()]  # type: ignore[index]
    assert len(set(hard) & wrong) >= 0.7 * len(hard) > 5
    page = (result.path / "report.html").read_text(encoding="utf-8")
    assert '<section id="training">' in page
    assert f"{metrics['training.rows']:,}" in re.split('<section id="training">', page)[1]
    rules = tmp_path / "rules.yml"
    rules.write_text("rules: [{id: hard, metric: training.hard.rate, max: 0, why: none is wanted}]\n", encoding="utf-8")
    assert dataaudit.gate(result, [str(rules)]).verdict == "failed"
    rules.write_text(rules.read_text(encoding="utf-8").replace("max: 0", "max: 0.5"), encoding="utf-8")
    assert dataaudit.gate(result, [str(rules)]).verdict == "passed"


def test_options_of_training_findings_without_a_training_are_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["one text", "another text"]})
    pipeline = {"findings": {"hard-rows": {"severity": "error"}}}
    with pytest.raises(ConfigurationError, match=r"finding 'hard-rows' needs .*, which no stage of this run gives"):
        dataaudit.audit(frame, pipeline=pipeline, out=tmp_path / "run")
    with pytest.raises(ConfigurationError, match="hard-rows"):
        dataaudit.audit(
            frame, pipeline={"training": {}, "findings": {"hard-rows": {"no_such": 1}}}, out=tmp_path / "run"
        )
