from __future__ import annotations

import pytest
import regex
from augment.making import ENGLISH, holds, new_texts, outcome, prepared, texts
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.changes import Made
from dataaudit.augment.character_noise import HAN, LATIN, CharacterNoise, Kind
from dataaudit.augment.lookalikes import chinese_homophones, chinese_lookalikes, keyboard_neighbours, ocr_confusions
from dataaudit.augment.operation import Nothing


def slip(before: str, after: str) -> bool:
    """Whether a word is another with one slip of a keyboard."""
    if len(after) == len(before) - 1:
        return any(before[:at] + before[at + 1 :] == after for at in range(len(before)))
    if len(after) == len(before) + 1:
        return any(before[:at] + before[at] + before[at:] == after for at in range(len(before)))
    different = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    if len(different) == 1:
        return after[different[0]].lower() in keyboard_neighbours()[before[different[0]].lower()]
    first, second = different
    return second == first + 1 and before[first] + before[second] == after[second] + after[first]


def test_a_word_gets_one_slip_of_a_keyboard_and_keeps_its_first_letter() -> None:
    source = "the Wonderful EVENING ended there quickly"
    seen = set()
    for text in new_texts(CharacterNoise(0.2, ("keyboard",)), prepared(source), 80):
        changed = [(one, other) for one, other in zip(source.split(), text.split(), strict=True) if one != other]
        assert len(changed) == 1
        before, after = changed[0]
        assert slip(before, after), changed
        assert before[0] == after[0]
        seen.add(len(after) - len(before))
    assert seen == {-1, 0, 1}


def test_a_character_that_ocr_takes_for_another_comes_in_its_capitals() -> None:
    source = "the wonderful CENTURY ended"
    for text in new_texts(CharacterNoise(0.25, ("ocr",)), prepared(source)):
        (at,) = [place for place, pair in enumerate(zip(source, text, strict=True)) if pair[0] != pair[1]]
        assert text[at].lower() in ocr_confusions()[source[at].lower()]
        assert text[at].isupper() == source[at].isupper()


@pytest.mark.parametrize(
    ("kind", "others"),
    [("homophone", chinese_homophones), ("lookalike", chinese_lookalikes)],
    ids=["homophone", "look"],
)
def test_a_chinese_character_that_sounds_or_looks_the_same_stands_in(kind: Kind, others: object) -> None:
    assert callable(others)
    source = "密蜜学校的电话和那里的住处真的具体"
    for text in new_texts(CharacterNoise(0.1, (kind,)), prepared(source, "zh")):
        (at,) = [place for place, pair in enumerate(zip(source, text, strict=True)) if pair[0] != pair[1]]
        assert text[at] in others()[source[at]]


@settings(max_examples=40)
@given(texts(ENGLISH, " "), st.integers(0, 10**6), st.sampled_from([0.05, 0.3, 1.0]))
def test_no_more_words_have_a_slip_than_the_share_allows(text: str, seed: int, share: float) -> None:
    one = prepared(text)
    made = outcome(CharacterNoise(share), one, seed)
    if isinstance(made, Made):
        holds(one, made)
        assert 1 <= len(made.changes) <= one.count(share)


def test_short_words_names_numbers_and_negations_have_no_slip() -> None:
    source = "Anna never ate 1200 red figs at home with Mike"
    for text in new_texts(CharacterNoise(1.0), prepared(source)):
        assert regex.fullmatch(r"Anna never ate 1200 red \w+ at \w+ \w+ Mike", text)


def test_only_words_of_plain_latin_letters_get_a_slip() -> None:
    source = "wir hörten ärger über gestern"
    for text in new_texts(CharacterNoise(1.0, ("keyboard",)), prepared(source, "de")):
        assert text.startswith("wir hörten ärger über g")
        assert text != source


@every(
    "text, language, kinds, reason",
    [
        ("", "en", LATIN, "no_place"),
        ("a cat", "en", LATIN, "no_place"),
        ("...!?", "en", LATIN, "no_place"),
        ("12345", "en", LATIN, "no_place"),
        ("", "zh", HAN, "no_place"),
        ("！？", "zh", HAN, "no_place"),
        ("好", "zh", HAN, "no_place"),
        ("wonderful evening", "en", HAN, "language"),
        ("我们吃午饭", "zh", LATIN, "language"),
        ("猫が好きです", "ja", (*LATIN, *HAN), "language"),
        ("ฉันชอบกินข้าว", "th", (*LATIN, *HAN), "language"),
        ("wonderful evening", "en", (), "language"),
        ("приятный вечер", "ru", LATIN, "no_place"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(
    text: str, language: str, kinds: tuple[Kind, ...], reason: str
) -> None:
    assert outcome(CharacterNoise(kinds=kinds), prepared(text, language)) == Nothing(reason)
