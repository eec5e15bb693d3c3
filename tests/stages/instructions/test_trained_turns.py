"""Which turns are trained on."""

from __future__ import annotations

import pytest

from dataaudit.stages.instructions.trained_turns import trained_turns

TURNS = [["user", "Hi"], ["assistant", ""], ["user", "Hello?"], ["assistant", "Hello."]]


@pytest.mark.parametrize(
    "mark", ['{"weight":0}', '{"weight": 0.0}', '{"loss":false}', '{"train":false}', '{"loss":"false"}']
)
def test_a_turn_of_weight_zero_is_not_trained_on(mark: str) -> None:
    assert trained_turns(TURNS, ["", mark, "", ""]) == [True, False, True, True]


@pytest.mark.parametrize("mark", ["", '{"weight":1}', '{"train":true}', '{"name":"weight"}', "not JSON: weight"])
def test_another_turn_is_trained_on(mark: str) -> None:
    assert trained_turns(TURNS, ["", mark, "", ""]) == [True] * 4


def test_where_every_answer_is_excluded_all_count() -> None:
    assert trained_turns(TURNS, ["", '{"weight":0}', "", '{"weight":0}']) == [True] * 4
    assert trained_turns([], []) == []
