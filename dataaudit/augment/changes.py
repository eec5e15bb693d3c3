"""What an operation did to a text: edits, the new text, and the positions of each in both."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import regex

CHANGES = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()), ("end", pa.int64()), ("before", pa.large_string()),
            ("new_start", pa.int64()), ("new_end", pa.int64()), ("after", pa.large_string()),
        ]
    )
)  # fmt: skip
"""Changes as a column: offsets in code points of the source and of the new text."""
_TOKENS = regex.compile(r"\s+|[\p{Han}\p{Thai}]|[\p{L}\p{M}\p{N}]+|.", flags=regex.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A part of a text and its replacement; an empty part is an insertion.

    Attributes:
        start: First code point.
        end: One past the last.
        after: The new text.
    """

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """An edit with its positions in both texts.

    Attributes:
        start: First code point in the source.
        end: One past the last.
        before: The old text.
        new_start: First code point in the new text.
        new_end: One past the last.
        after: The new text.
    """

    start: int
    end: int
    before: str
    new_start: int
    new_end: int
    after: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new text.

    Attributes:
        text: The text.
        changes: What was changed, by start.
    """

    text: str
    changes: tuple[Change, ...]


def apply_edits(text: str, edits: Iterable[Edit]) -> Made:
    """The text with edits applied.

    Args:
        text: A text.
        edits: Edits of which no two overlap, in any order; several at one place are joined in that order.

    Raises:
        ValueError: Two overlap.

    Examples:
        >>> apply_edits("a cat sat", [Edit(2, 5, "dog")]).text
        'a dog sat'
    """
    pieces: list[str] = []
    changes: list[Change] = []
    last = length = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < last or edit.end < edit.start or edit.end > len(text):
            message = f"edits overlap or leave the text at {edit.start}"
            raise ValueError(message)
        if text[edit.start : edit.end] == edit.after:
            continue
        kept = text[last : edit.start]
        length += len(kept)
        changes.append(
            Change(edit.start, edit.end, text[edit.start : edit.end], length, length + len(edit.after), edit.after)
        )
        pieces += [kept, edit.after]
        length += len(edit.after)
        last = edit.end
    pieces.append(text[last:])
    return Made("".join(pieces), tuple(changes))


def difference(before: str, after: str) -> tuple[Edit, ...]:
    """Edits between two texts, word by word.

    Examples:
        >>> difference("the old cat", "the black cat")
        (Edit(start=4, end=7, after='black'),)
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    places = [0]
    for token in old:
        places.append(places[-1] + len(token))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Edit(places[first], places[last], "".join(new[begin:end]))
        for kind, first, last, begin, end in matcher.get_opcodes()
        if kind != "equal"
    )


def undone(text: str, changes: Sequence[Change]) -> str:
    """The source text again, from a new one and its changes.

    Examples:
        >>> made = apply_edits("a cat sat", [Edit(2, 5, "dog"), Edit(9, 9, " down")])
        >>> undone(made.text, made.changes)
        'a cat sat'
    """
    return apply_edits(text, [Edit(one.new_start, one.new_end, one.before) for one in changes]).text


def as_records(changes: Sequence[Change]) -> list[dict[str, int | str]]:
    """Changes as ``CHANGES`` holds them."""
    return [
        {"start": one.start, "end": one.end, "before": one.before, "new_start": one.new_start,
         "new_end": one.new_end, "after": one.after}
        for one in changes
    ]  # fmt: skip
