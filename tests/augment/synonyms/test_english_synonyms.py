from __future__ import annotations

from pathlib import Path

import pytest
from every import every

from dataaudit.augment.synonyms.english_synonyms import (
    article_before,
    english_synonyms,
    in_case_of,
    shipped_synonyms,
    synonyms_from,
)
from dataaudit.augment.synonyms.wordnet import Synonyms
from dataaudit.augment.words import Word, words_of
from dataaudit.errors import ConfigurationError


def synonyms(text: str, word: str) -> tuple[str, ...]:
    words = words_of(text, "en")
    return english_synonyms(words, [one.text for one in words].index(word), shipped_synonyms())


@every(
    "text, word, found",
    [
        ("She bought it", "bought", "purchased"),
        ("They begin it", "begin", "start"),
        ("She begins it", "begins", "starts"),
        ("She is buying it", "buying", "purchasing"),
        ("She has bought it", "bought", "purchased"),
        ("Work began there", "began", "started"),
        ("He hid it", "hid", "concealed"),
        ("He answered it", "answered", "replied"),
        ("They chose it", "chose", "selected"),
        ("It was built there", "built", "constructed"),
        ("Two automobiles stood there", "automobiles", "cars"),
        ("The babies slept", "babies", "infants"),
        ("The countries agreed", "countries", "nations"),
        ("The house is big", "big", "large"),
        ("He quickly left", "quickly", "rapidly"),
    ],
)
def test_a_synonym_has_the_inflection_of_the_word(text: str, word: str, found: str) -> None:
    assert found in synonyms(text, word)


@every(
    "text, word",
    [
        ("She bought up the shares", "bought"),
        ("We stopped answering to them", "answering"),
        ("The car dealer came", "car"),
        ("The car dealer came", "dealer"),
        ("They like the movie theater", "movie"),
        ("We cannot purchase it", "it"),
        ("The red one", "red"),
        ("It was well done", "well"),
        ("Of the people", "Of"),
        ("We met John there", "John"),
    ],
)
def test_particles_compounds_grammar_colours_and_names_are_left_alone(text: str, word: str) -> None:
    assert synonyms(text, word) == ()


def test_a_comma_ends_what_a_particle_belongs_to() -> None:
    assert synonyms("They bought, up there", "bought") == ("purchased",)


def test_a_verb_that_the_tagger_calls_a_noun_after_a_modal_is_left_alone() -> None:
    known: Synonyms = {("answer", "n"): ("reply",)}
    modal = [Word(0, 5, "could", "MD"), Word(6, 12, "answer", "NN")]
    article = [Word(0, 3, "the", "DT"), Word(4, 10, "answer", "NN")]
    assert english_synonyms(modal, 1, known) == ()
    assert english_synonyms(article, 1, known) == ("reply",)


def test_a_participle_is_told_from_a_past_by_what_stands_before_it() -> None:
    known: Synonyms = {("hide", "v"): ("choose",)}
    assert english_synonyms(words_of("She has hidden it", "en"), 2, known) == ("chosen",)
    assert english_synonyms(words_of("She hid it", "en"), 1, known) == ("chose",)


def test_a_form_that_nothing_tells_from_another_is_not_put_in() -> None:
    words = [Word(0, 3, "She", "PRP"), Word(4, 12, "selected", "VBN"), Word(13, 15, "it", "PRP")]
    assert english_synonyms(words, 1, {("select", "v"): ("choose",)}) == ()
    assert english_synonyms(words, 1, {("select", "v"): ("purchase",)}) == ("purchased",)


def test_a_word_that_is_mostly_another_part_of_speech_is_not_put_in() -> None:
    assert english_synonyms(words_of("They say it", "en"), 1, {("say", "v"): ("state",)}) == ()


def test_no_form_comes_twice_and_none_is_the_word_itself() -> None:
    known: Synonyms = {("big", "a"): ("large", "large", "big")}
    assert english_synonyms(words_of("The house is big", "en"), 3, known) == ("large",)


@every(
    "word, model, written",
    [
        ("large", "BIG", "LARGE"),
        ("large", "Big", "Large"),
        ("large", "big", "large"),
        ("large", "I", "Large"),
        ("large", "", "large"),
        ("", "BIG", ""),
        ("iPhone", "phone", "iPhone"),
        ("étage", "Haus", "Étage"),
    ],
)
def test_capitals_are_those_of_the_other_word(word: str, model: str, written: str) -> None:
    assert in_case_of(word, model) == written


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("a", "car house university user European one-way useful unit usual ubiquitous hotel year"),
        ("an", "apple hour honest heir umbrella unimportant uninvited elephant idea open urgent upper Hour AUTO"),
    ],
)
def test_the_article_goes_by_how_a_word_begins(article: str, words: str) -> None:
    assert {word: article_before(word) for word in words.split()} == dict.fromkeys(words.split(), article)


def test_the_shipped_list_is_read_with_its_kinds_and_without_its_notice() -> None:
    found = shipped_synonyms()
    assert found["buy", "v"] == ("purchase",)
    assert {kind for _, kind in found} == {"n", "v", "a", "r"}
    assert all(lemma.isalpha() and lemma == lemma.lower() and others for (lemma, _), others in found.items())
    assert not any(lemma in others for (lemma, _), others in found.items())
    assert synonyms_from("") is found


def test_a_folder_is_read_as_a_word_net(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"index\.noun: is missing"):
        synonyms_from(str(tmp_path))
