"""The words that set topics apart, and the map of two made-up themes."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages.labels.label_runs import ALONE, SPORT, TRADE, text, two_themes

from dataaudit import audit
from dataaudit.stages.vectors.topics import WORDS, distinctive_words

VOCABULARY = ["apple", "pear", "plum", "iron", "zinc", "gold", "river", "of"]


def of(texts: list[str | None], topic: list[int], topics: int) -> list[list[str]]:
    return distinctive_words(pa.array(texts, pa.large_string()), np.array(topic, np.int64), topics)


def score(word: str, rows: list[set[str]], topic: list[int], one: int) -> float:
    """Log-odds with a prior of 0.1, over their standard deviation."""
    inside = sum(word in held for held, number in zip(rows, topic, strict=True) if number == one) + 0.1
    outside = sum(word in held for held, number in zip(rows, topic, strict=True) if number not in (one, -1)) + 0.1
    size = max(topic.count(one), 1) + 0.2
    rest = max(sum(number not in (one, -1) for number in topic), 1) + 0.2
    odds = log(inside / (size - inside + 0.1)) - log(outside / (rest - outside + 0.1))
    return odds / sqrt(1 / inside + 1 / outside)


@given(
    st.lists(st.tuples(st.lists(st.sampled_from(VOCABULARY), max_size=5), st.integers(-1, 2)), min_size=1, max_size=60)
)
def test_words_come_by_their_log_odds(rows: list[tuple[list[str], int]]) -> None:
    topic = [number for _, number in rows]
    found = of([" ".join(words) for words, _ in rows], topic, 3)
    held = [set(words) for words, _ in rows]
    for one in range(3):
        often = [word for word in VOCABULARY if len(word) > 2]
        often = [w for w in often if sum(w in h for h, t in zip(held, topic, strict=True) if t == one) >= 3]
        expected = {word: score(word, held, topic, one) for word in often}
        assert set(found[one]) <= set(expected)
        scores = [expected[word] for word in found[one]]
        assert scores == sorted(scores, reverse=True)
        assert len([w for w in expected if expected[w] > 1e-9 and w not in found[one]]) == 0


def test_a_word_that_others_have_more_often_sets_nothing_apart() -> None:
    texts: list[str | None] = ["apple water"] * 10 + ["apple"] * 40 + ["iron water"] * 50
    assert [set(words) for words in of(texts, [0] * 50 + [1] * 50, 2)] == [{"apple"}, {"iron", "water"}]


def test_neighbouring_chinese_characters_are_a_word() -> None:
    texts: list[str | None] = ["外卖很快"] * 10 + ["酒店很大"] * 10
    first, second = of(texts, [0] * 10 + [1] * 10, 2)
    assert "外卖" in first
    assert "酒店" in second
    assert all(len(word) == 2 for word in [*first, *second])


def test_texts_without_words_or_topic_have_none() -> None:
    assert of([None, "", "!!", "of"] * 5, [0, 1, 0, 1] * 5, 2) == [[], []]
    assert of(["apple"] * 5, [-1] * 5, 1) == [[]]
    assert sorted(map(sorted, of(["猫 apple"] * 5 + ["iron"] * 5, [0] * 5 + [1] * 5, 2))) == [["apple", "猫"], ["iron"]]


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Topic and theme of every row of a run, beside ``topics.parquet``."""
    folder = tmp_path_factory.mktemp("topics")
    result = audit(two_themes(240), label="", out=folder / "run", settings=[*ALONE, "stages.embeddings.model=static"])
    words = pl.read_parquet(folder / "run/topics.parquet")
    return pl.DataFrame({"topic": result.rows()["topic"], "theme": two_themes(240)["label"]}).join(
        words, on="topic", how="left"
    )


def test_topics_are_the_themes_and_their_words(mapped: pl.DataFrame) -> None:
    shares = mapped.group_by("topic", "theme").len().group_by("topic").agg(pl.col("len").max() / pl.col("len").sum())
    assert shares["len"].min() > 0.9
    for topic in mapped.unique("topic").to_dicts():
        theme = mapped.filter(pl.col("topic") == topic["topic"])["theme"].mode()[0]
        other = {"sport": TRADE, "trade": SPORT}[theme]
        assert 0 < len(topic["words"]) <= WORDS
        assert not set(topic["words"]) & set(other)


def test_every_row_has_a_topic_and_the_sizes_are_theirs(mapped: pl.DataFrame) -> None:
    assert mapped["topic"].null_count() == 0
    sizes = mapped.group_by("topic").agg(pl.len(), pl.col("rows").first(), pl.col("share").first()).sort("topic")
    assert sizes["len"].to_list() == sizes["rows"].to_list() == sorted(sizes["rows"], reverse=True)
    assert sizes["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("count", [0, 1, 90])
def test_few_rows_have_no_map(tmp_path: Path, count: int) -> None:
    frame = pl.DataFrame({"text": [text(Random(n), SPORT) for n in range(count)]}, schema={"text": pl.String})
    result = audit(frame, out=tmp_path / "run", settings=[*ALONE, "stages.embeddings.model=static"])
    assert pl.read_parquet(tmp_path / "run/topics.parquet").is_empty()
    assert set(result.rows()["topic"]) <= {None}


def test_a_word_that_is_no_word_is_shown_by_its_beginning() -> None:
    texts = pa.array([f"{'b' * 1_000_000} and more"] * 4 + ["others are here"] * 4, pa.large_string())
    (words, _) = distinctive_words(texts, np.repeat([0, 1], 4), 2)
    assert "b" * 100 + "…" in words
    assert max(map(len, words)) == 101
