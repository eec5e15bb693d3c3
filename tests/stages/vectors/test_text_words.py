"""Words of texts with and without spaces between them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dataaudit.stages.vectors.text_words import function_words_in, says_something, text_words

CHINESE = ["这家外卖很快", "酒店离火车站不远", "服务态度很好，味道也不错", "我觉得价格太贵了"]


def words(texts: list[str | None], shortest: int = 1) -> list[list[str]]:
    found = text_words(pa.array(texts, pa.large_string()), shortest=shortest)
    return [
        [found.spelt(place) for place in range(len(found.ids)) if found.owner[place] == owner]
        for owner in range(len(texts))
    ]


def test_chinese_words_are_those_of_the_dictionary_and_cross_no_border() -> None:
    found = words([*CHINESE])
    assert {"外卖", "很快"} <= set(found[0])
    assert {"酒店", "火车", "火车站", "不远"} <= set(found[1])
    assert {"服务", "态度", "味道", "不错"} <= set(found[2])
    for crossing in ("卖很", "店离", "站不", "务态", "道也"):
        assert not any(crossing in one for one in found)


def test_equal_words_have_equal_ids_wherever_they_stand() -> None:
    found = text_words(pa.array(["外卖很快", "很快的外卖"], pa.large_string()))
    ids = {(found.spelt(place), int(found.ids[place])) for place in range(len(found.ids))}
    assert len({number for word, number in ids if word == "外卖"}) == 1
    assert len(ids) == len({word for word, _ in ids}) == len({number for _, number in ids})


def test_where_the_dictionary_knows_hardly_a_pair_neighbours_are_words() -> None:
    assert set(words(["崢嶸闌幹朧朧"])[0]) == {"崢嶸", "嶸闌", "闌幹", "幹朧", "朧朧"}
    assert "ます" in words(["食べます"])[0]


@pytest.mark.parametrize("texts", [[], [None], [""], ["!!"], [None, "", "  "]])
def test_texts_without_words_have_none(texts: list[str | None]) -> None:
    assert words(texts) == [[] for _ in texts]


def test_a_character_alone_is_a_word_and_short_words_can_be_left_out() -> None:
    assert sorted(words(["猫 ok apple"])[0]) == ["apple", "ok", "猫"]
    assert sorted(words(["猫 ok apple"], shortest=3)[0]) == ["apple", "猫"]


@pytest.mark.parametrize(
    ("text", "listed", "kept"),
    [
        ("the end of the road and the begin of it", "the", "die"),
        ("das ist nicht der Weg und die Straße ist es auch nicht", "die", "the"),
        ("我们觉得这个很好", "我", "the"),
    ],
)
def test_words_that_every_text_of_its_language_has_say_nothing(text: str, listed: str, kept: str) -> None:
    found = function_words_in(text_words(pa.array([text] * 3, pa.large_string())))
    assert not says_something(listed, found)
    assert says_something(kept, found)
    assert says_something("harbour", found)


def test_words_of_function_characters_say_nothing() -> None:
    found = function_words_in(text_words(pa.array(["我们觉得这个很好"], pa.large_string())))
    assert [word for word in ("我们", "这个", "觉得") if says_something(word, found)] == ["觉得"]
