"""Shapes of annotation tools, of prompts that are checked, and of talk between people."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dataaudit.config.run_options import InputOptions
from dataaudit.sources.column_roles import Roles, find_roles
from dataaudit.sources.shapes.scores import find_scores


def roles(*rows: dict[str, Any]) -> Roles:
    return find_roles(InputOptions(), pa.Table.from_pylist(list(rows)), "a.jsonl")


def task(message: str, *, instruction: str = "Choose the topic of the message.") -> dict[str, Any]:
    return {"instruction": instruction, "params": {"attachments": [{"type": "text", "content": message}]}}


def test_what_is_asked_of_every_annotator_is_not_the_text() -> None:
    messages = ("Card charged twice for a ride", "I cannot log in at all", "Thanks for the fast help")
    assert roles(*map(task, messages)).text.columns == ("params.attachments[0].content",)


def test_of_two_rows_nobody_knows_what_is_the_same_for_all() -> None:
    assert roles(*map(task, ("Card charged twice for a ride", "I cannot log in at all"))).text.columns == (
        "instruction",
    )


@pytest.mark.parametrize("column", ["reference_amount", "ground_truth", "expected-output", "rubric"])
def test_conversations_without_answers_beside_a_check_are_prompts(column: str) -> None:
    asked = {"messages": [{"role": "user", "content": "Extract the total of this invoice, please."}], column: "142.8"}
    found = roles(asked, asked).turns
    assert found is not None
    assert found.kind == "prompt"


def test_conversations_that_end_with_the_user_without_a_check_stay_conversations() -> None:
    asked = {"messages": [{"role": "user", "content": "Extract the total of this invoice, please."}], "source": "web"}
    found = roles(asked, asked).turns
    assert found is not None
    assert found.kind == "instruction"


def test_the_last_of_an_odd_number_of_utterances_is_the_answer() -> None:
    found = roles({"dialog": ["Is this seat taken?", "No, go ahead.", "Thanks, my feet are sore."]}).turns
    assert found is not None
    said = found.turns({"dialog": ["Is this seat taken?", "No, go ahead.", "Thanks, my feet are sore."]})
    assert [turn.role for turn in said] == ["input", "user", "assistant"]


@pytest.mark.parametrize(
    ("better", "worse"), [("chosen-rating", "rejected-rating"), ("score_chosen", "score_rejected")]
)
def test_scores_of_sides_are_found_whatever_parts_their_words(better: str, worse: str) -> None:
    row = {
        "prompt": "Why is it so?",
        "chosen": "It is so for reasons.",
        "rejected": "No idea.",
        better: 4.5,
        worse: 2.0,
    }
    table = pa.Table.from_pylist([row, row])
    shape = find_roles(InputOptions(), table, "a.jsonl").turns
    assert shape is not None
    scores, _ = find_scores(table, shape)
    assert scores is not None
    assert scores.of_object(row) == "2.5"


def test_what_annotators_fill_in_is_the_label() -> None:
    rows = [{"INPUT:query": f"kettle of {n} litres and more", "OUTPUT:result": "RELEVANT"} for n in range(3)]
    assert roles(*rows).label == "OUTPUT:result"


def test_two_whole_conversations_are_two_sides() -> None:
    side = [{"role": "user", "content": "Is it late?"}, {"role": "assistant", "content": "Yes, past midnight."}]
    found = roles({"chosen_conversations": side, "rejected_conversations": side}).turns
    assert found is not None
    assert found.kind == "preference"
