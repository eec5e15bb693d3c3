from __future__ import annotations

import datetime
from typing import Any

import datasets
import pyarrow as pa
import pytest
from augment.augmenting import candidate
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.changes import Edit, apply_edits, undone
from dataaudit.augment.fields import Field
from dataaudit.augment.guards.candidate import Candidate, Reason
from dataaudit.augment.tables import (
    WITNESSES,
    Counts,
    accepted_table,
    class_table,
    journal_table,
    new_row_schema,
    original_names,
    read_journal,
)

WHEN = datetime.datetime(2024, 5, 3, 12, tzinfo=datetime.UTC)
ORIGINAL = pa.table(
    {
        "text": pa.array(["one two", "three four", "five six"], pa.large_string()),
        "title": pa.array(["a", "b", "a"]).dictionary_encode(),
        "when": pa.array([WHEN, None, WHEN], pa.timestamp("us", "UTC")),
        "nested": pa.array([{"a": [1, 2], "b": "x"}, None, {"a": [], "b": None}]),
        "operation": pa.array([1, 2, None], pa.int8()),
        "messages": pa.array([[{"role": "user", "content": "hello"}, {"role": "assistant", "content": "yes"}]] * 3),
        "raw": pa.array([b"\x00", None, b"\xff"]),
    }
)


def test_original_columns_keep_their_types_and_values_beside_the_witnesses() -> None:
    made = apply_edits("three four", [Edit(0, 5, "nine")])
    told = candidate(made.text, "three four", source=12, seed=2**63 + 9, changes=made.changes, cosine=0.5, label="x")
    row = ORIGINAL.slice(1, 1).to_pylist()[0]
    table = accepted_table([(told, ORIGINAL, 1, row)], ORIGINAL.schema, [Field("text")])
    own = table.select(range(len(ORIGINAL.schema)))
    assert own.schema.names == ["input_operation" if name == "operation" else name for name in ORIGINAL.schema.names]
    assert own.schema.types == ORIGINAL.schema.types
    assert own.drop_columns(["text"]).to_pylist() == [
        {"input_operation" if name == "operation" else name: value for name, value in row.items() if name != "text"}
    ]
    witness = table.to_pylist()[0]
    assert (witness["text"], witness["augmented_from"], witness["seed"]) == ("nine four", 12, 2**63 + 9)
    assert witness["operation"] == "random_swap"
    assert undone(witness["text"], made.changes) == "three four"
    assert table.schema.names[len(own.schema) :] == WITNESSES.names


def test_rows_of_several_tables_and_fields_are_joined_in_the_order_given() -> None:
    parts = [ORIGINAL.slice(0, 2), ORIGINAL.slice(2, 1).unify_dictionaries()]
    fields = [Field("title"), Field("messages", "user")]
    told = []
    for place, (part, at, field, after) in enumerate(
        [(1, 0, "title", "new"), (0, 1, "messages:user", "good day"), (0, 0, "title", "b"), (1, 0, "title", "c")]
    ):
        row = parts[part].slice(at, 1).to_pylist()[0]
        told.append((candidate(after, "", field=field, source=place), parts[part], at, row))
    rows = accepted_table(told, ORIGINAL.schema, fields).to_pylist()
    assert [row["text"] for row in rows] == ["five six", "three four", "one two", "five six"]
    assert [row["title"] for row in rows] == ["new", "b", "b", "c"]
    assert [row["messages"][0]["content"] for row in rows] == ["hello", "good day", "hello", "hello"]
    assert {row["messages"][1]["content"] for row in rows} == {"yes"}


def test_no_new_rows_are_a_table_of_the_same_columns() -> None:
    made = accepted_table([], ORIGINAL.schema, [Field("text")])
    assert made.num_rows == 0
    assert made.schema.names == [*[one.name for one in original_names(ORIGINAL.schema)], *WITNESSES.names]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["text"], ["text"]),
        (["operation", "seed"], ["input_operation", "input_seed"]),
        (["operation", "input_operation"], ["input_operation_", "input_operation"]),
        (["field", "input_field", "input_field_"], ["input_field__", "input_field", "input_field_"]),
    ],
)
def test_a_column_called_as_a_witness_gets_another_name(names: list[str], told: list[str]) -> None:
    assert [one.name for one in original_names(pa.schema([(name, pa.int64()) for name in names]))] == told


REASON = st.sampled_from(["length", "meaning", "label", "near_duplicate"])
MADE = st.tuples(st.sampled_from(["swap", "insert"]), st.lists(REASON, unique=True, max_size=3))


