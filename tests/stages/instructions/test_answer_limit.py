"""The length at which answers were cut."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.instructions.answer_limit import FEWEST, find_limit


@given(st.integers(40, 2000), st.integers(FEWEST, 60), st.integers(0, 200), st.integers(0, 2**32))
def test_answers_cut_at_one_length_are_found_and_no_others(limit: int, cut: int, whole: int, seed: int) -> None:
    drawn = np.random.default_rng(seed)
    ended = drawn.integers(1, limit, whole)
    lengths = np.concatenate([np.full(cut, limit), ended])
    opened = np.arange(len(lengths)) < cut
    order = drawn.permutation(len(lengths))
    found = find_limit(opened[order], {"words": lengths[order]})
    assert found is not None
    assert (found.low, found.high) == (limit, limit)
    assert (found.cut == opened[order]).all()


@given(st.integers(40, 2000), st.integers(0, 60), st.integers(0, 2**32))
def test_answers_without_an_end_of_many_lengths_have_no_limit(longest: int, ended: int, seed: int) -> None:
    drawn = np.random.default_rng(seed)
    steps = np.arange(10, longest, max(longest // 30, 1))  # evenly, so that no length is crowded
    lengths = np.concatenate([steps, drawn.integers(1, longest, ended)])
    opened = np.arange(len(lengths)) < len(steps)
    assert find_limit(opened, {"words": lengths, "tokens": lengths}) is None


def test_tokens_of_another_tokenizer_are_a_narrow_range() -> None:
    cut = np.array([118, 121, 125, 127, 130, 131, 133])
    whole = np.array([12, 20, 33, 47, 60, 71, 88, 95, 110])
    opened = np.arange(16) < 7
    found = find_limit(opened, {"tokens": np.concatenate([cut, whole])})
    assert found is not None
    assert (found.low, found.high, int(found.cut.sum())) == (118, 133, 7)
    # Complete answers that are much longer say that there is no limit.
    assert (
        find_limit(np.append(opened, [False] * 4), {"tokens": np.concatenate([cut, whole, [300, 400, 500, 600]])})
        is None
    )


def test_a_limit_may_hold_for_some_of_the_rows_alone() -> None:
    generated = np.full(12, 256)
    by_people = np.arange(20, 700, 17)
    lengths = np.concatenate([generated, by_people])
    found = find_limit(np.arange(len(lengths)) < 12, {"words": lengths})
    assert found is not None
    assert int(found.cut.sum()) == 12


def test_no_answers_have_no_limit() -> None:
    nothing = np.zeros(0, np.int64)
    assert find_limit(nothing.astype(bool), {"tokens": nothing, "words": nothing}) is None
    assert find_limit(np.ones(FEWEST - 1, bool), {"words": np.full(FEWEST - 1, 80)}) is None
