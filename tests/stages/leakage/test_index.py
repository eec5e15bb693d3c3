"""The index of evaluation items, beside sets of n-grams made from the definitions."""

from __future__ import annotations

import random
import tracemalloc
import unicodedata
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest
import xxhash
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels.test_shingles_and_minhash import TOKEN, twin_shingles

from dataaudit.stages.leakage.index import (
    ANSWER,
    MOST_HOLDERS,
    QUESTION,
    SIZE,
    ItemParts,
    index_items,
    lengths_of,
    needed,
)
from dataaudit.stages.leakage.items import Items

Part = tuple[int, int, float, int, frozenset[int], frozenset[int]]
"""Item, kind, units, tokens, hashes of the n-grams that are sought, and of those among them that are template."""


def items_of(asked: list[tuple[str, str]]) -> Items:
    items = Items()
    for number, (question, answer) in enumerate(asked):
        items.texts.append(f"{question}\n{answer}")
        items.questions.append(question)
        items.answers.append(answer)
        items.names.append(f"a:{number}")
        items.splits.append("a")
        items.rows.append(-1)
    return items


def parts_of(parts: ItemParts) -> list[Part]:
    slots = np.flatnonzero(parts.table.keys)
    hashes = dict(zip(parts.table.grams[slots].tolist(), parts.table.keys[slots].tolist(), strict=True))
    found: list[Part] = []
    for number, item in enumerate(parts.item.tolist()):
        held = parts.held[parts.bounds[number] : parts.bounds[number + 1]].tolist()
        assert len(held) == len(set(held)) == parts.grams[number]
        for gram in held:
            owners = parts.table.items[parts.table.starts[gram] : parts.table.starts[gram + 1]]
            assert number in owners.tolist()
        grams = frozenset(hashes[gram] for gram in held)
        template = frozenset(hashes[gram] for gram in held if parts.template[gram])
        sizes = float(parts.units[number]), int(parts.tokens[number])
        found.append((item, int(parts.kind[number]), *sizes, grams, template))
    assert parts.gram_count == len({gram for part in found for gram in part[4]})
    return found


def twin(asked: list[tuple[str, str]]) -> list[Part]:
    sought = [(number, QUESTION, one) for number, (one, _) in enumerate(asked)]
    sought += [(number, ANSWER, two) for number, (_, two) in enumerate(asked)]
    long_enough = []
    for number, kind, text in sought:
        words = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
        units = sum(0.6 if unicodedata.category(word[0]) == "Lo" and len(word) == 1 else 1.0 for word in words)
        if len(words) >= SIZE and units >= (8 if kind == QUESTION else 20) - 1e-9:
            grams = {xxhash.xxh64_intdigest(gram) for gram in twin_shingles(text, SIZE)}
            long_enough.append((number, kind, units, len(words), grams, text))
    holders = defaultdict(set)
    for *_, grams, text in long_enough:
        for gram in grams:
            holders[gram].add(text)
    most = max(10, 0.02 * len({text for *_, text in sought}))
    found = []
    for number, kind, units, count, grams, _ in long_enough:
        kept = frozenset(gram for gram in grams if len(holders[gram]) <= MOST_HOLDERS)
        template = frozenset(gram for gram in kept if len(holders[gram]) > most)
        if len(kept - template) >= 3:
            found.append((number, kind, units, count, kept, template))
    return found


def assert_equal(found: list[Part], expected: list[Part]) -> None:
    assert [(*one[:2], *one[3:]) for one in found] == [(*one[:2], *one[3:]) for one in expected]
    assert [one[2] for one in found] == pytest.approx([one[2] for one in expected])


WORDS = st.sampled_from([*"abcdefgh", "你", "好", "吗", "Straße", ",", "?"])
SIDES = st.lists(WORDS, max_size=40).map(" ".join)


@given(st.lists(st.tuples(SIDES, SIDES), max_size=8))
def test_parts_and_their_ngrams_are_those_of_the_definition(asked: list[tuple[str, str]]) -> None:
    assert_equal(parts_of(index_items(items_of(asked))), twin(asked))


@pytest.mark.parametrize(("count", "left_out"), [(12, False), (100, False), (900, True)])
def test_ngrams_that_many_items_share_are_template_and_those_of_very_many_left_out_as_by_counting(
    count: int, left_out: bool
) -> None:
    rng = random.Random(count)
    phrases = [" ".join(f"p{number}w{place}" for place in range(9)) for number in range(60)]
    asked = []
    for _ in range(count):
        chosen = [phrases[min(int(rng.expovariate(0.1)), 59)] for _ in range(3)]
        chosen.insert(rng.randint(0, 3), " ".join(f"w{rng.randint(0, 2000)}" for _ in range(rng.randint(0, 8))))
        asked.append((" ".join(chosen), " ".join(rng.choices(phrases, k=rng.randint(0, 3)))))
    expected = twin(asked)
    assert len(expected) > 0
    assert count == 12 or any(one[5] for one in expected)
    sought = {gram for one in expected for gram in one[4]}
    whole = [xxhash.xxh64_intdigest(gram) for gram in twin_shingles(phrases[0], SIZE)]
    assert any(gram not in sought for gram in whole) == left_out
    assert_equal(parts_of(index_items(items_of(asked))), expected)


