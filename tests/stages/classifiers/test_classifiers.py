"""Classifiers of the user: scores as computed alone, labels by name, one sentence for what cannot be used."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
import torch
from stages.tiny_encoder import WORDS, tiny_classifier, tiny_encoder, tiny_tokenizer

from dataaudit import audit
from dataaudit.errors import ConfigurationError
from dataaudit.stages.classifiers.text_classifier import load_classifier

KEY = "stages.classifiers.models.own"
OFF = ["tokens", "exact", "minhash", "embeddings", "quality", "language", "pii", "passages", "classes", "lines"]
QUICK = dict.fromkeys(OFF, False)
THREE = ("low", "mid", "high")


def scores(folder: str, label: str = "", texts: list[str | None] | None = None, budget: int = 64) -> np.ndarray:
    loaded = load_classifier(folder, label, "cpu", 512, budget, KEY)
    return loaded.scores(pa.array(some_texts() if texts is None else texts, pa.large_string()))


def some_texts(count: int = 30) -> list[str | None]:
    rng = random.Random(1)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 30))) for _ in range(count)]


def logits_by_hand(folder: str, text: str) -> torch.Tensor:
    """Of one text alone, without padding."""
    from transformers import AutoModelForSequenceClassification

    ids = [2, *tiny_tokenizer().convert_tokens_to_ids(tiny_tokenizer().tokenize(text))[:30], 3]
    with torch.inference_mode():
        logits: torch.Tensor = AutoModelForSequenceClassification.from_pretrained(folder)(torch.tensor([ids])).logits[0]
    return logits


@pytest.mark.parametrize(
    ("labels", "problem", "label"),
    [
        (("fine", "bad"), None, ""),
        (THREE, None, "high"),
        (THREE, "multi_label_classification", "MID"),
        (("score",), "regression", ""),
        (("score",), None, ""),
    ],
)
def test_scores_are_those_of_one_text_after_the_other(labels: tuple[str, ...], problem: str | None, label: str) -> None:
    folder = tiny_classifier(labels, problem)
    for text, score in zip(some_texts(6), scores(folder, label, some_texts(6)), strict=True):
        logits = logits_by_hand(folder, text or "")
        if len(labels) == 1:
            right = logits[0]
        else:
            place = [name.lower() for name in labels].index(label.lower() or labels[1])
            right = (logits.sigmoid() if problem else logits.softmax(0))[place]
        assert score == pytest.approx(float(right), abs=1e-3)


def test_scores_do_not_depend_on_the_batch() -> None:
    assert scores(tiny_classifier(), budget=33) == pytest.approx(scores(tiny_classifier(), budget=4096), abs=1e-3)


def test_a_text_without_tokens_has_no_score() -> None:
    assert np.isnan(scores(tiny_classifier(), texts=[None, "", " \n", "w1"])).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("labels", "label", "said"),
    [
        (THREE, "", r"has 3 labels: low, mid, high; name one under stages\.classifiers\.labels\.own"),
        (THREE, "hgih", r"has no label 'hgih'; did you mean 'high'\?; it has low, mid, high"),
    ],
)
def test_a_label_that_is_not_there_is_told_with_those_that_are(labels: tuple[str, ...], label: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        scores(tiny_classifier(labels), label)


def test_an_encoder_without_a_head_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="lack"):
        scores(tiny_encoder())


def test_a_pickle_and_a_folder_that_is_not_there_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="pickle"):
        scores(tiny_encoder(pickled=True))
    with pytest.raises(ConfigurationError, match="is not a folder"):
        scores("/nowhere")


def test_a_run_has_the_scores_the_table_and_drops_what_is_asked(tmp_path: Path) -> None:
    texts = ["w7 w1 w9 w3", "w7 w8 w9 w3", "w2 w1 w5", ""]
    pipeline = {
        "stages": QUICK | {"classifiers": {"models": {"own": tiny_classifier(), "other": tiny_classifier(THREE)},
                                           "labels": {"other": "mid"}, "flags": {"other": "below"},
                                           "thresholds": {"other": -1.0}}},
        "clean": {"drop": ["classified-text"]},
    }  # fmt: skip
    result = audit(pl.DataFrame({"text": texts}), pipeline=pipeline, out=tmp_path / "run")
    rows = result.rows(["classifier_own", "classifier_other", "classified"])
    assert rows["classified"].to_list() == [["own"], [], ["own"], []]
    assert [score is None for score in rows["classifier_own"]] == [False, False, False, True]
    table = pl.read_parquet(result.path / "classifiers.parquet")
    assert table.select("classifier", "label", "rows", "flagged").rows() == [
        ("own", "bad", 3, 2),
        ("other", "mid", 3, 0),
    ]
    assert result.clean()["text"].to_list() == [texts[1], ""]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"models": {"own": "x"}, "thresholds": {"onw": 0.3}}, "no classifier 'onw'; did you mean 'own'"),
        ({"models": {"My own": "x"}}, "'My own' is not a name; use small letters"),
        ({"models": {"own": "/nowhere"}}, "is not a folder"),
    ],
)
def test_what_cannot_be_used_is_told_before_the_run(options: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said):
        audit(
            pl.DataFrame({"text": ["w1"]}), pipeline={"stages": QUICK | {"classifiers": options}}, out=tmp_path / "run"
        )
    assert not (tmp_path / "run").exists() or not list((tmp_path / "run").glob("*.parquet"))
