"""Where in a text its tokens stand, beside the tokens that n-grams are made of."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels.test_shingles_and_minhash import TEXTS, TOKEN

from dataaudit.stages.leakage import spans

QUESTION = "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May."
PLAIN = st.lists(
    st.sampled_from(
        ["cat", "Straße", "１２", "的", "Cafe\u0301", "한글", "ﬁne", "😀", "x1", ",", " ", "\n", "\u200b", "."]
    ),
    max_size=30,
).map(" ".join)


def tokens(text: str) -> list[str]:
    return [token.text for token in spans.tokens_in(text)]


def token_spans(text: str) -> list[tuple[int, int]]:
    return [(token.begin, token.end) for token in spans.tokens_in(text)]


def characters_of(text: str, first: int, last: int) -> tuple[int, int]:
    return spans.characters_of(spans.tokens_in(text), first, last, len(text))


def matched_tokens(text: str, other: str) -> tuple[int, int] | None:
    return spans.matched_tokens(spans.tokens_in(text), spans.tokens_in(other))


def twin(text: str) -> list[str]:
    found: list[str] = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return found


@given(PLAIN)
def test_tokens_are_those_of_the_shingles(text: str) -> None:
    assert tokens(text) == twin(text)


@given(TEXTS)
def test_tokens_are_those_of_the_shingles_for_any_characters(texts: list[str]) -> None:
    assert [tokens(text) for text in texts] == [twin(text) for text in texts]


PARTS_OF_CHARACTERS = [
    "か\u3099", "は\u309a", "ｶ\uff9e", "ﾊ\uff9f", "あ\u3099", "\u3099", "\u1100\u1161\u11a8", "\u1112\u1161", "e\u0301",
    "½", "ำ", "ﷺ", " ", "x",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PARTS_OF_CHARACTERS), max_size=8).map("".join)
    | st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=30)
)
def test_there_are_as_many_tokens_as_shingles_are_made_of(text: str) -> None:
    assert len(token_spans(text)) == len(twin(text))


@given(TEXTS)
def test_spans_hold_characters_and_come_in_order(texts: list[str]) -> None:
    for text in texts:
        places = token_spans(text)
        assert all(0 <= begin < end <= len(text) for begin, end in places)
        assert all(one <= two for one, two in pairwise(places))


@every(
    "text, expected",
    [
        ("", []),
        (" \n!?", []),
        ("a", ["a"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("ﬁve 你", ["ﬁve", "你"]),
        ("Ｆｕｌｌ—width", ["Ｆｕｌｌ", "width"]),
        ("zero\u200bwidth", ["zero", "width"]),
        ("\u1112\u1161\u11ab x", ["\u1112\u1161\u11ab", "x"]),
        ("20℃ hot", ["20", "℃", "hot"]),
        ("か\u3099き x", ["か\u3099", "き", "x"]),
        ("ｶﾞｷﾞ x", ["ｶﾞ", "ｷﾞ", "x"]),
    ],
)
def test_a_token_stands_where_its_characters_do(text: str, expected: list[str]) -> None:
    assert [text[begin:end] for begin, end in token_spans(text)] == expected


@pytest.mark.parametrize("text", ["1½ cups", "20℃ hot", "㈱会社", "a´b", "ﷺ end"])
def test_a_character_that_is_several_does_not_join_the_token_beside_it(text: str) -> None:
    assert tokens(text) == twin(text)


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (0, 0), (2, 1), (0, 9), (3, 3)])
def test_tokens_that_are_none_are_the_whole_text(first: int, last: int) -> None:
    assert characters_of("  two words, 你.", first, last) == (0, 15)
    assert characters_of("", first, last) == (0, 0)


def test_characters_of_tokens_are_those_from_the_first_to_the_last() -> None:
    text = "«Two» words, 你好."
    assert text[slice(*characters_of(text, 0, 2))] == "Two» words"
    assert text[slice(*characters_of(text, 1, 3))] == "words, 你"
    assert text[slice(*characters_of(text, 3, 4))] == "好"


def test_matched_tokens_are_those_that_stand_in_both() -> None:
    assert matched_tokens(QUESTION, QUESTION.upper()) == (0, 20)
    assert matched_tokens(f"Question 7. {QUESTION} A: 72", QUESTION) == (2, 22)
    assert matched_tokens(QUESTION, f"so {QUESTION[:-40]}") == (0, len(tokens(QUESTION[:-40])))
    assert matched_tokens(QUESTION, "nothing of this kind is in there") is None


@pytest.mark.parametrize(("text", "other"), [("", ""), ("", "a"), ("a", ""), ("?!", "a"), ("a", "…")])
def test_nothing_is_matched_where_a_text_has_no_tokens(text: str, other: str) -> None:
    assert matched_tokens(text, other) is None


def test_short_texts_are_matched_by_all_their_tokens() -> None:
    assert matched_tokens("go on", "go on now") == (0, 2)
    assert matched_tokens("well, go on now", "go on") == (1, 3)
    assert matched_tokens("go on", "on go") is None
