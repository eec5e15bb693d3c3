from __future__ import annotations

import random

import pytest
from augment.making import CHINESE, ENGLISH, prepared, texts
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import Nothing, Prepared, TextOperation

MIXED = texts(ENGLISH, " ") | texts(CHINESE, "") | st.text(max_size=30)


def free(text: Prepared) -> list[str]:
    return [text.words[place].text for place in text.free]


def loose(text: Prepared) -> list[str]:
    return [text.words[place].text for place in text.loose]


@pytest.mark.full
@settings(max_examples=50)
@given(MIXED, st.sampled_from(["en", "zh", "ja", "th", "de", "und"]))
def test_free_are_the_words_that_touch_nothing_that_stays(text: str, language: str) -> None:
    one = prepared(text, language)
    expected = [
        place
        for place, word in enumerate(one.words)
        if word.is_word and not any(word.start < span.end and span.start < word.end for span in one.spans)
    ]
    assert list(one.free) == expected


@settings(max_examples=50)
@given(MIXED, st.sampled_from(["en", "zh", "ja", "th", "de", "und"]))
def test_what_may_be_moved_may_be_changed_and_is_no_neighbour_of_a_number(text: str, language: str) -> None:
    one = prepared(text, language)
    assert set(one.loose) <= set(one.free)
    counted = [span for span in one.spans if span.kind in ("number", "date")]
    for place in one.loose:
        for near in (place - 1, place + 1):
            if 0 <= near < len(one.words):
                word = one.words[near]
                assert not any(word.start < span.end and span.start < word.end for span in counted)


def test_what_a_negation_may_speak_of_is_not_moved() -> None:
    text = prepared("we really did not like that very old film, it was quite boring")
    assert "not" not in free(text)
    assert {"like", "that", "very", "old"} & set(loose(text)) == set()
    assert {"quite", "boring"} <= set(loose(text))


def test_a_negation_speaks_of_nothing_beyond_the_next_mark() -> None:
    text = prepared("we did not go, we really stayed home")
    assert {"really", "stayed", "home"} <= set(loose(text))


def test_the_first_word_of_a_sentence_keeps_its_place() -> None:
    text = prepared("The film was boring. The crowd left the house.")
    assert [word for word in free(text) if word.lower() == "the"] == ["The", "The", "the"]
    assert [word for word in loose(text) if word.lower() == "the"] == ["the"]


def test_the_first_word_of_a_chinese_sentence_may_move() -> None:
    assert "餐厅" in loose(prepared("餐厅的午饭很好吃", "zh"))


def test_a_single_chinese_character_with_a_meaning_may_be_half_a_word_and_stays_in_place() -> None:
    text = prepared("我们经常买面包", "zh")
    assert "买" in free(text)
    assert "买" not in loose(text)
    assert {"经常", "面包"} <= set(loose(text))


@every(
    "words, share, most, count",
    [
        (10, 0.1, None, 1),
        (10, 0.35, None, 3),
        (3, 0.1, None, 1),
        (0, 0.5, None, 1),
        (20, 0.5, 4, 4),
        (20, 1.0, None, 20),
    ],
)
def test_the_number_of_words_to_change_is_a_share_and_at_least_one(
    words: int, share: float, most: int | None, count: int
) -> None:
    assert prepared("cat, " * words).count(share, most) == count


def test_what_does_not_fit_stays_a_reason() -> None:
    assert Nothing("language") == Nothing("language")
    assert Nothing("language") != Nothing("no_place")


class Shouting(TextOperation):
    name = "shouting"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        return text.made([Edit(0, len(text.text), text.text.upper() + str(generator.randrange(9)))])


def test_an_operation_of_single_texts_gets_each_with_its_own_random_numbers() -> None:
    told = Shouting()([prepared("a"), prepared("b")], [random.Random(1), random.Random(2)])
    expected = [f"A{random.Random(1).randrange(9)}", f"B{random.Random(2).randrange(9)}"]
    assert [one.text for one in told if isinstance(one, Made)] == expected


def test_texts_without_as_many_random_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Shouting()([prepared("a"), prepared("b")], [random.Random(1)])
