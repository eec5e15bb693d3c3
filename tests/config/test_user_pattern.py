from __future__ import annotations

import time

import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.config import user_pattern
from dataaudit.config.user_pattern import UserPattern
from dataaudit.errors import ConfigurationError


@every("expression", ["(a|aa)+$", "(a+)+$", "(a|a?)+$", "(.*a){25}$"])
def test_a_pattern_that_backtracks_is_quick(expression: str) -> None:
    for text in ("a" * 5000 + "!", "é" + "a" * 5000 + "!"):
        start = time.process_time()
        UserPattern(expression, "augment.protect").spans(text)
        assert time.process_time() - start < 2


def test_one_that_needs_to_backtrack_is_stopped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_pattern, "SECONDS", 0.2)
    slow = UserPattern(r"(\w|\w\w)+$(?<!b)", "augment.protect")
    with pytest.raises(ConfigurationError, match=r"augment\.protect: .* takes more than 0\.2 s on a text of 61 char"):
        slow.spans("a" * 60 + "!")


@every("expression", ["(", "[a", "a{2,1}", "(?<x", "*"])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="is not a valid regular expression"):
        UserPattern(expression, "augment.protect")


@every(
    "expression", [r"[A-Z]{2,}-\d+", r"\bfoo\w*", "x|yy|", r"(?i)straße", r"\p{Han}+", r"(?<=a)b", r"(.)\1", "^a", "."]
)
@given(text=st.text(alphabet="aAbBxy-1 é中ßfoO\n", max_size=30))
def test_matches_are_those_of_the_module_regex(expression: str, text: str) -> None:
    import regex

    expected = [match.span() for match in regex.finditer(expression, text) if match.group()]
    assert UserPattern(expression, "k").spans(text) == expected


def test_offsets_count_characters() -> None:
    assert UserPattern("[0-9]+", "k").spans("é中😀12") == [(3, 5)]
