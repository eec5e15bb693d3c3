from __future__ import annotations

import datetime
from typing import Any

import datasets
import pyarrow as pa
import pytest
from augment.augmenting import candidate
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.augmentation_tables import (
    WITNESSES,
    Counts,
    accepted_table,
    class_table,
    free_names,
    journal_table,
    moved,
    new_row_schema,
    read_journal,
)
from dataaudit.augment.changes import Edit, apply_edits, undone
from dataaudit.augment.fields import Field
from dataaudit.augment.guards.candidate import Candidate, Reason

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
    assert own.schema.names == ORIGINAL.schema.names
    assert own.schema.types == ORIGINAL.schema.types
    assert own.drop_columns(["text"]).to_pylist() == [{name: value for name, value in row.items() if name != "text"}]
    witness = table.to_pylist()[0]
    assert (witness["text"], witness["augmented_from"], witness["seed"]) == ("nine four", 12, 2**63 + 9)
    assert witness["augment_operation"] == "random_swap"
    assert undone(witness["text"], made.changes) == "three four"
    names = table.schema.names[len(own.schema) :]
    assert names == ["augment_operation" if name == "operation" else name for name in WITNESSES.names]


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
    witnesses = ["augment_operation" if name == "operation" else name for name in WITNESSES.names]
    assert made.schema.names == [*ORIGINAL.schema.names, *witnesses]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["text"], {}),
        (["operation", "seed"], {"operation": "augment_operation", "seed": "augment_seed"}),
        (["operation", "augment_operation"], {"operation": "augment_operation_"}),
        (["field", "augment_field", "augment_field_"], {"field": "augment_field__"}),
        (WITNESSES.names, {name: f"augment_{name}" for name in WITNESSES.names}),
    ],
)
def test_a_witness_called_as_a_column_gets_another_name(names: list[str], told: dict[str, str]) -> None:
    found = free_names(WITNESSES.names, names)
    assert found == [told.get(name, name) for name in WITNESSES.names]
    schema = pa.schema([(name, pa.int64()) for name in names])
    assert new_row_schema(schema).names == [*names, *found]


TOKEN = st.text("ab ", min_size=1, max_size=5)


@given(TOKEN, st.lists(TOKEN, min_size=1, max_size=8), st.data())
def test_a_moved_span_covers_the_same_text(marked: str, parts: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts)))
    start = len("".join(parts[:at]))
    text = "".join([*parts[:at], marked, *parts[at:]])
    edits, first = [], 0
    for place, part in enumerate(parts):
        first += len(marked) if place == at else 0
        if data.draw(st.booleans()):
            begin = first if data.draw(st.booleans()) else first + len(part)  # an insertion, or in place of the part
            edits.append(Edit(begin, first + len(part), data.draw(st.text("xy", max_size=7))))
        first += len(part)
    made = apply_edits(text, edits)
    span = moved({"start": start, "end": start + len(marked), "kind": "name"}, made.changes)
    assert made.text[span["start"] : span["end"]] == marked
    assert span["kind"] == "name"


def test_spans_of_a_new_row_move_with_its_text_and_those_of_others_stay() -> None:
    kind = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("kind", pa.string())]))
    spans = [[{"start": 4, "end": 7, "kind": "x"}, {"start": 0, "end": 3, "kind": None}], None]
    source = pa.table({"text": ["one two three", "four five"], "spans": pa.array(spans, kind)})
    made = apply_edits("one two three", [Edit(4, 4, "and "), Edit(8, 13, "3")])
    other = apply_edits("four five", [Edit(0, 4, "4")])
    rows = source.to_pylist()
    told = [
        (candidate(made.text, rows[0]["text"], changes=made.changes), source, 0, rows[0]),
        (candidate(other.text, rows[1]["text"], changes=other.changes), source, 1, rows[1]),
    ]
    table = accepted_table(told, source.schema, [Field("text")], "spans")
    assert table.schema.field("spans").type == kind
    one, two = table.to_pylist()
    assert one["spans"] == [{"start": 8, "end": 11, "kind": "x"}, {"start": 0, "end": 3, "kind": None}]
    assert not two["spans"]
    assert accepted_table(told, source.schema, [Field("text")]).column("spans").to_pylist() == spans


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
    assert told["operation"] == features["operation"]
    assert told["augment_operation"] == datasets.Value("string")
    assert set(told) == {"row_id", "text", "label", "augment_operation", *WITNESSES.names}
    plain = pa.schema([("row_id", pa.uint64()), *new_row_schema(ORIGINAL.schema)])
    witnesses = {"augment_operation", *WITNESSES.names} - {"operation"}
    assert {name: told[name] for name in witnesses} == {
        name: datasets.Features.from_arrow_schema(plain)[name] for name in witnesses
    }


@pytest.mark.parametrize("metadata", [None, {b"other": b"x"}])
def test_other_metadata_says_nothing_of_new_rows(metadata: dict[bytes, bytes] | None) -> None:
    assert new_row_schema(ORIGINAL.schema.with_metadata(metadata)).metadata is None
