"""Keys of questions and references of prompts."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from dataaudit.stages.instructions.instruction_signals import HASHES
from dataaudit.stages.instructions.reference_signals import LONGEST, References


def hashes(*rows: tuple[str | None, list[Any] | None]) -> list[tuple[str | None, ...]]:
    contents = [None if said is None else json.dumps([said, []]) for _, said in rows]
    texts = pa.array([text for text, _ in rows], pa.large_string())
    batch = pa.RecordBatch.from_pydict({"text": texts, "content": pa.array(contents, pa.large_string())})
    return [tuple(row.values()) for row in References()(batch).to_pylist()]


def key(told: str, *beside: list[str]) -> list[list[str]]:
    return [["reference", told, ""], *beside]


def test_equal_questions_with_other_keys_differ_in_the_answer_alone() -> None:
    one, other, again = hashes(("Which?", key("A")), ("which", key("B")), ("Which?", key(" a ")))
    assert one[0] == other[0]
    assert one[2] == other[2] == again[2]
    assert one[1] == again[1] != other[1]


def test_choices_and_contexts_are_asked_too() -> None:
    one, other = hashes(("Which?", key("A", ["choices", "x", ""])), ("Which?", key("A", ["choices", "y", ""])))
    assert one[2] != other[2]


def test_a_row_without_a_key_has_no_hashes() -> None:
    rows = [
        ("Which?", []),
        ("Which?", key("")),
        ("Which?", key("x" * (LONGEST + 1))),
        (None, key("A")),
        ("Which?", None),
    ]
    rows += [(None, key("A")), ("Which?", key('{"tests": ["f(1)"]}')), ("Which?", key('[{"a": 1}]'))]
    assert hashes(*rows) == [(None,) * len(HASHES)] * len(rows)
