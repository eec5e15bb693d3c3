"""Whether every token has a tag, and whether entities begin before they continue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa

from dataaudit.sources.corpus import TAGS
from dataaudit.sources.shapes.tags import ENTITY

_INSIDE = ("I", "E", "L", "M")
_OPEN = ("B", "I", "M")
_ENDS = ("E", "L")


@dataclass(frozen=True, slots=True)
class TagSignals:
    """Row stage ``tags``, for rows with tags of tokens.

    Attributes:
        name: ``tags``.

    Signals: ``tags_unequal`` (1 where a column has another number of tags than there are tokens); ``tag_problem`` (why
    the tags of a column are not a sequence of entities, in a few words). Null for a row without tokens.
    """

    name: str = "tags"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([("tags_unequal", pa.uint32()), ("tag_problem", pa.string())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        unequal: list[int | None] = []
        problems: list[str | None] = []
        for text in batch.column(TAGS).to_pylist():
            if text is None:
                unequal.append(None)
                problems.append(None)
                continue
            tokens, columns = orjson.loads(text)
            unequal.append(int(any(len(tags) != tokens for tags in columns.values())))
            problems.append(next((found for tags in columns.values() if (found := tag_problem(tags))), None))
        arrays = [pa.array(unequal, pa.uint32()), pa.array(problems, pa.string())]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def tag_problem(tags: Sequence[Any]) -> str | None:
    """Why tags are not a sequence of entities: one continues that has not begun, or does not end (BIOES, BILOU).

    Args:
        tags: Such as "B-PER", "I-PER", "O"; tags without a mark are outside of entities.

    Examples:
        >>> tag_problem(["O", "I-PER"]), tag_problem(["B-PER", "I-LOC"]), tag_problem(["B-PER", "I-PER", "O"])
        ('I-PER after O', 'I-LOC after B-PER', None)
    """
    marked = [ENTITY.fullmatch(tag) if isinstance(tag, str) else None for tag in tags]
    ends = any(mark and mark[1] in _ENDS for mark in marked)
    for place, mark in enumerate(marked):
        before = marked[place - 1] if place else None
        told = tags[place - 1] if place else "the beginning"
        open_before = before is not None and before[1] in _OPEN
        if mark and mark[1] in _INSIDE and not (open_before and before and before[2] == mark[2]):
            return f"{mark[0]} after {told}"
        if ends and open_before and not (mark and mark[1] in _INSIDE):
            return f"{tags[place]} after {told}"
    if ends and marked and marked[-1] and marked[-1][1] in _OPEN:
        return f"{tags[-1]} at the end"
    return None
