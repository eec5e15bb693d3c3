from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dataaudit.augment.english_tags import lexicon
from dataaudit.augment.synonyms.english_synonyms import shipped_synonyms
from dataaudit.augment.synonyms.make_english_synonyms import FILE, SHORTEST, make
from dataaudit.augment.synonyms.wordnet import Synonyms, read_wordnet

WORDNET = Path("/usr/share/wordnet")


@pytest.fixture
def wordnet() -> Path:
    """WordNet 3.0, a package of the system: what needs it is marked ``full``, and fails where it is missing."""
    if not (WORDNET / "index.noun").is_file():
        pytest.fail(f"no word net at {WORDNET}; apt-get install wordnet-base")
    return WORDNET


@cache
def whole(folder: Path) -> Synonyms:
    return read_wordnet(folder)


@pytest.mark.full
def test_every_shipped_pair_stands_in_the_word_net_in_its_order(wordnet: Path) -> None:
    found = whole(wordnet)
    for key, others in shipped_synonyms().items():
        rest = iter(found[key])
        assert all(other in rest for other in others), key


def test_every_shipped_word_is_known_to_the_tagger_and_none_is_another_with_an_ending() -> None:
    for (lemma, _), others in shipped_synonyms().items():
        for word in (lemma, *others):
            assert len(word) >= SHORTEST
            assert word in lexicon()
        assert not any(one.startswith(lemma) or lemma.startswith(one) for one in others)


def test_the_shipped_file_carries_the_licence_of_the_word_net() -> None:
    head = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any("Copyright 2006 by Princeton University" in line for line in head)
    assert any("Permission to use, copy, modify and distribute" in line for line in head)


@pytest.mark.full
def test_the_shipped_file_is_what_the_word_net_gives(wordnet: Path) -> None:
    assert make(wordnet) == FILE.read_text(encoding="utf-8")
