from __future__ import annotations

from pathlib import Path

import pytest
from augment.making import new_texts, outcome, prepared
from every import every

from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing
from dataaudit.augment.random_insertion import RandomInsertion
from dataaudit.augment.synonym_replacement import SynonymReplacement
from dataaudit.errors import ConfigurationError


def test_a_synonym_of_a_word_of_the_text_is_put_in_and_nothing_is_lost() -> None:
    source = "the people there quickly bought something nice"
    known = {"purchased", "rapidly", "speedily"}
    for text in new_texts(RandomInsertion(), prepared(source)):
        words = text.split(" ")
        (new,) = [word for word in words if word not in source.split(" ")]
        assert new in known
        assert [word for word in words if word != new] == source.split(" ")


def test_a_chinese_word_is_put_in_without_spaces() -> None:
    for text in new_texts(RandomInsertion(), prepared("这家餐厅的午饭很好吃", "zh")):
        assert text.replace("午餐", "", 1) == "这家餐厅的午饭很好吃"


def test_what_is_put_in_has_no_capital_of_a_beginning() -> None:
    for text in new_texts(RandomInsertion(share=0.5), prepared("Automobiles are something that people really like")):
        assert "Cars" not in text
        assert " cars " in text


def test_nothing_is_put_beside_a_number_or_after_a_negation() -> None:
    text = prepared("the kind people there never bought 12 large houses, they quickly answered")
    for new in new_texts(RandomInsertion(share=0.9), text):
        assert " never bought 12 large " in new


def test_no_more_words_are_put_in_than_the_share_allows() -> None:
    text = prepared("the people there quickly bought something large and answered")
    for share, count in ((0.1, 1), (0.25, 2), (1.0, 4)):
        made = outcome(RandomInsertion(share=share), text)
        assert isinstance(made, Made)
        assert len(made.changes) == count


@every(
    "text, language, reason",
    [
        ("", "en", "no_place"),
        ("hello", "en", "no_place"),
        ("...!?", "en", "no_place"),
        ("！？", "zh", "no_place"),
        ("bought", "en", "no_place"),
        ("we never bought it", "en", "no_place"),
        ("猫が好きです", "ja", "language"),
        ("ich kaufe ein Auto", "de", "language"),
        ("some words", "und", "language"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, language: str, reason: str) -> None:
    assert outcome(RandomInsertion(), prepared(text, language)) == Nothing(reason)


def test_the_check_asks_for_the_synonyms(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is missing"):
        RandomInsertion(synonyms=SynonymReplacement(wordnet=str(tmp_path))).check()
