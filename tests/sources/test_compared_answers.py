"""Rows with two answers and a column that says which is better."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dataaudit import audit
from dataaudit.sources.shapes.compared_answers import find_compared, meaning

QUICK = [
    f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "embeddings", "labels", "minhash")
]


@pytest.mark.parametrize(
    ("rows", "better"),
    [
        ([{"prompt": "a b", "response_a": "x", "response_b": "y", "winner": "model_b"}, {"winner": "tie"}], "y"),
        ([{"prompt": "a b", "response_0": "x", "response_1": "y", "better_response_id": 0}], "x"),
        ([{"prompt": "a b", "response1": "x", "response2": "y", "overall_preference": -2}], "x"),
        (
            [
                {"prompt": "a b", "response1": "x", "response2": "y", "overall_preference": 3},
                {"overall_preference": -1},
            ],
            "y",
        ),
        ([{"history": "a b", "human_ref_A": "x", "human_ref_B": "y", "labels": 1}, {"labels": 0}], "x"),
        ([{"question": "a b", "answer_1": "x", "answer_2": "y", "preferred": "answer_2"}], "y"),
    ],
)
def test_the_better_answer_is_the_one_that_the_verdict_names(rows: list[dict[str, Any]], better: str) -> None:
    table = pa.Table.from_pylist([{**rows[0], **row} for row in rows])
    turns = find_compared(table)
    assert turns is not None
    said = {turn.role: turn.text for turn in turns.turns(table.to_pylist()[0])}
    assert said["assistant"] == better
    assert {said["assistant"], said["rejected"]} == {"x", "y"}
    assert said["user"] == "a b"


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "a", "response_a": "x", "response_b": "y", "winner": 1},  # the first, or the one with number 1?
        {"prompt": "a", "response_a": "x", "response_b": "y", "winner": "gpt-4"},
        {"prompt": "a", "response_a": "x", "response_b": "y"},
        {"text_a": "x", "text_b": "y", "label": "a"},  # a pair of sentences with a class
        {"prompt": "a", "option_a": "x", "option_b": "y", "label": "a"},  # choices with their key
    ],
)
def test_where_the_verdict_is_not_clear_no_side_is_chosen(row: dict[str, Any]) -> None:
    assert find_compared(pa.Table.from_pylist([row])) is None


def test_ties_alone_say_nothing() -> None:
    assert meaning(["tie", "tie"], ("_a", "_b"), "winner", ("response_a", "response_b")) is None


def test_a_pair_both_ways_round_is_one_preference_and_scores_follow_the_verdict(tmp_path: Path) -> None:
    def row(one: str, two: str, winner: str, scores: tuple[int, int], number: int = 0) -> dict[str, Any]:
        sides = {"response_a": one, "response_b": two, "score_a": scores[0], "score_b": scores[1]}
        return {"prompt": f"Which way to the harbour from gate {number}?", **sides, "winner": winner}

    rows = [
        row("Left at the fountain.", "No idea, sorry.", "a", (5, 1)),
        row("No idea, sorry.", "Left at the fountain.", "b", (1, 5)),
    ]
    rows += [
        row(f"Over bridge {n}.", f"Ask at counter {n}.", "ab"[n % 2], ((1, 4), (4, 1))[n % 2 == 0], n)
        for n in range(1, 9)
    ]
    rows.append(row("Straight on.", "Back again.", "b", (5, 1), 9))
    path = tmp_path / "votes.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    result = audit(path, out=tmp_path / "run", settings=QUICK)
    found = {finding.name: finding for finding in result.findings}
    assert result.rows()["kept"].sum() == len(rows) - 1
    assert found["contrary-margin"].row_ids == (10,)
    assert "swapped-sides" not in found


def test_a_tie_and_a_verdict_that_first_rows_lack_choose_no_side_and_a_new_strength_does() -> None:
    rows = [{"prompt": "a b", "response_1": "x", "response_2": "y", "overall_preference": one} for one in (-1, 1)]
    turns = find_compared(pa.Table.from_pylist(rows))
    assert turns is not None
    told = [turns.preferred({"overall_preference": one}) for one in (-3, 3, 2.5, 0, None, "unsure")]
    assert told == ["first", "second", "second", None, None, None]
    words = find_compared(pa.table({"prompt": ["a"], "answer_a": ["x"], "answer_b": ["y"], "winner": ["a"]}))
    assert words is not None
    assert [words.preferred({"winner": one}) for one in ("A", "b", "tie", "c")] == ["first", "second", None, None]
