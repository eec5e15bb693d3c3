from __future__ import annotations

import pytest
from augment.augmenting import candidate
from every import every

from dataaudit.augment.guards.protected import check_protected
from dataaudit.augment.protection import Protection

BEFORE = "Please do not pay 25 dollars to ann@one.org before 3 May, see https://one.org/a and use `run(x)` for {name}."


@every(
    "old, new",
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


@pytest.mark.parametrize(("operation", "reasons"), [("sentence_shuffling", []), ("random_swap", ["protected"])])
def test_what_stays_changes_its_order_only_where_sentences_are_shuffled(operation: str, reasons: list[str]) -> None:
    told = candidate("Go before 3 May. Pay 25 dollars.", "Pay 25 dollars. Go before 3 May.", operation=operation)
    check_protected([told], Protection())
    assert told.reasons == reasons


@pytest.mark.parametrize("after", ["Go before 3 May. Pay 25.", "Go before 3 May. Pay 25 and 7.", "Go. Pay 25 of 25."])
def test_shuffled_sentences_lose_and_gain_nothing_that_stays(after: str) -> None:
    told = candidate(after.replace("Pay 25.", "Pay 26."), "Pay 25. Go before 3 May.", operation="sentence_shuffling")
    check_protected([told], Protection())
    assert told.reasons == ["protected"]


def test_two_numbers_that_changed_places_are_rejected() -> None:
    told = candidate("take 25 of 30", "take 30 of 25", operation="back_translation")
    check_protected([told], Protection())
    assert told.reasons == ["protected"]


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
