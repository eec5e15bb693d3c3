from __future__ import annotations

import pytest
from augment.augmenting import candidate

from dataaudit.augment.guards.protected import check_protected
from dataaudit.augment.protection import Protection

BEFORE = "Please do not pay 25 dollars to ann@one.org before 3 May, see https://one.org/a and use `run(x)` for {name}."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("25", "52"),
        ("25 ", ""),
        ("do not pay", "do pay"),
        ("do not pay", "do not never pay"),
        ("ann@one.org", "bob@one.org"),
        ("May", "June"),
        ("https://one.org/a", "https://one.org/b"),
        ("`run(x)`", "`run(y)`"),
        ("{name}", "name"),
        ("Please", "Please 7 times"),
    ],
)
def test_a_row_that_lost_or_gained_what_stays_is_rejected(old: str, new: str) -> None:
    told = candidate(BEFORE.replace(old, new), BEFORE)
    check_protected([told], Protection())
    assert told.reasons == ["protected"]


@pytest.mark.parametrize(
    ("old", "new"), [("Please ", ""), ("pay", "send"), ("do not pay", "don't pay"), ("see", "look at"), ("", "")]
)
def test_other_words_may_change_and_a_negation_may_be_written_otherwise(old: str, new: str) -> None:
    told = candidate(BEFORE.replace(old, new) if old else BEFORE, BEFORE)
    check_protected([told], Protection())
    assert told.reasons == []


def test_what_stays_may_move() -> None:
    told = candidate("before 3 May pay 25 dollars", "pay 25 dollars before 3 May")
    check_protected([told], Protection())
    assert told.reasons == []


def test_expressions_of_the_user_and_names_of_classes_stay() -> None:
    protection = Protection(("spam_mail",), (r"code \w+",))
    told = [
        candidate("take code blue now", "take code red now"),
        candidate("this is a letter", "this is spam"),
        candidate("take code red later", "take code red now"),
    ]
    check_protected(told, protection)
    assert [one.reasons for one in told] == [["protected"], ["protected"], []]


def test_a_mix_of_two_rows_has_the_numbers_of_both_by_design() -> None:
    told = candidate("It costs 5. They paid 7.", "It costs 5. We paid 6.", operation="class_mix")
    check_protected([told], Protection())
    assert told.reasons == []
