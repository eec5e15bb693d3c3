from __future__ import annotations

from every import every

from dataaudit.augment.english_tags import is_name, kind_of, lexicon, tags_of


def test_no_words_have_no_tags() -> None:
    assert tags_of([]) == []


@every(
    "words",
    [
        ["The", "cat", "slept"], ["a b", "c"], ["e.g", ".", "x"], ["isn't", "it", "?"], ["'s"], ["/", "\\", "|"],
        ["我们", "go"], ["👍", "!"], ["and/or", "either"], ["won’t"],
    ],
)  # fmt: skip
def test_every_word_gets_one_tag(words: list[str]) -> None:
    told = tags_of(words)
    assert len(told) == len(words)
    assert all(told)


def test_the_same_word_is_told_apart_by_what_stands_around_it() -> None:
    assert tags_of(["a", "good", "answer"])[2].startswith("NN")
    assert tags_of(["they", "quickly", "answered"])[2].startswith("VB")


@every(
    "tag, kind",
    [
        ("NN", "n"), ("NNS", "n"), ("VB", "v"), ("VBN", "v"), ("JJ", "a"), ("JJR", "a"), ("RB", "r"), ("RBS", "r"),
        ("NNP", None), ("NNPS", None), ("DT", None), ("IN", None), ("", None), ("n", None),
    ],
)  # fmt: skip
def test_kinds_are_those_of_content_words(tag: str, kind: str | None) -> None:
    assert kind_of(tag) == kind


@every("name", ["London", "london", "LONDON", "Paris", "mary", "Berlin"])
def test_a_name_is_known_in_any_capitals(name: str) -> None:
    assert is_name(name)


@every("word", ["bank", "Bank", "house", "cheap", "qwxyz", "", "42"])
def test_a_word_that_is_also_said_without_a_capital_is_not_known_as_a_name(word: str) -> None:
    assert not is_name(word)


def test_the_lexicon_holds_common_words_with_their_tags() -> None:
    assert lexicon()["house"] == "NN"
    assert lexicon()["quickly"] == "RB"
    assert len(lexicon()) > 50_000
