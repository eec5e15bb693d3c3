"""Scores of either side, margins and ratings: which columns say how good an answer is."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dataaudit.sources.shapes.scores import find_scores, is_rating
from dataaudit.sources.shapes.turns import Turns


def numbers(columns: dict[str, list[Any]], *, preference: bool = True) -> list[str | None] | None:
    table = pa.table(columns)
    scores, _ = find_scores(table, Turns((), kind="preference" if preference else "instruction"))
    return None if scores is None else scores.of_batch(table.combine_chunks().to_batches()[0]).to_pylist()


@pytest.mark.parametrize(
    "names",
    [("score_chosen", "score_rejected"), ("chosen_rating", "rejected_rating"), ("reward_w", "reward_l")],
)
def test_the_scores_of_both_sides_give_their_difference(names: tuple[str, str]) -> None:
    assert numbers({names[0]: [5.0, 7.0, None, 1.0], names[1]: [3.0, 2.5, 1.0, 2.0]}) == ["2.0", "4.5", None, "-1.0"]


def test_a_margin_is_taken_as_it_is() -> None:
    assert numbers({"margin": [2, -1, 3]}) == ["2.0", "-1.0", "3.0"]


def test_a_score_of_which_less_is_better_is_named_and_not_read() -> None:
    table = pa.table({"chosen_rank": [1, 1, 2], "rejected_rank": [2, 4, 3]})
    scores, told = find_scores(table, Turns((), kind="preference"))
    assert scores is None
    assert "'chosen_rank' and 'rejected_rank' are not judged" in told


def test_columns_that_are_no_numbers_or_have_no_counterpart_are_no_scores() -> None:
    assert numbers({"score_chosen": ["a"], "score_rejected": ["b"]}) is None
    assert numbers({"score_chosen": [1.0], "rejected": ["b"]}) is None


def test_ratings_are_those_of_answers_without_a_second_side() -> None:
    assert numbers({"kto_tag": [True, False, None]}, preference=False) == ["1.0", "0.0", None]
    assert numbers({"label": ["True", "false"]}, preference=False) == ["1.0", "0.0"]
    assert numbers({"label": ["spam", "ham"]}, preference=False) is None
    assert numbers({"kto_tag": [True, False]}) is None


def test_a_column_of_nulls_or_of_lists_is_no_rating() -> None:
    assert not is_rating(pa.chunked_array([pa.nulls(3, pa.bool_())]))
    assert not is_rating(pa.chunked_array([pa.array([[True]])]))


def test_a_number_beyond_what_a_score_can_be_is_none() -> None:
    scores, _ = find_scores(pa.table({"margin": [1.0, 2.0]}), Turns((), kind="preference"))
    assert scores is not None
    assert scores.of_object({"margin": 10**400}) is None
    assert scores.of_object({"margin": {"a": 1}}) is None
