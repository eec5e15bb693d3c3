"""Personal data taken out of the kept rows: masked, or replaced by a stable pseudonym; a witness for every edit."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.config.run_options import CleanOptions
from dataaudit.errors import ConfigurationError
from dataaudit.sources.template import Template
from dataaudit.stages.lines.noise_lines import noise_spans
from dataaudit.stages.personal_data.detect import Span, apart, personal_data

SCHEMA = pa.schema(
    [
        ("row_id", pa.uint64()),
        ("column", pa.string()),
        ("type", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("replacement", pa.string()),
    ]
)
"""``edits/``: start and end (code points) of the replaced text in a column, and the new text.
Of a nested column the places are those in the string inside it."""

PASSAGE, NOISE = "passage", "noise_line"
"""The types of a common line, and of a line beside the text, among the edits."""

_PSEUDONYM_BYTES = 8
_FEWEST_KEY_BYTES = 16


@dataclass(slots=True)
class Editor:
    """Replaces personal data in rows of the clean data set.

    Attributes:
        action: ``flag`` leaves personal data; ``mask`` writes the type alone; ``pseudonymise`` the type and a keyed
            hash of the value: the same value has the same pseudonym in every run with that key, and nobody without
            the key can tell or test the value.
        rows: Row ids in whose audited text something was found, ascending.
        text: The template of the audited text: its columns are edited.
        key: For pseudonyms.
        lines: Common lines, without white space around them, that are removed with their line end.
        noise: Whether lines beside the text are removed.
        sources: Further columns, from which the text was written: what is taken out of it is taken out of them too.
        edits: What was replaced and not taken yet.
        count: Edits taken.
    """

    action: Literal["flag", "mask", "pseudonymise"]
    rows: NDArray[np.uint64]
    text: Template
    key: bytes = b""
    lines: frozenset[str] = frozenset()
    noise: bool = False
    sources: tuple[str, ...] = ()
    edits: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def __call__(self, ids: NDArray[np.uint64], batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch without personal data in the columns of the audited text.

        Args:
            ids: Row ids of the batch.
            batch: Original columns.
        """
        places = np.flatnonzero(np.isin(ids, self.rows))
        columns = [name for name in (*self.text.columns, *self.sources) if name in batch.schema.names]
        if not len(places) or not columns:
            return batch
        chosen = batch.select(columns).take(pa.array(places)).to_pylist()
        edited = [self._row(int(ids[place]), row) for place, row in zip(places.tolist(), chosen, strict=True)]
        order = np.arange(len(batch))
        order[places] = len(batch) + np.arange(len(places))
        for name in columns:
            described = batch.schema.field(name)
            coded = pa.types.is_dictionary(described.type)
            kind = described.type.value_type if coded else described.type
            plain = batch.column(name).cast(kind) if coded else batch.column(name)
            fresh = pa.array([row[name] for row in edited], kind)
            column = pa.concat_arrays([plain, fresh]).take(pa.array(order))
            column = column.dictionary_encode().cast(described.type) if coded else column
            batch = batch.set_column(batch.schema.get_field_index(name), described, column)
        return batch

    def _row(self, row_id: int, row: Mapping[str, Any]) -> dict[str, Any]:
        text = self.text.of_object(row) or ""
        known: set[tuple[str, str]] = set()
        if self.action != "flag":
            known = {(kind, text[start:end]) for kind, start, end in personal_data(text)}
        return {name: self._value(row_id, name, value, known) for name, value in row.items()}

    def _value(self, row_id: int, column: str, value: Any, known: set[tuple[str, str]]) -> Any:
        if isinstance(value, str):
            return self._json(row_id, column, value, known) or self._string(row_id, column, value, known)
        if isinstance(value, list | tuple):
            return type(value)(self._value(row_id, column, one, known) for one in value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._number(row_id, column, value, known)
        if isinstance(value, dict):
            return {name: self._value(row_id, column, one, known) for name, one in value.items()}
        return value

    def _json(self, row_id: int, column: str, text: str, known: set[tuple[str, str]]) -> str | None:
        """A JSON text with its values edited: its escapes are not the text's characters. None for any other text.

        One in which nothing is edited stays as it was written.
        """
        if text[:1] not in ("[", "{"):
            return None
        try:
            value = json.loads(text)
        except ValueError:
            return None
        edited = self._value(row_id, column, value, known)
        return text if edited == value else json.dumps(edited, ensure_ascii=False)

    def _number(self, row_id: int, column: str, value: float, known: set[tuple[str, str]]) -> float | None:
        """A number, or null where it is one that was found: a number cannot hold a type."""
        whole = str(int(value)) if value == value // 1 else ""
        for kind, one in sorted(known):
            if whole and "".join(filter(str.isdigit, one)) == whole:
                self._note(row_id, column, kind, 0, len(whole), "")
                return None
        return value

    def _note(self, row_id: int, column: str, kind: str, start: int, end: int, replacement: str) -> None:
        edit = {"row_id": row_id, "column": column, "type": kind, "start": start, "end": end}
        self.edits.append(edit | {"replacement": replacement})

    def _string(self, row_id: int, column: str, text: str, known: set[tuple[str, str]]) -> str:
        pieces, position = [], 0
        for kind, start, end in self._spans(text, known):
            replacement = self.replacement(kind, text[start:end])
            self._note(row_id, column, kind, start, end, replacement)
            pieces += [text[position:start], replacement]
            position = end
        return "".join([*pieces, text[position:]])

    def replacement(self, kind: str, value: str) -> str:
        """The replacement of a value."""
        if kind in (PASSAGE, NOISE):
            return ""
        if self.action == "mask":
            return f"[{kind.upper()}]"
        digest = hmac.new(self.key, f"{kind}\0{_plain(kind, value)}".encode(), hashlib.sha256).digest()
        return f"[{kind.upper()}_{digest[:_PSEUDONYM_BYTES].hex()}]"

    def _spans(self, text: str, known: Iterable[tuple[str, str]]) -> list[Span]:
        """What is found in one string: common lines, and personal data of the whole text wherever it stands here."""
        lines = list(_common_lines(text, self.lines))
        if self.noise:
            lines = apart(chain(lines, ((NOISE, start, end) for start, end in noise_spans(text))), len(text))
        if self.action == "flag":
            return lines
        found = apart(chain(personal_data(text), _places(text, known)), len(text))
        inside = [one for one in found if not any(start < one[2] and one[1] < end for _, start, end in lines)]
        return sorted([*lines, *inside], key=lambda span: span[1])

    def take(self) -> pa.Table:
        """The edits since the last call, in the order of rows."""
        table = pa.Table.from_pylist(self.edits, schema=SCHEMA)
        self.count += len(table)
        self.edits.clear()
        return table


def pseudonym_key(clean: CleanOptions) -> bytes:
    """The key of pseudonyms from the environment; empty where none are made.

    Raises:
        ConfigurationError: The variable is not set, or its value is too short.
    """
    if clean.pii != "pseudonymise":
        return b""
    key = os.environ.get(clean.pii_key, "").encode()
    if len(key) < _FEWEST_KEY_BYTES:
        message = (
            f"clean.pii: pseudonymise needs a key of at least {_FEWEST_KEY_BYTES} bytes in the environment variable "
            f"{clean.pii_key}; set it, or use mask"
        )
        raise ConfigurationError(message)
    return key


def common_lines(passages: pa.Table) -> frozenset[str]:
    """The lines of ``passages.parquet`` that are removed where that is asked for."""
    return frozenset(row["text"] for row in passages.to_pylist() if row["kind"] == "line" and row["text"])


def _common_lines(text: str, lines: frozenset[str]) -> Iterator[Span]:
    """Where common lines stand, with the line end behind them where there is one."""
    if not lines:
        return
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        if line.strip() in lines:
            behind = end < len(text)
            yield PASSAGE, position, end + behind
        position = end + 1


def _places(text: str, known: Iterable[tuple[str, str]]) -> Iterator[Span]:
    """Positions of known values in a string."""
    for kind, value in sorted(known):
        position = text.find(value)
        while position >= 0:
            yield kind, position, position + len(value)
            position = text.find(value, position + len(value))


def _plain(kind: str, value: str) -> str:
    """A value without the ways to write it: a number grouped or not has one pseudonym."""
    if kind in ("secret", "url_credentials"):
        return value
    if kind in ("email", "ipv6"):
        return value.casefold()
    return "".join(character for character in value.upper() if character.isalnum() or character == ".")
