"""The types of JSON columns, from every row and not from the first ones.

A shape is a summary: ``add`` sees a value, ``merge`` joins two parts of a corpus, and the order of either does not
matter but for the order of columns. Only types that hold every value exactly are given: integers beyond 64 bits, or
columns of several types, become strings that hold the value's JSON text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from dataaudit.sources.values import value_text

_EXACT_IN_FLOAT = 2**53
_MAX_FIELDS = 1000
"""Keys of a nested object above which it is kept as JSON text: it is a mapping, not a record."""
_MAX_LEVELS = 16
"""Lists and objects inside each other above which a column is kept as JSON text: readers of Parquet refuse schemas of a
hundred levels, of which a list takes three."""
TUPLES = "lists of tuples of "
"""How values such as ``[[0, 7, "PER"]]`` are called: they are records, and no column of several types by mistake."""
_DEEP = "values nested more deeply than a table"


@dataclass(slots=True)
class Shape:
    """What was seen at one place of the rows.

    Attributes:
        kinds: Names of the JSON types seen: bool, int, float, str, list, dict.
        lowest: Smallest integer seen, or 0.
        highest: Largest integer seen, or 0.
        item: Shape of the items of lists.
        fields: Shape of every key of objects, in order of appearance.
    """

    kinds: set[str] = field(default_factory=set)
    lowest: int = 0
    highest: int = 0
    item: Shape | None = None
    fields: dict[str, Shape] = field(default_factory=dict)

    def add(self, value: Any, level: int = 0) -> bool:
        """See a value; None says nothing about a type.

        Args:
            value: A row, or with a level a value inside of one.
            level: Lists and objects around it. Values are seen down to a depth.

        Returns:
            Whether something lies deeper; the column of a row that holds it becomes text.
        """
        if value is None:
            return False
        kind = type(value).__name__
        if level > _MAX_LEVELS and kind in ("list", "dict"):
            return True
        deep = False
        self.kinds.add(kind)
        if kind == "int":
            if value < self.lowest:
                self.lowest = value
            elif value > self.highest:
                self.highest = value
        elif kind == "list":
            self.item = self.item or Shape()
            for item in value:
                deep |= self.item.add(item, level + 1)
        elif kind == "dict":
            deep = self._add_fields(value, level)
        return deep

    def _add_fields(self, value: dict[str, Any], level: int) -> bool:
        deep = False
        for key, inner in value.items():
            known = self.fields.get(key)
            if known is None:
                known = self.fields[key] = Shape()
            if known.add(inner, level + 1):
                deep = True
                if level == 0:
                    known.kinds.add(_DEEP)
        return deep

    def merge(self, other: Shape) -> None:
        """See all that another shape saw."""
        self.kinds |= other.kinds
        self.lowest = min(self.lowest, other.lowest)
        self.highest = max(self.highest, other.highest)
        if other.item:
            self.item = self.item or Shape()
            self.item.merge(other.item)
        for key, inner in other.fields.items():
            self.fields.setdefault(key, Shape()).merge(inner)

    def to_json(self) -> dict[str, Any]:
        """A form for storage; ``from_json`` reads it back."""
        return {
            "kinds": sorted(self.kinds),
            "range": [str(self.lowest), str(self.highest)],
            "item": self.item.to_json() if self.item else None,
            "fields": [[key, inner.to_json()] for key, inner in self.fields.items()],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Shape:
        """Read back what ``to_json`` gave."""
        return cls(
            kinds=set(data["kinds"]),
            lowest=int(data["range"][0]),
            highest=int(data["range"][1]),
            item=cls.from_json(data["item"]) if data["item"] else None,
            fields={key: cls.from_json(inner) for key, inner in data["fields"]},
        )

    def turned(self) -> str:
        """Which types of values, here or inside, become their JSON text; empty where none do."""
        if not self.kinds or self.kinds == {"str"}:
            return ""
        if self.item is not None and self.kinds == {"list"}:
            inside = self.item.turned()
            if inside and self.item.kinds == {"list"} and self.item.is_tuple():
                return TUPLES + inside.removeprefix("lists of ")
            return f"lists of {inside}" if inside else ""
        if self.to_arrow() == pa.string():
            if self.kinds == {"int"}:
                return f"integers from {self.lowest} to {self.highest}"
            if self.kinds == {"dict"}:
                return f"objects of {len(self.fields)} keys"
            return " and ".join(sorted(self.kinds))
        named = [f"{told} in {key}" for key, inner in self.fields.items() if (told := inner.turned())]
        return ", ".join(named[:5])

    def is_tuple(self) -> bool:
        """Whether items of lists, here or further inside, are texts beside numbers, as in ``[0, 7, "PER"]``.

        In a list of texts, 7 and "7" would be equal: the whole becomes JSON text.
        """
        if self.kinds == {"list"} and self.item is not None:
            return self.item.is_tuple()
        return "str" in self.kinds and bool(self.kinds & {"bool", "int", "float"})

    def to_arrow(self) -> pa.DataType:
        """The narrowest Arrow type that holds every value exactly."""
        kinds = self.kinds
        if not kinds:
            return pa.null()
        if kinds == {"bool"}:
            return pa.bool_()
        if kinds == {"int"} and self.lowest >= -(2**63) and self.highest < 2**63:
            return pa.int64()
        if kinds == {"float"}:
            return pa.float64()
        if kinds == {"int", "float"} and max(-self.lowest, self.highest) <= _EXACT_IN_FLOAT:
            return pa.float64()
        if kinds == {"list"} and self.item is not None:
            return pa.string() if self.item.is_tuple() else pa.list_(self.item.to_arrow())
        if kinds == {"dict"} and 0 < len(self.fields) <= _MAX_FIELDS:
            return pa.struct([(key, inner.to_arrow()) for key, inner in self.fields.items()])
        return pa.string()


def fit(value: Any, kind: pa.DataType) -> Any:
    """A value in the form that an Arrow type takes: text stays, anything else becomes JSON text in a text column.

    Examples:
        >>> fit(5, pa.string()), fit("5", pa.string()), fit([1, "a"], pa.list_(pa.string()))
        ('5', '5', ['1', 'a'])
    """
    if value is None:
        return None
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return value_text(value)
    if pa.types.is_list(kind) and isinstance(value, list):
        return [fit(item, kind.value_type) for item in value]
    if pa.types.is_struct(kind) and isinstance(value, dict):
        return {column.name: fit(value.get(column.name), column.type) for column in kind}
    return value
