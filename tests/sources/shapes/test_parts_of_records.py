"""Rows that say several things in columns: each counts by itself, and what nobody read is not thought away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import dataaudit

QUICK = [
    *(f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "embeddings", "leakage")),
    "stages.tokens.tokenizer=false", "report.samples=0", "report.clusters=0",
]  # fmt: skip
RULES = " ".join(
    f"If someone is {one} then they are {two}." for one, two in zip("abcdefghijkl", "bcdefghijklm", strict=True)
)


def audited(folder: Path, rows: list[dict[str, Any]]) -> tuple[dataaudit.AuditResult, list[str]]:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    notes: list[str] = []

    def watch(event: Any) -> None:
        if event["event"] == "note":
            notes.append(event["message"])

    return dataaudit.audit(path, out=folder / "run", settings=QUICK, watcher=watch), notes


def test_puzzles_of_the_same_rules_and_other_facts_or_questions_are_other_rows(tmp_path: Path) -> None:
    rows = [
        {"group": str(place), "facts": f"Anne is {fact} today", "rules": RULES, "questions": f"Is Anne {asked}?"}
        for place, (fact, asked) in enumerate([("a", "b"), ("c", "b"), ("a", "d"), ("a", "d")])
    ]
    result, notes = audited(tmp_path, rows)
    assert result.rows()["kept"].to_list() == [True, True, True, False]
    assert any(note.startswith("text from facts + rules") for note in notes)


def test_pages_with_a_title_and_nearly_the_same_body_are_near_duplicates(tmp_path: Path) -> None:
    rows = [
        {"headline": f"The news of day {day} in town", "body_text": f"{RULES} {RULES} Day {day}."} for day in (1, 2)
    ]
    assert audited(tmp_path, rows)[0].row_counts["kept"] == 1


def test_a_pair_with_several_rejected_sides_is_a_preference(tmp_path: Path) -> None:
    rows = [
        {
            "prompt": f"Tell me of {one}.",
            "chosen": f"{one} is fine.",
            "rejected_toxic": side,
            "rejected_evasive": "I would rather not say.",
        }
        for one, side in (("snow", "Snow is dumb."), ("rain", "Rain is dumb."), ("rain", "Rain is bad."))
    ]
    result, notes = audited(tmp_path, rows)
    assert any("chosen = chosen" in note and "rejected_evasive = rejected" in note for note in notes)
    assert result.row_counts["kept"] == 3


def test_prose_beside_a_prompt_makes_another_row(tmp_path: Path) -> None:
    rows = [
        {
            "prompt": "Human: how does it rain?\n\nAssistant:",
            "first_reply": reply,
            "other_reply": "It simply rains, you know.",
        }
        for reply in ("Water falls from clouds up there.", "Ask a friend of yours about it.")
    ]
    assert audited(tmp_path, rows)[0].row_counts["kept"] == 2


def test_a_query_answers_a_question_where_it_is_a_statement(tmp_path: Path) -> None:
    asked = {"cats": "SELECT COUNT(*) FROM cats", "dogs": "SELECT COUNT(*) FROM dogs", "owls": "WITH o AS (SELECT 1)"}
    rows = [
        {"question": f"How many {one} are there?", "context": "CREATE TABLE t (n INT)", "query": query}
        for one, query in asked.items()
    ]
    _, notes = audited(tmp_path, rows)
    assert any("query = assistant" in note for note in notes)


@pytest.mark.parametrize("answer", [True, 7, 0.5])
def test_true_and_false_and_numbers_are_answers(tmp_path: Path, answer: object) -> None:
    rows = [
        {"question": f"Is {one} a fruit?", "answer": answer, "passage": f"{one} grows on trees."}
        for one in ("Kiwi", "Fig")
    ]
    result, _ = audited(tmp_path, [*rows, {**rows[0], "answer": False}])
    assert result.row_counts["kept"] == 3
    assert {one.name: one.count for one in result.findings}["contradictory-answers"] == 2


def test_messages_inside_of_what_a_program_keeps_are_a_conversation(tmp_path: Path) -> None:
    turns = [
        {"chatMessage": {"role": role, "content": text}, "timeSent": "2023-09-15T20:31:30Z"}
        for role, text in (("user", "Hi there"), ("assistant", "Hello!"))
    ]
    result, _ = audited(tmp_path, [{"id": "a", "conversation": turns}, {"id": "b", "conversation": turns[:1]}])
    assert result.rows()["turn_count"].to_list() == [2, 1]


def test_a_column_of_rare_errors_is_not_the_text_of_records(tmp_path: Path) -> None:
    rows = [{"data": {"said": f"This is what number {n} said to us."}, "error": None} for n in range(9)]
    _, notes = audited(
        tmp_path, [*rows, {"data": {"said": "And this is the last."}, "error": "It broke in the middle."}]
    )
    assert any(note.startswith("text from data.said") for note in notes)


def test_the_one_choice_of_an_annotator_is_the_class(tmp_path: Path) -> None:
    def task(number: int, choice: str | None) -> dict[str, Any]:
        results = [{"type": "choices", "value": {"choices": [choice]}}] if choice else []
        return {
            "id": number,
            "data": {"text": f"The hinge of door {number} squeaks."},
            "annotations": [{"result": results}],
        }

    result, notes = audited(tmp_path, [task(n, one) for n, one in enumerate(["good", "bad", "good", None, "bad"])])
    assert result.rows()["label"].to_list() == ["good", "bad", "good", None, "bad"]
    assert any("annotations[0].result[0].value.choices[0]" in note for note in notes)


def test_several_choices_are_no_class(tmp_path: Path) -> None:
    rows = [{"text": f"Row {n} says something.", "labels": given} for n, given in enumerate([["a"], ["a", "b"], ["b"]])]
    assert audited(tmp_path, rows)[0].rows()["label"].null_count() == 3


def test_spans_with_a_label_are_no_column_of_several_types(tmp_path: Path) -> None:
    rows = [{"text": f"Ann met Bob {n} times.", "label": [[0, 3, "PER"], [8, 11, "PER"]]} for n in range(3)]
    result, notes = audited(tmp_path, rows)
    assert "mixed-types" not in {one.name for one in result.findings if one.count}
    assert any("lists of tuples of int and str" in note for note in notes)


@pytest.mark.parametrize(
    ("tokens", "text"), [(["show", "me", "flights"], "show me flights"), (["我", "要", "去"], "我要去")]
)
def test_tokens_make_a_text_of_one_line(tmp_path: Path, tokens: list[str], text: str) -> None:
    rows = [{"tokens": tokens, "slots": ["O", "O", "O"]}, {"tokens": tokens[:2], "slots": ["O", "O"]}]
    result, _ = audited(tmp_path, rows)
    assert next(said for _, said in result.texts()) == text


def test_what_is_asked_of_a_text_makes_another_row(tmp_path: Path) -> None:
    rows = [{"content": RULES, "prompt": asked, "result_list": []} for asked in ("town", "name", "name")]
    assert audited(tmp_path, rows)[0].rows()["kept"].to_list() == [True, True, False]


def test_the_number_of_the_right_choice_is_a_key_even_where_it_is_zero(tmp_path: Path) -> None:
    choices = {"choice0": "an umbrella", "choice1": "a needle", "choice2": "a nail"}
    rows = [
        {"question": f"What helps against {one}?", **choices, "label": key} for one, key in (("rain", 0), ("holes", 1))
    ]
    result, _ = audited(tmp_path, [*rows, {**rows[0], "label": 2}])
    assert result.rows()["label"].null_count() == 3
    assert {one.name: one.count for one in result.findings}["contradictory-answers"] == 2
    assert result.row_counts["kept"] == 3


def test_a_winner_in_columns_of_ones_is_the_chosen_side_and_a_tie_has_none(tmp_path: Path) -> None:
    rows = [
        {"prompt": f'["Tell me of {one}."]', "response_a": '["It is fine."]', "response_b": '["It is bad."]',
         "winner_model_a": a, "winner_model_b": b, "winner_tie": 1 - a - b}
        for one, a, b in (("snow", 1, 0), ("rain", 0, 1), ("wind", 0, 0))
    ]  # fmt: skip
    result, notes = audited(tmp_path, rows)
    assert any("the better one by 'winner_model_a'" in note for note in notes)
    assert result.row_counts["kept"] == 3


def test_a_hyphen_is_no_label(tmp_path: Path) -> None:
    rows = [
        {"premise": f"Row {n} is here.", "hypothesis": "It is.", "label": one}
        for n, one in enumerate(["yes", "-", "no"])
    ]
    assert audited(tmp_path, rows)[0].rows()["label"].to_list() == ["yes", None, "no"]


def test_the_same_words_behind_another_row_are_another_question(tmp_path: Path) -> None:
    said = [
        ("a", "", "Write a note."),
        ("b", "a", "Make it shorter."),
        ("c", "", "Describe a pot."),
        ("d", "c", "Make it shorter."),
    ]
    rows = [
        {"id": own, "parent_id": parent, "instruction": text, "output": f"Here: {own}."} for own, parent, text in said
    ]
    found = {one.name: one.count for one in audited(tmp_path, rows)[0].findings}
    assert found.get("contradictory-answers", 0) == 0


@pytest.mark.parametrize(("asked", "answered"), [("input", "output"), ("text", "output"), ("inputs", "targets")])
def test_an_input_is_answered_where_nothing_is_called_a_question(tmp_path: Path, asked: str, answered: str) -> None:
    rows = [
        {asked: f"Say something nice of number {n} to me.", answered: f"Number {n} is nice and round."}
        for n in range(3)
    ]
    assert any("= assistant" in note for note in audited(tmp_path, rows)[1])


def test_of_answers_in_a_list_the_best_is_chosen_by_its_number_or_its_rank(tmp_path: Path) -> None:
    answers = ["It rains from clouds.", "Rain is wet.", "No idea."]
    rows: list[dict[str, Any]] = [
        {
            "info": {"post": f"How does it rain, asks person {n}."},
            "summaries": [{"text": one} for one in given],
            "choice": best,
        }
        for n, given, best in (
            (1, answers, 0),
            (1, answers, 1),
            (2, answers, 2),
            (3, [answers[0], "Other.", answers[2]], 0),
        )
    ]
    result, notes = audited(tmp_path, rows)
    assert any("summaries[0] = chosen" in note for note in notes)
    assert result.row_counts["kept"] == 4


def test_ranks_order_the_answers_and_what_lies_between_them_counts(tmp_path: Path) -> None:
    def row(middle: str, *ranks: int) -> dict[str, Any]:
        answers = ["It rains from clouds.", middle, "No idea."]
        told = [{"rank": rank, "completion": one} for rank, one in zip(ranks, answers, strict=True)]
        return {"context": [{"role": "user", "content": "How does it rain?"}], "completions": told}

    rows = [
        row("Rain is wet.", 0, 1, 2),
        row("Ask somebody.", 0, 1, 2),
        row("Rain is wet.", 2, 1, 0),
        row("Tie.", 1, 1, 0),
    ]
    result, notes = audited(tmp_path, rows)
    assert any("completions[0] = chosen" in note for note in notes)
    assert result.row_counts["kept"] == 4
    assert {one.name: one.count for one in result.findings}.get("empty-answer", 0) == 0  # a tie has answers
