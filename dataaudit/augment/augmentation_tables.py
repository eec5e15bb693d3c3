"""Tables about new rows: the rows with their witnesses, counts by operation and reason, pairs to look at."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from dataaudit.augment.changes import CHANGES, Change, as_records
from dataaudit.augment.fields import Field
from dataaudit.augment.guards.candidate import Candidate

WITNESSES = pa.schema(
    [
        ("augmented_from", pa.uint64()), ("mixed_with", pa.uint64()), ("operation", pa.string()),
        ("field", pa.string()), ("changes", CHANGES), ("seed", pa.uint64()), ("length_ratio", pa.float32()),
        ("cosine", pa.float32()), ("similarity", pa.float32()), ("language", pa.string()),
        ("label_probability", pa.float32()), ("nearest_evaluation", pa.float32()),
    ]
)  # fmt: skip
"""Columns beside the original ones of a new row."""
COUNTS = pa.schema(
    [("operation", pa.string()), ("outcome", pa.string()), ("reason", pa.string()), ("count", pa.int64())]
)
"""``outcome``: accepted, rejected (with every guard that did), or not_made (with the reason)."""
CLASSES = pa.schema([("label", pa.string()), ("before", pa.int64()), ("wanted", pa.int64()), ("made", pa.int64())])
SAMPLES = pa.schema(
    [
        ("operation", pa.string()), ("outcome", pa.string()), ("reasons", pa.list_(pa.string())),
        ("augmented_from", pa.uint64()), ("label", pa.string()), ("before", pa.large_string()),
        ("after", pa.large_string()), ("changes", CHANGES), ("cosine", pa.float32()),
        ("label_probability", pa.float32()),
    ]
)  # fmt: skip
_JOURNAL = pa.schema(
    [
        ("source", pa.uint64()), ("attempt", pa.int64()), ("seed", pa.uint64()), ("label", pa.string()),
        ("operation", pa.string()), ("surface", pa.bool_()), ("field", pa.string()), ("before", pa.large_string()),
        ("after", pa.large_string()), ("source_text", pa.large_string()), ("text", pa.large_string()),
        ("changes", CHANGES), ("mixed_with", pa.uint64()), ("language", pa.string()),
        ("reasons", pa.list_(pa.string())), ("length_ratio", pa.float64()), ("cosine", pa.float64()),
        ("label_probability", pa.float64()), ("similarity", pa.float64()), ("nearest_evaluation", pa.float64()),
        ("number", pa.int64()), ("partner", pa.large_string()),
    ]
)  # fmt: skip
_FEATURES = b"huggingface"
_WITNESS_FEATURES: dict[str, Any] = {
    one.name: {"dtype": str(one.type).replace("float", "float32"), "_type": "Value"}
    for one in WITNESSES if one.name != "changes"
} | {
    "changes": {
        "feature": {
            one.name: {"dtype": str(one.type), "_type": "Value"} for one in CHANGES.value_type
        },
        "_type": "List",
    },
}  # fmt: skip
_REFUSED = b"refused"
ACCEPTED, REJECTED, NOT_MADE = "accepted", "rejected", "not_made"
SHOWN, SHOWN_REJECTED = 6, 2
"""Pairs to look at by operation; rejected ones by operation and reason."""


@dataclass
class Counts:
    """Counts by operation, outcome and reason, and the first pairs of each.

    Attributes:
        numbers: By operation, outcome and reason.
        samples: Pairs to look at.
    """

    numbers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    samples: list[dict[str, Any]] = field(default_factory=list)
    _shown: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, candidates: Sequence[Candidate], refused: Sequence[tuple[str, str]]) -> None:
        """Count a chunk."""
        for operation, reason in refused:
            self.numbers[operation, NOT_MADE, reason] += 1
        for one in candidates:
            outcome = REJECTED if one.reasons else ACCEPTED
            self.numbers[one.operation, outcome, ""] += 1
            for reason in one.reasons:
                self.numbers[one.operation, REJECTED, reason] += 1
            kind = one.reasons[0] if one.reasons else ACCEPTED
            if self._shown[one.operation, kind] < (SHOWN_REJECTED if one.reasons else SHOWN):
                self._shown[one.operation, kind] += 1
                self.samples.append(
                    {"operation": one.operation, "outcome": outcome, "reasons": list(one.reasons),
                     "augmented_from": one.source, "label": one.label, "before": one.before, "after": one.after,
                     "changes": as_records(one.changes), "cosine": one.cosine,
                     "label_probability": one.label_probability}
                )  # fmt: skip

    def table(self) -> pa.Table:
        """``COUNTS``, in order; each reason of a rejection has a separate row beside their sum."""
        rows = [
            {"operation": operation, "outcome": outcome, "reason": reason or None, "count": count}
            for (operation, outcome, reason), count in sorted(self.numbers.items())
        ]
        return pa.Table.from_pylist(rows, COUNTS)

    def pairs(self) -> pa.Table:
        """``SAMPLES``."""
        order = sorted(self.samples, key=lambda one: (one["operation"], one["outcome"], one["reasons"]))
        return pa.Table.from_pylist(order, SAMPLES)


def accepted_table(
    accepted: Sequence[tuple[Candidate, pa.Table, int, Mapping[str, Any]]],
    schema: pa.Schema,
    fields: Sequence[Field],
    spans: str | None = None,
) -> pa.Table:
    """New rows with the columns of their sources and their witnesses, without row ids.

    Args:
        accepted: A new row, the table and the place of its source, and the source itself.
        schema: Columns of the sources.
        fields: Those that may be changed.
        spans: A column of spans of the text, which move with it; None for none.
    """
    if not accepted:
        return new_row_schema(schema).empty_table()
    tables = list({id(table): table for _, table, _, _ in accepted}.values())
    first = {}
    length = 0
    for table in tables:
        first[id(table)] = length
        length += table.num_rows
    places = pa.array([first[id(table)] + place for _, table, place, _ in accepted])
    rows = pa.concat_tables(tables).take(places).combine_chunks()
    by_name = {one.shown: one for one in fields}
    changed: dict[str, dict[int, Any]] = {}
    for place, (one, _, _, row) in enumerate(accepted):
        part = by_name[one.field]
        changed.setdefault(part.column, {})[place] = part.with_text(row, one.number, one.after)[part.column]
        if spans is not None:
            told = row[spans]
            changed.setdefault(spans, {})[place] = told and [moved(span, one.changes) for span in told]
    for column, values in changed.items():
        at = schema.get_field_index(column)
        told = rows.column(at).to_pylist()
        for place, value in values.items():
            told[place] = value
        rows = rows.set_column(at, schema.field(at), pa.array(told, schema.field(at).type))
    witnesses = pa.Table.from_pylist([_witness(one) for one, _, _, _ in accepted], WITNESSES)
    return pa.Table.from_arrays([*rows.columns, *witnesses.columns], schema=new_row_schema(schema))


def moved(span: Mapping[str, Any] | None, changes: Sequence[Change]) -> Mapping[str, Any] | None:
    """A span of a source, moved to its place in the new text; edits are before or after it.

    One that has no begin or no end stays as it is.

    Examples:
        >>> change = Change(2, 5, "cat", 2, 8, "kitten")
        >>> moved({"start": 6, "end": 9}, [change]), moved({"start": 0, "end": 1}, [change])
        ({'start': 9, 'end': 12}, {'start': 0, 'end': 1})
    """
    if span is None or span["start"] is None or span["end"] is None:
        return span
    by = sum(len(one.after) - len(one.before) for one in changes if one.end <= span["start"])
    return {**span, "start": span["start"] + by, "end": span["end"] + by}


def new_row_schema(schema: pa.Schema) -> pa.Schema:
    """Columns of new rows without their ids; what Hugging Face features say of the original ones stays said."""
    names = free_names(WITNESSES.names, schema.names)
    witnesses = [one.with_name(name) for one, name in zip(WITNESSES, names, strict=True)]
    metadata = None
    with suppress(KeyError, TypeError, ValueError):  # of another tool, or none
        told = json.loads((schema.metadata or {})[_FEATURES])
        features = told["info"]["features"]
        added = dict(zip(names, (_WITNESS_FEATURES[one] for one in WITNESSES.names), strict=True))
        told["info"]["features"] = {"row_id": {"dtype": "uint64", "_type": "Value"}, **features, **added}
        metadata = {_FEATURES: json.dumps(told).encode()}
    return pa.schema([*schema, *witnesses], metadata=metadata)


def free_names(witnesses: Sequence[str], names: Sequence[str]) -> list[str]:
    """Names of witnesses beside columns that keep theirs.

    Examples:
        >>> free_names(["operation", "changes"], ["text", "operation"])
        ['augment_operation', 'changes']
    """
    taken = {*witnesses, *names, "row_id"}
    made = []
    for given in witnesses:
        name = given
        if name in names:
            name = f"augment_{name}"
            while name in taken:
                name += "_"
        made.append(name)
    return made


def _witness(one: Candidate) -> dict[str, Any]:
    return {
        "augmented_from": one.source, "mixed_with": one.mixed_with, "operation": one.operation, "field": one.field,
        "changes": as_records(one.changes), "seed": one.seed, "length_ratio": one.length_ratio, "cosine": one.cosine,
        "similarity": one.similarity, "language": one.language, "label_probability": one.label_probability,
        "nearest_evaluation": one.nearest_evaluation,
    }  # fmt: skip


def journal_table(candidates: Sequence[Candidate], refused: Sequence[tuple[str, str]]) -> pa.Table:
    """A chunk's tries, for a resumed run."""
    rows = [
        {name: getattr(one, name) for name in _JOURNAL.names if name != "changes"}
        | {"changes": as_records(one.changes)}
        for one in candidates
    ]
    told = "\n".join("\t".join(one) for one in refused)
    return pa.Table.from_pylist(rows, _JOURNAL).replace_schema_metadata({_REFUSED: told.encode()})


def read_journal(table: pa.Table) -> tuple[list[Candidate], list[tuple[str, str]]]:
    """What ``journal_table`` wrote."""
    candidates = []
    for row in table.to_pylist():
        changes = tuple(Change(**one) for one in row.pop("changes"))
        candidates.append(Candidate(**row, changes=changes))
    told = (table.schema.metadata or {}).get(_REFUSED, b"").decode()
    refused = [
        (operation, reason) for operation, _, reason in (line.partition("\t") for line in told.split("\n")) if reason
    ]
    return candidates, refused


def class_table(
    before: Mapping[str | None, int], wanted: Mapping[str | None, int], made: Mapping[str | None, int]
) -> pa.Table:
    """``CLASSES``, the largest first."""
    rows = [
        {"label": name, "before": count, "wanted": wanted.get(name, 0), "made": made.get(name, 0)}
        for name, count in sorted(before.items(), key=lambda one: (-one[1], one[0] or ""))
    ]
    return pa.Table.from_pylist(rows, CLASSES)
