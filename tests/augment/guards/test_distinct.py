from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from augment.augmenting import candidate, jaccard
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dataaudit.augment.guards.distinct import Distinct, half
from dataaudit.stages.leakage.similar import item_hashes

WORDS = [f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
ERROR = 0.18
"""Four standard errors of a similarity that is estimated from 128 values."""


Halves = NDArray[np.uint64]
NONE = np.zeros(0, np.uint64)


def hashes(*texts: str) -> tuple[Halves, Halves]:
    """Halves of the hashes of rows without case and marks, and of rows as they are."""
    exact, loose = (column.to_pylist() for column in item_hashes(pa.array(texts, pa.large_string())))
    return (
        np.unique(np.array([half(one) for one in loose], np.uint64)),
        np.unique(np.array([half(one) for one in exact], np.uint64)),
    )


def changed(rng: random.Random, text: str, words: int) -> str:
    told = text.split()
    for place in rng.sample(range(len(told)), words):
        told[place] = rng.choice(WORDS)
    return " ".join(told)


@pytest.mark.full
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.8]))
@settings(max_examples=25)
def test_what_is_accepted_and_rejected_is_what_comparing_all_pairs_says(seed: int, similarity: float) -> None:
    rng = random.Random(seed)
    bases = [" ".join(rng.choices(WORDS, k=40)) for _ in range(3)]
    told = [candidate(changed(rng, base, rng.randint(0, 12)), base) for base in bases for _ in range(8)]
    rng.shuffle(told)
    Distinct(similarity, *hashes(*bases)).check(told)
    accepted: list[str] = []
    for one in told:
        own = jaccard(one.text, one.source_text)
        assert one.similarity == round(own, 5)
        most = max((jaccard(one.text, other) for other in accepted), default=0.0)
        if one.text in accepted or one.text in bases:
            assert one.reasons == ["copy_of_a_row"]
        elif own >= similarity or most >= similarity + ERROR:
            assert one.reasons == ["near_duplicate"]
        elif most < similarity - ERROR:
            assert one.reasons == []
        if not one.reasons:
            accepted.append(one.text)


def test_case_marks_and_spaces_make_no_new_row() -> None:
    source = "we met them near the old bridge"
    distinct = Distinct(0.8, *hashes(source, "a row that was dropped"))
    told = [
        candidate("We met them -- near the OLD bridge!", source),
        candidate("A row, that was   dropped.", source),
        candidate("quite another text about the weather", source),
        candidate("Quite another text: about the weather", source),
    ]
    distinct.check(told)
    assert [one.reasons for one in told] == [["copy_of_a_row"], ["copy_of_a_row"], [], ["copy_of_a_row"]]


def test_an_operation_on_the_surface_may_change_case_but_gives_no_text_twice() -> None:
    source = "we met them near the old bridge"
    told = [
        candidate(text, source, surface=True, operation="case_and_punctuation")
        for text in (source, "We met them near the old bridge", "We met them near the old bridge", "WE MET THEM")
    ]
    Distinct(0.8, *hashes(source)).check(told)
    assert [one.reasons for one in told] == [["copy_of_a_row"], [], ["copy_of_a_row"], []]


def test_rows_that_another_guard_rejected_do_not_stand_in_the_way() -> None:
    text, source = "quite another text about the weather today", "we met them near the old bridge"
    bad, good = candidate(text, source), candidate(text, source)
    bad.reject("meaning")
    Distinct(0.8, *hashes(source)).check([bad, good])
    assert (bad.reasons, good.reasons) == (["meaning"], [])


def test_several_reasons_stand_beside_each_other() -> None:
    source = "we met them near the old bridge"
    bad = candidate(source, source)
    bad.reject("length")
    Distinct(0.8, *hashes(source)).check([bad])
    assert bad.reasons == ["length", "copy_of_a_row"]


def test_what_an_earlier_attempt_accepted_is_remembered_and_not_judged_again() -> None:
    rng = random.Random(4)
    texts = [" ".join(rng.choices(WORDS, k=30)) for _ in range(6)]
    base = " ".join(rng.choices(WORDS, k=30))
    whole, resumed = Distinct(0.8, *hashes(base)), Distinct(0.8, *hashes(base))
    first = [candidate(text, base) for text in (*texts, base)]
    whole.check(first)
    accepted = {place for place, one in enumerate(first) if not one.reasons}
    assert accepted == set(range(6))
    resumed.remember([candidate(text, base) for text in texts])
    resumed.remember([])
    again = [changed(rng, text, count) for text in texts for count in (0, 1, 30)]
    one, other = [candidate(text, base) for text in again], [candidate(text, base) for text in again]
    whole.check(one)
    resumed.check(other)
    assert [this.reasons for this in one] == [that.reasons for that in other]
    assert {reason for this in one for reason in this.reasons} == {"copy_of_a_row", "near_duplicate"}


def test_texts_of_a_few_words_and_of_none_are_compared_as_well() -> None:
    told = [candidate(text, "some source") for text in ("hi", "Hi!", "hello", "", "...", "😀")]
    Distinct(0.8, NONE, NONE).check(told)
    assert [one.reasons for one in told[:3]] == [[], ["copy_of_a_row"], []]
    Distinct(0.8, NONE, NONE).check([])


def test_an_operation_on_the_surface_gives_the_exact_text_of_no_row() -> None:
    source, other = "We met them, near the old bridge", "we met them near the old bridge"
    told = [
        candidate(text, source, surface=True, operation="case_and_punctuation")
        for text in (other, "We met them near the old bridge", source)
    ]
    Distinct(0.8, *hashes(source, other)).check(told)
    assert [one.reasons for one in told] == [["copy_of_a_row"], [], ["copy_of_a_row"]]


def test_an_exact_text_that_an_earlier_attempt_accepted_is_given_by_no_surface_operation_again() -> None:
    source, text = "We met them, near the old bridge", "We met them near the old bridge"
    resumed = Distinct(0.8, *hashes(source))
    resumed.remember([candidate(text, source, surface=True)])
    again = candidate(text, source, surface=True)
    resumed.check([again])
    assert again.reasons == ["copy_of_a_row"]


def test_rows_beyond_those_that_their_class_still_lacks_are_surplus_and_forgotten() -> None:
    rng = random.Random(7)
    texts = [" ".join(rng.choices(WORDS, k=30)) for _ in range(6)]
    base = " ".join(rng.choices(WORDS, k=30))
    labels = ["a", "a", "b", "a", "a", "b"]
    told = [candidate(text, base, label=label) for text, label in zip(texts, labels, strict=True)]
    told[0].reject("meaning")
    distinct = Distinct(0.8, *hashes(base))
    room: dict[str | None, int] = {"a": 2, "b": 0}
    distinct.check(told, room)
    assert [one.surplus for one in told] == [False, False, True, False, True, True]
    assert [one.reasons for one in told] == [["meaning"], *[[] for _ in range(5)]]
    assert room == {"a": 2, "b": 0}
    again = [candidate(text, base, label=label) for text, label in zip(texts, labels, strict=True)]
    distinct.check(again)
    assert [one.reasons for one in again] == [[], ["copy_of_a_row"], [], ["copy_of_a_row"], [], []]
    assert not any(one.surplus for one in again)


def test_a_copy_takes_no_room() -> None:
    source, text = "we met them near the old bridge", "quite another text about the weather today"
    told = [candidate(one, source, label="a") for one in (source, text, f"{text} again and again once more, then")]
    Distinct(0.8, *hashes(source)).check(told, {"a": 1})
    assert [(one.reasons, one.surplus) for one in told] == [(["copy_of_a_row"], False), ([], False), ([], True)]
