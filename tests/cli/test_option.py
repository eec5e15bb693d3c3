from __future__ import annotations

import argparse
from typing import Any

import pytest

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option, key
from dataaudit.cli.parser import CommandParser

COMMAND = Command(
    rank=1,
    help="try options",
    options=(
        Option("data", "what is read", "DATA", many=True, keyword="source"),
        Option("--seed", "random seed", kind=int, settings=key("augment.seed")),
        Option("--share", "50% of it", kind=float, default=0.5, keyword="share"),
        Option("--fast-mode", "skip half of it", switch=True, settings=lambda _: ["limits.fast=true"]),
        Option("--colour", "one of three", choices=lambda: ("red", "green", "blue"), keyword="colour"),
        Option("--rules", "rule files", "FILE", many=True, keyword="rules"),
        Option("--set", "override a key", "KEY=VALUE", many=True, keyword="settings"),
        Option("--json", "print JSON", switch=True),
    ),
    execute=lambda _: 0,
)


def parser() -> CommandParser:
    made = CommandParser(prog="try")
    for option in COMMAND.options:
        option.add_to(made)
    return made


def arguments(*words: str) -> dict[str, Any]:
    return COMMAND.arguments(parser().parse_words(words))


def test_options_become_arguments_of_the_api() -> None:
    assert arguments("a", "b") == {
        "source": ["a", "b"], "share": 0.5, "colour": None, "rules": None, "settings": [],
    }  # fmt: skip
    given = arguments("a", "--rules", "x", "y", "--rules", "z", "--colour", "red", "--share", "0.25", "--json")
    assert given["rules"] == ["x", "y", "z"]
    assert (given["colour"], given["share"]) == ("red", 0.25)
    assert "json" not in given


def test_options_become_settings_that_set_refines() -> None:
    given = arguments("a", "--set", "augment.seed=9", "x=1", "--seed", "0", "--fast-mode")
    assert given["settings"] == ["augment.seed=0", "limits.fast=true", "augment.seed=9", "x=1"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a", "--seed", "1.5"], "argument --seed: a whole number is expected, got '1.5'"),
        (["a", "--share", "half"], "argument --share: a number is expected, got 'half'"),
        (["a", "--colour", "gren"], "invalid choice 'gren'; did you mean 'green'? Choose from red, green, blue"),
        (["--json"], "the following arguments are required: DATA"),
    ],
)
def test_a_wrong_value_is_named(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments(*words)
    assert says in capsys.readouterr().err


def test_the_help_names_values_and_defaults() -> None:
    text = " ".join(parser().format_help().split())
    for words in ("50% of it (default: 0.5)", "--colour {red,green,blue}", "--seed N", "--rules FILE [FILE ...]"):
        assert words in text


def test_a_choice_of_a_command_that_is_not_called_is_never_computed() -> None:
    def fail() -> Any:
        raise AssertionError

    option = Option("--colour", fail, choices=fail)
    with pytest.raises(AssertionError):
        option.add_to(argparse.ArgumentParser())
