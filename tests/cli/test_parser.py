"""Wrong words on the command line: the hint looks at that word, among what it could have been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

COMMANDS = (
    "ablate, allow, augment, calibrate, card, check, checklist, completion, cost, demo, diagnose, diff, explain, "
    "export, gate, history, init, lock, merge, open, …"
)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        # a command, among the commands
        ("rum", "dataaudit: unknown command 'rum'; did you mean 'run'?"),
        ("argument", "dataaudit: unknown command 'argument'; did you mean 'augment'?"),
        ("xyz", f"dataaudit: unknown command 'xyz'; choose from {COMMANDS}"),
        ("inpt", "dataaudit: unknown command 'inpt'; did you mean 'init'?"),
        # an option, among the options of that command
        ("run --inptu x", "dataaudit run: unknown option '--inptu'; did you mean '--input'?"),
        ("run --inptu=x", "dataaudit run: unknown option '--inptu'; did you mean '--input'?"),
        ("augment --inptu x", "dataaudit augment: unknown option '--inptu'; did you mean '--input'?"),
        ("explain --augment", "dataaudit explain: unknown option '--augment'"),
        ("run -x", "dataaudit run: unknown option '-x'"),
        ("--quiet run", "dataaudit: unknown option '--quiet'; options follow the command"),
        ("--verson", "dataaudit: unknown option '--verson'; did you mean '--version'?"),
        ("run --l en", "dataaudit run: ambiguous option: --l could match --label, --language"),
        # a choice, among the choices of that option
        ("gate RUN --fail-on foo", "argument --fail-on: invalid choice 'foo'; choose from error, warning"),
        (
            "gate RUN --fail-on eror",
            "argument --fail-on: invalid choice 'eror'; did you mean 'error'? Choose from error, warning",
        ),
        # nothing wrong to compare with
        ("show RUN", "dataaudit show: the following arguments are required: ROW|CODE"),
        ("augment", "dataaudit augment: the following arguments are required: --input"),
        ("augment --input", "dataaudit augment: argument --input: expected at least one argument"),
        ("show RUN 1 agument", "dataaudit show: unexpected argument 'agument'"),
    ],
)
def test_a_wrong_word_is_compared_with_what_it_could_have_been(call: Callable[..., Any], words: str, says: str) -> None:
    code, out, err = call(*words.split())
    assert (code, out) == (2, "")
    sentence, _, see = err.partition(" (see ")
    assert sentence.endswith(says)
    assert see == f"{err.partition(':')[0]} --help)\n"


def test_negative_numbers_are_values(call: Callable[..., Any]) -> None:
    code, _, err = call("calibrate", "none.jsonl", "--out", "learnt.yml", "--share", "-0.1", "--quiet")
    assert code == 2
    assert "(got -0.1)" in err


def test_words_after_two_dashes_are_no_options(call: Callable[..., Any]) -> None:
    code, _, err = call("explain", "--", "--augment")
    assert code == 2
    assert "no finding '--augment'" in err
