"""Texts with similar vectors that say the same, and such that do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from dataaudit.stages.vectors import same_meaning
from dataaudit.stages.vectors.same_meaning import SameMeaning, read_meaning

ALIKE = [
    ("Sum of 1,000 and four", "What is the sum of 4 and 1000?"),
    ("He did not call Anna in Rome.", "Anna in Rome: he didn't call."),
    ("Translate this to French: good morning", "A French translation of good morning, please"),
    ("The doctor bought a big automobile in town.", "In town the physician bought a large automobile."),
    ("Who invented silly putty at home?", "By whom was silly putty invented at home?"),
    ("等了二十分钟才送到", "才送到,等了二十分钟"),
    ("Der Hund schläft nicht im Garten.", "Im Garten schläft der Hund nicht!"),
    ("", ""),
    ("the of and", "a to in"),
]
APART = [
    ("Sum of 1 and 4", "Sum of 1 and 5"),
    ("The second highest mountain of the world", "The highest mountain of the world"),
    ("What is the capital of France?", "What is the capital of Spain?"),
    ("What is the longest river?", "What is the longest river of Germany?"),
    ("He called Anna.", "He did not call Anna."),
    ("不好吃", "好吃"),
    ("等了70分钟", "等了100分钟"),
    ("A recipe for a chocolate cake", "A recipe for a carrot cake"),
    ("Tell me the name of a red flower", "Tell me the name of a flower"),
    ("When did dad get back", "Why did dad get back"),
    ("some words", ""),
]


class Store:
    """Texts and turns in memory."""

    def __init__(self, texts: list[str], turns: list[str | None]) -> None:
        self.held, self.said = texts, turns

    def texts(self, ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.Array]]:
        yield ids, pa.array([self.held[one] for one in ids.tolist()], pa.large_string())

    def turns(self, ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.Array]]:
        yield ids, pa.array([self.said[one] for one in ids.tolist()], pa.large_string())


def say_the_same(one: str, two: str, *, sentences: bool = False, answers: tuple[str, str] | None = None) -> bool:
    said = [json.dumps([["user", "?"], ["assistant", answer]]) if answer else None for answer in answers or ("", "")]
    store: Any = Store([one, two], said)
    compare = SameMeaning(store, sentences, answers is not None)
    ends = np.array([0], np.uint64), np.array([1], np.uint64)
    found = compare(*ends).tolist()
    assert compare(*ends[::-1]).tolist() == found
    return bool(found[0])


@pytest.mark.parametrize(("one", "two"), ALIKE)
def test_texts_that_say_the_same_agree(one: str, two: str) -> None:
    assert say_the_same(one, two)


@pytest.mark.parametrize(("one", "two"), APART)
def test_texts_that_say_something_else_do_not(one: str, two: str) -> None:
    assert not say_the_same(one, two)


def test_an_encoder_of_sentences_is_trusted_with_words_and_not_with_numbers() -> None:
    one = "How can I lose weight quickly?"
    assert say_the_same(one, "What is a fast way to become slim?", sentences=True)
    assert not say_the_same(one, "What is a fast way to become slim in 2 weeks?", sentences=True)
    assert not say_the_same("What is a fast way out of Rome?", "What is a fast way out of Paris?", sentences=True)


def test_answers_of_instruction_data_have_half_of_their_words_in_common() -> None:
    asked = ("Name a good quote about success.", "What is a famous saying on success?")
    same = ("Success is final never, said the old man.", "The old man said: success is never final.")
    other = ("Success is final never, said the old man.", "Work hard and dream big.")
    assert say_the_same(*asked, sentences=True, answers=same)
    assert not say_the_same(*asked, sentences=True, answers=other)
    assert say_the_same(*asked, sentences=True, answers=("", ""))
    assert not say_the_same(*asked, sentences=True, answers=(same[0], ""))


def test_pairs_are_the_same_whatever_number_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for pair in ALIKE + APART for text in pair]
    store: Any = Store(texts, [None] * len(texts))
    left, right = np.arange(0, len(texts), 2, dtype=np.uint64), np.arange(1, len(texts), 2, dtype=np.uint64)
    expected = [True] * len(ALIKE) + [False] * len(APART)
    assert SameMeaning(store, False, False)(left, right).tolist() == expected
    monkeypatch.setattr(same_meaning, "_PIECE", 3)
    assert SameMeaning(store, False, False)(left, right).tolist() == expected
    assert SameMeaning(store, False, False)(left[:0], right[:0]).tolist() == []


def test_names_are_words_with_a_capital_inside_a_sentence_and_those_of_capitals() -> None:
    names = {hash(name) for name in ("anna", "rome", "nasa")}
    assert read_meaning("Yesterday Anna flew to Rome. NASA paid. Nobody knew.").names == names
    assert not read_meaning("So I said: One. Two! Three? - Four\n* Five").names


def asks_the_same(one: list[list[str]], two: list[list[str]]) -> bool:
    texts = ["\n".join(text for _, text in turns) for turns in (one, two)]
    store: Any = Store(texts, [json.dumps(one), json.dumps(two)])
    ends = np.array([0, 1], np.uint64), np.array([1, 0], np.uint64)
    found = SameMeaning(store, False, True)(*ends).tolist()
    assert found[0] == found[1]
    return bool(found[0])


def test_one_task_on_two_inputs_is_two_rows() -> None:
    task, answer = ["user", "Name the kind of this sentence."], ["assistant", "A question."]
    one, other = ([task, ["input", text], answer] for text in ("Can you help me?", "Do you need help?"))
    assert not asks_the_same(one, other)
    assert asks_the_same(one, [["user", "Name this sentence's kind."], ["input", "can you help me"], answer])


def test_an_input_may_be_part_of_the_other_prompt() -> None:
    apart = [["user", "Name the author of this book."], ["input", "The Catcher in the Rye"], ["assistant", "Salinger"]]
    whole = [["user", "Name the author of the book The Catcher in the Rye."], ["assistant", "Salinger"]]
    assert asks_the_same(apart, whole)
    other = [["user", "Name a quote about the author of this book."], ["assistant", "Salinger"]]
    assert not asks_the_same([*apart[:1], ["input", "persistence"], apart[2]], other)
