from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.changes import CHANGES, Edit, Made, apply_edits, as_records, difference, undone

LETTERS = st.text(alphabet="ab 我👍\n", max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits of which no two overlap, in any order."""
    text = draw(st.text(max_size=12) | LETTERS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = [Edit(start, end, draw(LETTERS)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, draw(st.permutations(edits))


@pytest.mark.full
@settings(max_examples=50)
@given(edited())
def test_a_new_text_and_its_changes_give_the_source_again(given: tuple[str, list[Edit]]) -> None:
    text, edits = given
    made = apply_edits(text, edits)
    assert undone(made.text, made.changes) == text


@settings(max_examples=50)
@given(edited())
def test_changes_say_what_stands_in_both_texts(given: tuple[str, list[Edit]]) -> None:
    text, edits = given
    made = apply_edits(text, edits)
    assert len(made.text) - len(text) == sum(len(one.after) - len(one.before) for one in made.changes)
    for one in made.changes:
        assert text[one.start : one.end] == one.before
        assert made.text[one.new_start : one.new_end] == one.after
        assert one.before != one.after


@settings(max_examples=50)
@given(edited())
def test_edits_give_what_cutting_and_joining_from_the_end_gives(given: tuple[str, list[Edit]]) -> None:
    text, edits = given
    expected = text
    for edit in sorted(edits, key=lambda one: (one.start, one.end))[::-1]:
        expected = expected[: edit.start] + edit.after + expected[edit.end :]
    assert apply_edits(text, edits).text == expected


@settings(max_examples=50)
@given(LETTERS | st.text(max_size=20), LETTERS | st.text(max_size=20))
def test_the_difference_of_two_texts_turns_one_into_the_other(before: str, after: str) -> None:
    made = apply_edits(before, difference(before, after))
    assert made.text == after
    assert undone(after, made.changes) == before


def test_equal_texts_do_not_differ() -> None:
    assert difference("the old cat", "the old cat") == ()
    assert difference("", "") == ()


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("the old cat", "the black cat", (Edit(4, 7, "black"),)),
        ("我喜欢猫", "我喜欢狗", (Edit(3, 4, "狗"),)),
        ("a cat", "a cat sat", (Edit(5, 5, " sat"),)),
        ("really good", "good", (Edit(0, 7, ""),)),
    ],
)
def test_a_difference_is_told_word_by_word(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    assert difference(before, after) == edits


def test_nothing_to_do_changes_nothing() -> None:
    assert apply_edits("a cat", []) == Made("a cat", ())
    assert apply_edits("a cat", [Edit(2, 5, "cat"), Edit(1, 1, "")]) == Made("a cat", ())


def test_several_insertions_at_one_place_are_joined_in_their_order() -> None:
    assert apply_edits("ab", [Edit(1, 1, "x"), Edit(1, 1, "y")]).text == "axyb"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 2, "x"), Edit(1, 3, "y")],
        [Edit(0, 3, "x"), Edit(1, 1, "y")],
        [Edit(4, 9, "x")],
        [Edit(3, 2, "x")],
    ],
)
def test_edits_that_overlap_or_leave_the_text_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edits overlap or leave the text at"):
        apply_edits("abcde", edits)


def test_changes_fit_the_column_that_holds_them() -> None:
    made = apply_edits("a cat sat", [Edit(2, 5, "dog"), Edit(9, 9, " 下")])
    column = pa.array([as_records(made.changes), []], CHANGES)
    assert column.to_pylist() == [
        [
            {"start": 2, "end": 5, "before": "cat", "new_start": 2, "new_end": 5, "after": "dog"},
            {"start": 9, "end": 9, "before": "", "new_start": 9, "new_end": 11, "after": " 下"},
        ],
        [],
    ]
