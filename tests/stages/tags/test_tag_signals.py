"""Tags of tokens: lengths, and sequences beside a plain reading of the schemes."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.tags.tag_signals import TagSignals, tag_problem

TAGS = st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"]))


@given(TAGS)
def test_a_sequence_is_valid_where_every_inside_follows_its_own_kind(tags: list[str]) -> None:
    valid = True
    for place, tag in enumerate(tags):
        if tag.startswith("I-"):
            before = tags[place - 1] if place else "O"
            valid = valid and before in (f"B{tag[1:]}", tag)
    assert (tag_problem(tags) is None) == valid


def test_where_ends_are_marked_an_entity_must_end() -> None:
    assert tag_problem(["B-X", "E-X", "S-X", "B-Y", "I-Y", "E-Y"]) is None
    assert tag_problem(["B-X", "O", "B-Y", "L-Y"]) == "O after B-X"
    assert tag_problem(["B-X", "L-X", "B-Y"]) == "B-Y at the end"


def test_rows_have_a_flag_for_lengths_and_a_problem_of_order() -> None:
    rows = [json.dumps([2, {"a": ["O", "I-X"], "b": [0, 0]}]), json.dumps([2, {"a": ["O"]}]), None]
    found = TagSignals()(pa.RecordBatch.from_pydict({"tags": pa.array(rows, pa.large_string())}))
    assert found.column("tags_unequal").to_pylist() == [0, 1, None]
    assert found.column("tag_problem").to_pylist() == ["I-X after O", None, None]
