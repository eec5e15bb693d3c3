from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest
from augment.making import new_texts, outcome, prepared
from every import every

from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing
from dataaudit.augment.random_deletion import RandomDeletion

LONG = "We really saw the very old house and the small garden near that wide river again"


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_words_go_and_the_others_stay_in_order(share: float) -> None:
    source = LONG.split()
    for text in new_texts(RandomDeletion(share), prepared(LONG)):
        rest = iter(source)
        assert all(word in rest for word in text.split())
        assert len(source) / 2 <= len(text.split()) < len(source)


def test_where_a_word_goes_no_two_spaces_are_left_and_none_at_the_ends_or_before_a_mark() -> None:
    source = "We saw them there, on the very old bridge (it was quite late), near home."
    for text in new_texts(RandomDeletion(1e-9), prepared(source), 60):
        assert "  " not in text
        assert text == text.strip()
        assert not any(f" {mark}" in text for mark in ",).")


def test_every_word_goes_with_the_probability_of_the_share() -> None:
    text = prepared(" ".join(["We", *["really, saw"] * 400]))
    counts = []
    for seed in range(10):
        made = outcome(RandomDeletion(0.2), text, seed)
        assert isinstance(made, Made)
        counts.append(len(made.changes))
    assert 0.17 < sum(counts) / 4000 < 0.23


def test_one_word_goes_at_least() -> None:
    made = outcome(RandomDeletion(1e-9), prepared(LONG))
    assert isinstance(made, Made)
    assert len(made.changes) == 1


def test_every_word_that_may_go_goes_for_some_seed() -> None:
    text = prepared(LONG)
    gone: Counter[str] = Counter()
    for seed in range(200):
        made = RandomDeletion(0.1)([text], [random.Random(seed)])[0]
        assert isinstance(made, Made)
        gone.update(one.before.strip() for one in made.changes)
    assert set(gone) == {"really", "the", "very", "and", "small", "wide", "again"}


@pytest.mark.parametrize("share", [0.3, 0.7, 1.0])
def test_no_two_neighbours_go(share: float) -> None:
    text = prepared("We " + "really " * 40 + "saw houses")
    for seed in range(20):
        made = outcome(RandomDeletion(share), text, seed)
        assert isinstance(made, Made)
        places = [one.start // 7 for one in made.changes]
        assert all(place + 1 < following for place, following in itertools.pairwise(places))


def test_nouns_verbs_prepositions_and_what_is_said_of_something_stay_in_english() -> None:
    source = "The little dog was friendly and it really walked along the quiet river with us"
    for text in new_texts(RandomDeletion(1.0), prepared(source)):
        words = text.split()
        for word in ("dog", "was", "friendly", "walked", "along", "river", "with"):
            assert word in words


def test_only_particles_pronouns_prepositions_and_conjunctions_go_in_chinese() -> None:
    text = prepared("这家餐厅的服务员对客人很热情，而且他们把房间打扫得很干净", "zh")
    light = {word.text for word in text.words if word.tag[:1] and word.tag[:1] in "uyeocrp"}
    gone: set[str] = set()
    for seed in range(60):
        made = outcome(RandomDeletion(0.3), text, seed)
        assert isinstance(made, Made)
        gone |= {one.before for one in made.changes}
    assert {"他们", "对", "而且", "的"} <= gone <= light
    assert not gone & {"餐厅", "服务员", "客人", "热情", "房间", "打扫", "干净", "很"}


def test_negations_numbers_names_and_what_they_speak_of_stay() -> None:
    source = "The people there did not like those 3 big dogs, and Anna Müller never went to Berlin with them again"
    for text in new_texts(RandomDeletion(1.0), prepared(source)):
        for part in ("not like those 3 big", "Anna Müller never went to Berlin"):
            assert part in text


@pytest.mark.parametrize(
    ("text", "language", "stays"),
    [
        ("这家餐厅的午饭很好吃，我们没有等很久，价格不贵", "zh", ["没有", "不贵"]),
        ("昨日友達と一緒に映画を見ました。とても高くないです", "ja", ["高くないです"]),
        ("วันนี้อากาศดีมาก ฉันไม่ชอบกินข้าว", "th", ["ไม่ชอบกินข้าว"]),
        ("wir waren wirklich sehr gerne dort und haben nicht lange gewartet", "de", ["nicht lange gewartet"]),
    ],
)
def test_whole_words_go_in_any_language_and_negations_stay(text: str, language: str, stays: list[str]) -> None:
    one = prepared(text, language)
    words = {word.text for word in one.words}
    for seed in range(20):
        made = outcome(RandomDeletion(0.4), one, seed)
        assert isinstance(made, Made)
        assert {change.before.strip() for change in made.changes} <= words
        assert all(part in made.text for part in stays)


@every(
    "text, reason",
    [
        ("", "too_short"),
        ("hello", "too_short"),
        ("we like it", "too_short"),
        ("...!?", "too_short"),
        ("1 2 3 4 5", "too_short"),
        ("we never like it", "no_place"),
        ("Anna met John Smith", "no_place"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, reason: str) -> None:
    assert outcome(RandomDeletion(), prepared(text)) == Nothing(reason)


def test_an_unknown_language_is_cut_at_spaces() -> None:
    made = outcome(RandomDeletion(), prepared("mi amas la grandan domon", "eo"))
    assert isinstance(made, Made)
    assert len(made.text.split(" ")) == 4
