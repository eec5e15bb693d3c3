from __future__ import annotations

import pytest
import regex
from augment.making import prepared
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.words import chinese_frequency, sentences_of, words_of

PIECES = (
    "我们", "今天去", "𠮷野家", "々", "ー", "〇", "猫が好き", "ไม่กิน", "the cat", "isn't", "state-of-the-art", " ", "\n",
    "。", "?!", ". ", '"', "3.5", "é", "e\u0301", "👍🏽", "🇩🇪", "👩\u200d👧", "’", "İ", "ß", "½", "\u200d", "\u00a0",
    "\r\n", "\x85", "Mr. ",
)  # fmt: skip
ANY_TEXT = st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
LANGUAGES = st.sampled_from(["en", "zh", "ja", "th", "de", "und", "xx"])


def texts_of(text: str, language: str) -> list[str]:
    return [word.text for word in words_of(text, language)]


@settings(max_examples=50)
@given(ANY_TEXT, LANGUAGES)
def test_words_stand_in_order_do_not_overlap_and_are_what_stands_there(text: str, language: str) -> None:
    last = 0
    for word in words_of(text, language):
        assert last <= word.start < word.end
        assert text[word.start : word.end] == word.text
        last = word.end


@settings(max_examples=50)
@given(ANY_TEXT, LANGUAGES)
def test_every_letter_and_digit_is_in_a_word_and_no_white_space_is(text: str, language: str) -> None:
    words = words_of(text, language)
    inside = {at for word in words for at in range(word.start, word.end)}
    assert all(at in inside for at, one in enumerate(text) if one.isalnum())
    assert not any(regex.search(r"\s", word.text) for word in words)


@settings(max_examples=50)
@given(ANY_TEXT)
def test_sentences_are_the_whole_text_one_after_the_other(text: str) -> None:
    parts = sentences_of(text)
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(start < end for start, end in parts)


def test_an_empty_text_has_neither_words_nor_sentences() -> None:
    assert words_of("", "en") == ()
    assert sentences_of("") == []


@every(
    "text, language, words",
    [
        ("我们今天去餐厅吃午饭", "zh", ["我们", "今天", "去", "餐厅", "吃", "午饭"]),
        ("这个手机的电池很耐用", "zh", ["手机", "电池", "耐用"]),
        ("我喜欢iPhone的屏幕", "zh", ["喜欢", "iPhone", "屏幕"]),
        ("今日は天気がいいですね", "ja", ["今日は", "天気が"]),
        ("コーヒーを飲みました", "ja", ["コーヒーを"]),
        ("ฉันชอบกินข้าว", "th", ["ฉัน", "ชอบ", "กิน", "ข้าว"]),
        ("He loves 北京烤鸭 a lot", "en", ["loves", "北京烤鸭", "lot"]),
        ("state-of-the-art isn’t 3.5 kg", "en", ["state-of-the-art", "isn’t", "3.5", "kg"]),
        ("wir hören café", "de", ["wir", "hören", "café"]),
    ],
)
def test_pieces_are_real_words_in_every_script(text: str, language: str, words: list[str]) -> None:
    found = texts_of(text, language)
    assert [word for word in words if word not in found] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("服务员非常热情地介绍了菜单上的特色菜", "zh"),
        ("昨日友達と一緒に映画を見に行きました", "ja"),
        ("วันนี้อากาศดีมากเราไปเที่ยวทะเลกัน", "th"),
    ],
)
def test_a_text_without_spaces_is_not_cut_into_characters(text: str, language: str) -> None:
    found = texts_of(text, language)
    assert "".join(found) == text
    assert 2 <= len(found) < 0.7 * len(text)


def test_a_mixture_is_cut_by_script_whatever_its_language() -> None:
    text = "今天 he said ไม่กิน and 猫がいます 3.5"
    assert texts_of(text, "zh")[:3] == ["今天", "he", "said"]
    assert {"ไม่", "กิน", "います", "3.5"} <= set(texts_of(text, "en"))


def test_japanese_without_kana_is_cut_by_the_texts_language() -> None:
    assert "".join(texts_of("東京都庁", "ja")) == "東京都庁"
    assert {word.tag for word in words_of("東京都庁", "ja")} == {""}
    assert all(word.tag for word in words_of("我们去餐厅", "zh"))


def test_english_words_have_tags_and_german_ones_have_none() -> None:
    assert [word.tag for word in words_of("The cat slept.", "en")] == ["DT", "NN", "VBD", "."]
    assert {word.tag for word in words_of("Die Katze schlief.", "de")} == {""}


def test_tags_begin_anew_with_every_sentence() -> None:
    one, other = words_of("The cat slept.", "en"), words_of("We came. The cat slept.", "en")
    assert [word.tag for word in one] == [word.tag for word in other[-len(one) :]]


@every(
    "text, parts",
    [
        ("Dr. Li met Mrs. Wu. They left!", ["Dr. Li met Mrs. Wu. ", "They left!"]),
        ("It costs 3.5 euros. Fine", ["It costs 3.5 euros. ", "Fine"]),
        ("Use e.g. this one. Or not", ["Use e.g. this one. ", "Or not"]),
        ('He said "Go!" Then he left.', ['He said "Go!" ', "Then he left."]),
        ("Really?! Yes... No.", ["Really?! ", "Yes... ", "No."]),
        ("今天下雨。我们在家！你呢？好", ["今天下雨。", "我们在家！", "你呢？", "好"]),
        ("他说：“走吧。”我们就走了。", ["他说：“走吧。”", "我们就走了。"]),
        ("one line\n\nanother", ["one line\n\n", "another"]),
        ("a.com is down. ok then", ["a.com is down. ok then"]),
        ("It is Jan. Feb. comes next. So", ["It is Jan. Feb. comes next. ", "So"]),
        ("On Mon. Lt. Kim and Col. Wu met. Fine", ["On Mon. Lt. Kim and Col. Wu met. ", "Fine"]),
        ("It cost 5. 7 came. 北京 is big", ["It cost 5. ", "7 came. ", "北京 is big"]),
        ('It ended. "So it is," he said.', ["It ended. ", '"So it is," he said.']),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences_of(text)] == parts


def test_a_word_has_a_letter_and_marks_and_numbers_are_none() -> None:
    words = {word.text: word.is_word for word in words_of("It's 3.5 kg, 北京!", "en")}
    assert words == {"It's": True, "3.5": False, "kg": True, ",": False, "北京": True, "!": False}


def test_a_word_that_is_said_more_often_is_more_frequent_and_an_unknown_one_has_no_uses() -> None:
    assert chinese_frequency("我们") > chinese_frequency("餐厅") > 0
    assert chinese_frequency("龘龘龘") == 0


@pytest.mark.parametrize("source", ["the dog 's tail", "we 've met", "she ’ll come"])
def test_an_ending_standing_alone_is_a_word_that_is_never_moved(source: str) -> None:
    text = prepared(source)
    (place,) = (place for place, word in enumerate(text.words) if word.text[0] in "'’")
    assert text.words[place].text == source.split()[-2]
    assert text.words[place].is_word
    assert place not in text.loose


def test_chinese_with_digits_inside_is_cut_as_a_whole() -> None:
    assert "".join(texts_of("我2021年5月买了iPhone12手机", "zh")) == "我2021年5月买了iPhone12手机"
    assert {"买", "手机"} <= set(texts_of("我2021年5月买了iPhone12手机", "zh"))