def made_of(told: list[tuple[str, list[Reason]]]) -> list[Candidate]:
    candidates = []
    for place, (operation, reasons) in enumerate(told):
        one = candidate(f"text {place}", f"source {place}", operation=operation, source=place)
        for reason in reasons:
            one.reject(reason)
        candidates.append(one)
    return candidates


@given(st.lists(MADE, max_size=30), st.lists(st.sampled_from([("swap", "too_short"), ("", "no_text")]), max_size=5))
def test_counts_are_those_of_counting(told: list[tuple[str, list[Reason]]], refused: list[tuple[str, str]]) -> None:
    counts = Counts()
    counts.add(made_of(told[:10]), refused)
    counts.add(made_of(told[10:]), [])
    found = {(row["operation"], row["outcome"], row["reason"]): row["count"] for row in counts.table().to_pylist()}
    for operation in ("swap", "insert"):
        own = [reasons for name, reasons in told if name == operation]
        assert found.get((operation, "accepted", None), 0) == own.count([])
        assert found.get((operation, "rejected", None), 0) == len(own) - own.count([])
        for reason in ("length", "meaning", "label", "near_duplicate"):
            expected = sum(reason in reasons for reasons in own)
            assert found.get((operation, "rejected", reason), 0) == expected
    assert found.get(("swap", "not_made", "too_short"), 0) == refused.count(("swap", "too_short"))
    assert found.get(("", "not_made", "no_text"), 0) == refused.count(("", "no_text"))
    assert all(count > 0 for count in found.values())


def test_six_accepted_pairs_and_two_of_every_reason_are_shown_of_an_operation() -> None:
    reasons: list[list[Reason]] = [[], ["length"], ["label", "length"]]
    counts = Counts()
    counts.add(made_of([(name, reasons[place % 3]) for name in ("swap", "insert") for place in range(60)]), [])
    pairs = counts.pairs().to_pylist()
    for name in ("swap", "insert"):
        own = [one["reasons"] for one in pairs if one["operation"] == name]
        assert [own.count(one) for one in reasons] == [6, 2, 2]


def test_a_chunk_comes_back_from_its_journal_as_it_was() -> None:
    made = apply_edits("söme text 😀", [Edit(0, 4, "any"), Edit(11, 11, "!")])
    rich = candidate(
        made.text, "söme text 😀", source=2**64 - 1, attempt=3, seed=2**64 - 2, label="ham", mixed_with=7,
        changes=made.changes, reasons=["label", "length"], length_ratio=1 / 3, cosine=0.1, similarity=0.25,
        label_probability=1e-5, nearest_evaluation=None, number=2, language="de", surface=True, field="messages:user",
    )  # fmt: skip
    told = [rich, candidate("", "")]
    refused = [("swap", "too_short"), ("", "no_text"), ("swap", "too_short")]
    assert read_journal(journal_table(told, refused)) == (told, refused)
    assert read_journal(journal_table([], [])) == ([], [])


def test_classes_come_the_largest_first() -> None:
    before: dict[str | None, int] = {"b": 3, "a": 3, None: 9, "c": 5}
    table: list[dict[str, Any]] = class_table(before, {"b": 6, "c": 4}, {"b": 2}).to_pylist()
    assert [tuple(row.values()) for row in table] == [(None, 9, 0, 0), ("c", 5, 4, 0), ("a", 3, 0, 0), ("b", 3, 6, 2)]


def test_what_the_features_of_a_data_set_say_stays_said() -> None:
    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["ham", "spam"]),
         "operation": datasets.Value("int64")}
    )  # fmt: skip
    rows = datasets.Dataset.from_dict({"text": ["one two"], "label": [1], "operation": [3]}, features=features)
    schema = new_row_schema(rows.data.table.schema)
    told = datasets.Features.from_arrow_schema(schema.insert(0, pa.field("row_id", pa.uint64())))
    assert told["label"] == features["label"]
    assert told["input_operation"] == features["operation"]
    assert set(told) == {"row_id", "text", "label", "input_operation", *WITNESSES.names}
    plain = pa.schema([("row_id", pa.uint64()), *new_row_schema(ORIGINAL.schema)])
    assert {name: told[name] for name in WITNESSES.names} == {
        name: datasets.Features.from_arrow_schema(plain)[name] for name in WITNESSES.names
    }


@pytest.mark.parametrize("metadata", [None, {b"other": b"x"}])
def test_other_metadata_says_nothing_of_new_rows(metadata: dict[bytes, bytes] | None) -> None:
    assert new_row_schema(ORIGINAL.schema.with_metadata(metadata)).metadata is None
