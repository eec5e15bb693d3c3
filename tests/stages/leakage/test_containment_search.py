"""Which parts of items stand in which texts and where, beside windows over plain lists of n-grams."""

from __future__ import annotations

import math
import random
import unicodedata
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels.test_shingles_and_minhash import TOKEN, twin_shingles

from dataaudit.stages.leakage.containment import LOOSE, ContainmentSearch
from dataaudit.stages.leakage.index import QUESTION, SIZE, index_items, needed
from dataaudit.stages.leakage.items import Items

Place = tuple[int, int, int, int]
"""Row, part, first and one past the last token."""


def items_of(questions: list[str]) -> Items:
    items = Items()
    for number, question in enumerate(questions):
        items.add(question, None, f"a:{number}", "a", -1)
    return items


def found(
    questions: list[str], texts: list[str | None], share: float = 0.8, pieces: int = 1, workers: int = 2
) -> dict[Place, float]:
    search = ContainmentSearch(index_items(items_of(questions)), workers, share)
    ids, column = np.arange(len(texts), dtype=np.uint64) + 100, pa.array(texts, pa.large_string())
    size = -(-len(texts) // pieces) or 1
    given = ((ids[one : one + size], column[one : one + size]) for one in range(0, len(texts), size))
    assert sum(search.look_through(given)) == len(texts)
    contained = search.contained()
    assert search.is_question(contained).all()
    columns = (contained.row - 100, contained.part, contained.first, contained.last)
    keys = zip(*(values.tolist() for values in columns), strict=True)
    scores = dict(zip(keys, contained.coverage.tolist(), strict=True))
    assert len(scores) == len(contained.row)
    assert list(scores) == sorted(scores)
    return scores


def twin(questions: list[str], texts: list[str | None], share: float = 0.8) -> dict[Place, float]:
    """Few items only, so that none of their n-grams is template."""
    lists = [twin_shingles(text or "", SIZE) for text in texts]
    documents = Counter(gram for grams in lists for gram in set(grams))
    weights = {gram: math.log1p(len(texts) / max(documents[gram], 1)) for one in questions for gram in grams_of(one)}
    result: dict[Place, float] = {}
    sought = [one for one in questions if len(set(grams_of(one))) >= 3 and len(tokens_of(one)) >= 8]
    for row, grams in enumerate(lists):
        for part, question in enumerate(sought):
            wanted, length = set(grams_of(question)), 2 * len(tokens_of(question)) + 40
            hits = [(place, gram) for place, gram in enumerate(grams) if gram in wanted]
            best: list[tuple[int, bytes]] = []
            for last, (end, _) in enumerate(hits):
                window = [hit for hit in hits[: last + 1] if hit[0] > end - length]
                if len({gram for _, gram in window}) > len({gram for _, gram in best}):
                    best = window
            held = {gram for _, gram in best}
            coverage = sum(weights[gram] for gram in held) / sum(weights[gram] for gram in wanted)
            enough = float(needed(np.array([float(len(tokens_of(question)))]), share)[0])
            if held and len(held) >= min(LOOSE, share) * len(wanted) and coverage >= enough - 1e-9:
                result[row, part, best[0][0], best[-1][0] + SIZE] = coverage
    return result


def tokens_of(text: str) -> list[str]:
    words: list[str] = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return words


def grams_of(text: str) -> list[bytes]:
    return twin_shingles(text, SIZE)


def assert_equal(one: dict[Place, float], two: dict[Place, float]) -> None:
    """The same parts in the same texts, ending at the same words."""
    ends = [{(row, part, last): score for (row, part, _, last), score in found.items()} for found in (one, two)]
    assert set(ends[0]) == set(ends[1])
    assert ends[0] == pytest.approx(ends[1])


WORDS = st.lists(st.sampled_from("abc"), max_size=40).map(" ".join)


@given(st.lists(WORDS, max_size=4), st.lists(st.none() | WORDS, max_size=5), st.sampled_from([0.5, 0.8, 1.0]))
def test_what_is_found_is_what_plain_windows_hold(questions: list[str], texts: list[str | None], share: float) -> None:
    asked = [one for one in questions if one]
    assert_equal(found(asked, texts, share), twin(asked, texts, share))


def planted(seed: int) -> tuple[list[str], list[str | None]]:
    """Questions of 8 to 80 words, and texts that hold some of them whole or in part, others or nothing."""
    rng = random.Random(seed)
    words = [f"w{number}" for number in range(300)]
    questions = [" ".join(rng.choices(words, k=rng.choice([8, 15, 25, 40, 80]))) for _ in range(9)]
    texts: list[str | None] = [None, ""]
    for _ in range(60):
        parts = [" ".join(rng.choices(words, k=rng.randint(0, 60)))]
        for question in rng.sample(questions, rng.randint(0, 3)):
            own = question.split()
            for _ in range(rng.choice([0, 0, 1, 2, 5])):
                own[rng.randrange(len(own))] = rng.choice(words)
            first = rng.choice([0, 0, 0, rng.randint(0, len(own) - 1)])
            parts += [" ".join(own[first:]), " ".join(rng.choices(words, k=rng.randint(0, 60)))]
        texts.append("\n".join(parts))
    return questions, texts


@pytest.mark.parametrize("seed", range(3))
def test_planted_questions_are_found_as_plain_windows_find_them(seed: int) -> None:
    questions, texts = planted(seed)
    expected = twin(questions, texts)
    assert 20 < len(expected) < 150
    assert any(score < 0.99 for score in expected.values())
    assert_equal(found(questions, texts), expected)


def test_what_is_found_does_not_depend_on_pieces_and_workers() -> None:
    questions, texts = planted(7)
    expected = found(questions, texts)
    for pieces, workers in ((1, 1), (5, 3), (60, 2)):
        assert found(questions, texts, pieces=pieces, workers=workers) == expected


def test_no_texts_and_texts_without_words_hold_nothing() -> None:
    questions = ["how many clips did she sell in April and in May"]
    assert found(questions, []) == {}
    assert found(questions, [None, "", "?!", "one", "\u200b"]) == {}


def test_only_long_items_may_stand_there_in_part() -> None:
    words = [f"w{number}" for number in range(60)]
    for length, holds in ((10, False), (20, False), (60, True)):
        question = " ".join(words[:length])
        changed = " ".join([*words[: length - 1], "other"])
        assert bool(found([question], [f"before {changed} behind"])) == holds
        assert found([question], [f"before {question} behind"]) == pytest.approx({(0, 0, 1, length + 1): 1.0})


def test_a_question_torn_apart_over_a_long_text_is_none() -> None:
    words = [f"w{number}" for number in range(60)]
    between = " ".join(f"b{number}" for number in range(200))
    pieces = [" ".join(words[first : first + 12]) for first in range(0, 60, 12)]
    assert found([" ".join(words)], [f" {between} ".join(pieces)]) == {}


def test_rare_words_count_for_more_than_common_ones() -> None:
    common, rare = [f"c{number}" for number in range(30)], [f"r{number}" for number in range(30)]
    question = " ".join(common + rare)
    filler = [" ".join(common)] * 500
    held = found([question], [*filler, " ".join(["x", *rare]), " ".join([*common, "x"])], share=0.6)
    assert [key[0] for key in held] == [500]


def test_words_of_the_template_weigh_nothing_but_must_stand_there_too() -> None:
    frame = [f"f{number}" for number in range(60)]
    questions = [" ".join([*frame, *(f"i{one}w{place}" for place in range(30))]) for one in range(15)]
    own, others = questions[3].split()[60:], [f"o{number}" for number in range(30)]
    texts = [*frame, *others], [*others, *own], [*frame[20:], *own], [*frame, *own, *others]
    held = found(questions, [" ".join(text) for text in texts], share=0.6)
    assert held == pytest.approx({(2, 3, 0, 70): 36 / 56, (3, 3, 0, 90): 1.0})


def test_a_share_below_a_half_is_honoured() -> None:
    words = [f"w{number}" for number in range(100)]
    text = " ".join([*words[:40], *("other" for _ in range(20))])
    assert [key[:2] for key in found([" ".join(words)], [text], share=0.3)] == [(0, 0)]


def test_the_place_is_that_of_the_question_and_not_of_its_first_words_before() -> None:
    question = [f"w{number}" for number in range(30)]
    text = [*question[:6], *(f"b{number}" for number in range(15)), *question, "end"]
    assert list(found([" ".join(question)], [" ".join(text)])) == [(0, 0, 21, 51)]


def test_the_place_begins_where_the_question_does_though_its_first_words_stand_in_it_again() -> None:
    first, words = [f"f{number}" for number in range(6)], [f"w{number}" for number in range(30)]
    question = [*first, *words[:12], *first, *words[12:]]
    text = ["a", "b", *question, "end"]
    assert list(found([" ".join(question)], [" ".join(text)])) == [(0, 0, 2, 44)]
    before = [*first, *(f"b{number}" for number in range(15))]
    assert list(found([" ".join(question)], [" ".join([*before, *text])])) == [(0, 0, 23, 65)]


def test_of_two_copies_the_first_is_the_place() -> None:
    question = " ".join(f"w{number}" for number in range(30))
    assert list(found([question], [f"a b {question} c {question}"])) == [(0, 0, 2, 32)]


def test_the_kind_of_a_part_is_told() -> None:
    items = items_of(["how many clips did she sell in April and in May"])
    items.answers[0] = " ".join(f"a{number}" for number in range(25))
    search = ContainmentSearch(index_items(items), 1, 0.8)
    texts = pa.array([items.answers[0], items.questions[0]], pa.large_string())
    list(search.look_through(iter([(np.arange(2, dtype=np.uint64), texts)])))
    contained = search.contained()
    assert search.is_question(contained).tolist() == [False, True]
    assert (search.parts.kind[contained.part] == QUESTION).tolist() == [False, True]