def test_no_items_and_items_too_short_give_no_parts() -> None:
    for asked in ([], [("", "")], [("How far is it to Denver now?", "Ten miles.")], [("?!", "…")]):
        parts = index_items(items_of(asked))
        assert (len(parts.item), parts.gram_count, parts.bounds.tolist()) == (0, 0, [0])


@every(
    "question, answer, kinds",
    [
        ("one two three four five six seven", "", []),
        ("one two three four five six seven eight", "", [QUESTION]),
        ("你" + "好吗我很好谢谢你呢他", "", []),
        ("今天我们一起去公园散步然后回家", "", [QUESTION]),
        ("", " ".join(f"w{n}" for n in range(19)), []),
        ("", " ".join(f"w{n}" for n in range(20)), [ANSWER]),
        ("a b " * 10, "", []),
        ("a b c d " * 10, "", [QUESTION]),
    ],
)  # fmt: skip
def test_a_part_has_words_enough_and_ngrams_enough(question: str, answer: str, kinds: list[int]) -> None:
    assert index_items(items_of([(question, answer)])).kind.tolist() == kinds


@pytest.mark.parametrize("before", ["你你", "你" * 7, "你" * 25, "你 a b c"])
def test_an_item_is_sought_whatever_items_stand_before_it(before: str) -> None:
    question = "one two three four five six seven eight"
    assert lengths_of(pa.array([before, question], pa.large_string()))[1].tolist()[1] == 8
    assert index_items(items_of([(before, ""), (question, "")])).item.tolist()[-1:] == [1]


def test_a_question_that_is_asked_often_is_no_template_of_itself() -> None:
    question = "how many clips did the girl sell altogether in April and in May"
    assert index_items(items_of([(question, "")] * 50)).item.tolist() == list(range(50))


@pytest.mark.parametrize(("count", "template"), [(10, 0), (11, 11), (MOST_HOLDERS, 11)])
def test_words_that_all_items_share_are_marked_as_their_template(count: int, template: int) -> None:
    parts = index_items(items_of(framed(count)))
    assert parts.grams.tolist() == [17] * count  # 11 of the frame, four that begin in it, and two whole ones
    held = [parts.template[parts.held[parts.bounds[number] : parts.bounds[number + 1]]] for number in range(count)]
    assert [int(one.sum()) for one in held] == [template] * count
    assert int(parts.template.sum()) == template


def test_words_that_very_many_items_share_are_no_part_of_the_index() -> None:
    parts = index_items(items_of(framed(MOST_HOLDERS + 1)))
    assert parts.grams.tolist() == [6] * (MOST_HOLDERS + 1)
    assert not parts.template.any()


def framed(count: int) -> list[tuple[str, str]]:
    """Different questions that begin with the same 15 words."""
    frame = "please read the following question with care and then give one letter as your answer"
    return [(f"{frame} {' '.join(f'i{number}w{place}' for place in range(6))}", "") for number in range(count)]


def test_items_of_nothing_but_their_template_are_not_sought() -> None:
    frame = "please read the following question with care and then give one letter as your answer"
    assert len(index_items(items_of([(f"{frame} {number}", "") for number in range(30)])).item) == 0


def test_one_long_item_among_many_takes_no_memory_for_each_of_them() -> None:
    asked = [("long " * 20_000, "")] + [(f"a short question number {number}", "") for number in range(100)]
    tracemalloc.start()
    try:
        index_items(items_of(asked))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40e6


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=20), max_size=5))
def test_lengths_count_the_tokens_of_shingles(texts: list[str]) -> None:
    tokens, units = lengths_of(pa.array(texts, pa.large_string()))
    found = [TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()) for text in texts]
    assert tokens.tolist() == [len(words) for words in found]
    assert all(0.6 * len(words) - 1e-9 <= unit <= len(words) + 1e-9 for words, unit in zip(found, units, strict=True))


@given(st.lists(st.floats(0, 500), max_size=10).map(sorted), st.floats(0.01, 1))
def test_a_longer_part_needs_no_more_and_never_less_than_the_share(units: list[float], share: float) -> None:
    found = needed(np.array(units), share)
    assert (np.diff(found) <= 0).all()
    assert (found[np.array(units) <= 20] == 1).all()
    assert found[np.array(units) >= 50] == pytest.approx(share, abs=1e-6)
