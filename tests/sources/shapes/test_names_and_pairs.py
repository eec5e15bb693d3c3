"""Shapes by names with words beside them, texts in several languages, renderings, verdicts on lists."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dataaudit.config.run_options import InputOptions
from dataaudit.sources.column_roles import Roles, find_roles


def roles(*rows: dict[str, Any]) -> Roles:
    return find_roles(InputOptions(), pa.Table.from_pylist(list(rows)), "a.jsonl")


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        (("problem", "generated_solution"), {"user": "problem", "assistant": "generated_solution"}),
        (("questionText", "model_answer"), {"user": "questionText", "assistant": "model_answer"}),
        (("dialogue", "summary"), {"user": "dialogue", "assistant": "summary"}),
        (("src", "tgt"), {"user": "src", "assistant": "tgt"}),
    ],
)
def test_a_word_beside_a_name_changes_nothing(columns: tuple[str, str], named: dict[str, str]) -> None:
    turns = roles({columns[0]: "How many are there?", columns[1]: "There are three of them."}).turns
    assert turns is not None
    assert (turns.kind, dict(turns.named)) == ("instruction", named)


def test_of_two_columns_with_one_name_nobody_knows_which_is_the_answer() -> None:
    row = {
        "question": "Why is it so?",
        "human_answers": "It is so for many good reasons.",
        "chatgpt_answers": "As an assistant I say it is.",
    }
    found = roles(row)
    assert found.turns is None
    assert set(found.text.columns) == set(row)


def test_a_text_in_several_languages_is_given_in_the_first_and_answered_in_the_others() -> None:
    row = {"id": 1, "translation": {"de": "Die Brücke ist alt.", "en": "The bridge is old."}}
    found = roles(row, {"id": 2, "translation": {"de": "Der Zug fährt.", "en": ""}})
    assert found.turns is not None
    assert [(turn.role, turn.text) for turn in found.turns.turns(row)] == [
        ("user", "Die Brücke ist alt."), ("assistant", "The bridge is old."),
    ]  # fmt: skip
    assert found.several


def test_an_object_with_other_short_keys_is_no_translation() -> None:
    found = roles({"text": "a text of some words", "meta": {"id": 1, "url": "http://a.b"}})
    assert found.turns is None


def test_a_text_written_from_other_columns_stays_the_text_and_its_turns_are_known() -> None:
    rows = [
        {"instruction": f"Name {word}.", "output": f"It is {word}.", "text": f"### Name {word}.\n### It is {word}."}
        for word in ("one", "two")
    ]
    found = roles(*rows)
    assert found.text.columns == ("text",)
    assert found.turns is not None
    assert dict(found.turns.named) == {"user": "instruction", "assistant": "output"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Class Index", "Class Index"),
        ("label_text", "label_text"),
        ("intent-id", "intent-id"),
        ("first_class_mail", None),
    ],
)
def test_a_class_may_be_called_by_its_number_or_name(name: str, label: str | None) -> None:
    assert roles({name: "a", "text": "some words of a text"}, {name: "b", "text": "others"}).label == label


def test_rows_that_judge_one_list_of_answers_differently_differ() -> None:
    row = {
        "post": "What shall I do about the tent?",
        "summaries": [{"text": "Tent torn."}, {"text": "Ask."}],
        "choice": 0,
    }
    content = roles(row, {**row, "choice": 1}).content
    assert content is not None
    assert "choice" in content.columns


def test_ratings_tell_several_answers_to_one_prompt_apart() -> None:
    row = {"prompt": "Write a note.", "response": "Dear all, we are away.", "helpfulness": 4, "verbosity": 1}
    found = roles(row, {**row, "response": "No.", "helpfulness": 1})
    assert (found.samples, found.several) == ("helpfulness", True)
