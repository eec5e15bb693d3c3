from __future__ import annotations

import random
from pathlib import Path

import pytest
from augment.making import new_texts, outcome, prepared
from every import every

from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing
from dataaudit.augment.synonym_replacement import SynonymReplacement, synonyms_at
from dataaudit.errors import ConfigurationError

ALL = SynonymReplacement(share=1.0)


@every(
    "text, expected",
    [
        ("He bought it", {"He purchased it"}),
        ("They have bought it", {"They have purchased it"}),
        ("He is buying it", {"He is purchasing it"}),
        ("Two automobiles stood there", {"Two cars stood there"}),
        ("The children came", {"The kids came", "The youngsters came", "The minors came"}),
        ("The house is big", {"The house is large"}),
        ("Automobiles are loud", {"Cars are loud"}),
        ("THE AUTOMOBILE IS OLD", {"THE CAR IS OLD"}),
    ],
)
def test_a_synonym_comes_in_the_inflection_and_the_capitals_of_the_word(text: str, expected: set[str]) -> None:
    assert set(new_texts(ALL, prepared(text))) == expected


@every(
    "text, expected",
    [
        ("It was a car that stopped", {"It was an automobile that stopped", "It was an auto that stopped"}),
        ("An automobile stopped", {"A car stopped"}),
        ("It was an enormous house", {"It was a tremendous house"}),
        ("It was a big house", {"It was a large house"}),
        ("A CAR STOPPED", {"AN AUTOMOBILE STOPPED", "AN AUTO STOPPED"}),
        ("A car stopped", {"An automobile stopped", "An auto stopped"}),
        ("AN AUTOMOBILE STOPPED", {"A CAR STOPPED"}),
    ],
)
def test_the_article_goes_with_the_new_word(text: str, expected: set[str]) -> None:
    assert set(new_texts(ALL, prepared(text))) == expected


@every(
    "text",
    [
        "He never bought up the shares.",
        "The car dealer came.",
        "We met John on Monday in London.",
        "12 34",
        "...!?",
        "",
        "of the",
        "qwxyz",
    ],
)
def test_where_no_word_may_be_replaced_there_is_no_place(text: str) -> None:
    assert outcome(ALL, prepared(text)) == Nothing("no_place")


@pytest.mark.parametrize("language", ["ja", "th", "de", "und", ""])
def test_a_language_without_synonyms_is_refused_as_such(language: str) -> None:
    assert outcome(ALL, prepared("the big car", language)) == Nothing("language")


def test_a_chinese_word_is_replaced_by_one_of_its_length() -> None:
    assert set(new_texts(ALL, prepared("这家餐厅的午饭很好吃", "zh"))) == {"这家餐厅的午餐很好吃"}


def test_a_protected_word_keeps_its_place_and_others_are_replaced() -> None:
    text = prepared("He bought a large house", labels=("large",))
    assert set(new_texts(ALL, text)) == {"He purchased a large house"}
    text = prepared("He bought a large house", marked=((3, 9),))
    assert set(new_texts(ALL, text)) == {"He bought a big house"}


def test_no_synonym_is_taken_that_must_stay_itself() -> None:
    plain, labelled = (prepared("这家餐厅的午饭很好吃", "zh", labels=labels) for labels in ((), ("午餐",)))
    assert outcome(ALL, labelled) == Nothing("no_place")
    assert isinstance(outcome(ALL, plain), Made)


@pytest.mark.parametrize(("share", "most"), [(0.1, 1), (0.34, 2), (1.0, 4)])
def test_no_more_words_are_replaced_than_the_share_allows(share: float, most: int) -> None:
    text = prepared("He bought large houses and answered quickly")
    counts = set()
    for seed in range(20):
        made = SynonymReplacement(share=share)([text], [random.Random(seed)])[0]
        assert isinstance(made, Made)
        counts.add(len(made.changes))
    assert counts == {most}


def test_a_word_net_and_a_thesaurus_of_the_users_are_taken(tmp_path: Path) -> None:
    net = tmp_path / "net"
    net.mkdir()
    entries = {"noun": ["house", "dwelling"], "verb": [], "adj": [], "adv": []}
    for ending, words in entries.items():
        letter = ending[0]
        index = "".join(f"{word} {letter} 1 0 1 0 00000001\n" for word in words)
        data = f"00000001 06 {letter} 02 house 0 dwelling 0 000 | a place\n" if words else ""
        (net / f"index.{ending}").write_text(index, encoding="utf-8")
        (net / f"data.{ending}").write_text(data, encoding="utf-8")
    thesaurus = tmp_path / "cilin.txt"
    thesaurus.write_text("Ae01A01= 服务员 服务生\n", encoding="utf-8")
    mine = SynonymReplacement(1.0, str(net), str(thesaurus))
    mine.check()
    assert new_texts(mine, prepared("He bought the house"), 3) == ["He bought the dwelling"] * 3
    assert outcome(mine, prepared("He bought the car")) == Nothing("no_place")
    assert new_texts(mine, prepared("服务员吃午饭", "zh"), 3) == ["服务生吃午饭"] * 3


def test_a_missing_word_net_or_thesaurus_is_told_by_the_check(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"index\.noun: is missing"):
        SynonymReplacement(wordnet=str(tmp_path)).check()
    with pytest.raises(ConfigurationError, match=r"none\.txt: is missing"):
        SynonymReplacement(thesaurus=str(tmp_path / "none.txt")).check()


def test_synonyms_at_a_place_are_those_of_the_texts_language() -> None:
    english, german = prepared("He bought a 午饭"), prepared("He bought it", "de")
    assert synonyms_at(english, 1, ALL) == ("purchased",)
    assert synonyms_at(english, 3, ALL) == ()
    assert synonyms_at(german, 1, ALL) == ()
    assert synonyms_at(prepared("bought 午饭", "zh"), 0, ALL) == ()


def test_an_article_that_stays_allows_only_words_that_go_with_it() -> None:
    assert outcome(ALL, prepared("It was a car", marked=((7, 8),))) == Nothing("no_place")
    assert outcome(ALL, prepared("It was a car", patterns=(r"\ba\b",))) == Nothing("no_place")
    assert set(new_texts(ALL, prepared("It was a big house", marked=((7, 8),)))) == {"It was a large house"}
