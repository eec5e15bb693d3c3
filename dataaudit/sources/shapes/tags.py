"""Tags of tokens (token classification): lists of tokens with lists of tags of the same length beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from dataaudit.sources.columnar import features_of
from dataaudit.sources.template import RowTemplate, Template, is_list_of_texts

_WRITTEN = ("words", "tokens", "text", "sentence", "utterance", "seq_in", "query", "sent")
"""Names of tokens that are one text, with white space between them."""
_TOKENS = ("tokens", "words", "token", "word", "tokenized_text", "forms", "form", "token_list", "tokenized")
_SOMEBODYS = re.compile(r"(?:[a-z0-9]+[_-])+(?:tokens|words)")
"""Tokens of a tokenizer that is named, as in mbert_text_tokens."""
_TAGS = re.compile(r"(?:[a-z0-9]+[_ -])*(?:tags?|labels?|upos|xpos|ner|pos|bio|iob|slots?|seq_out|entities)")
_MOST = 0.5
"""Share of the first rows in which a column must have a tag for every token."""
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)\"""")
_LISTED = re.compile(rf"\[(?:[\s,]*+(?:{_QUOTED.pattern}))++[\s,]*+\]")
"""A list of texts as pandas and numpy write it into a cell."""
_NEARLY = 0.9
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Characters of scripts that write words without spaces."""
ENTITY = re.compile(r"([BIESLUM])-(.+)", re.DOTALL)
"""A tag of an entity: its place in it, and its kind."""


@dataclass(frozen=True, slots=True)
class Tags(RowTemplate):
    """The template that gives the number of a row's tokens and its tags, as JSON.

    Attributes:
        names: What numbers stand for, by column.
        checked: Columns whose tags are entities with a beginning and an inside (BIO and the like).
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    checked: tuple[str, ...] = ()

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """``[tokens, {column: tags}]`` of a row; tags of columns that are not checked are a number of zeros."""
        tokens = units_of(row.get(self.columns[0]))
        if tokens is None:
            return None
        told = {}
        for column in self.columns[1:]:
            given = units_of(row.get(column))
            if given is not None:
                told[column] = self._named(column, given) if column in self.checked else [0] * len(given)
        return json.dumps([len(tokens), told], ensure_ascii=False)

    def text(self, head: pa.Table) -> Template:
        """The template of the text that the tokens make, with spaces between them where its script has any."""
        column = self.columns[0]
        tokens = [one for row in head.column(column).to_pylist() if isinstance(row, list) for one in row]
        if not tokens:
            return Template.of_column(column)
        single = sum(isinstance(one, str) and len(one) == 1 and _UNSPACED.match(one) is not None for one in tokens)
        return replace(Template.of_column(column), between="" if single > _MOST * len(tokens) else " ")

    def _named(self, column: str, given: list[Any]) -> list[Any]:
        names = self.names.get(column)
        if names is None:
            return given
        return [names[one] if isinstance(one, int) and 0 <= one < len(names) else one for one in given]


def find_tags(head: pa.Table, taken: Collection[str | None]) -> tuple[Tags | None, str]:
    """The tags of rows, and a sentence about them; None and "" for other data.

    Args:
        head: First rows.
        taken: Columns that have another meaning.
    """
    free = {name.casefold(): name for name in reversed(head.schema.names) if name not in taken}
    tokens, tags = None, list[str]()
    for names, usable in ((_TOKENS, _is_list), (_WRITTEN, _is_written)):
        called = [*names, *(name for name in free if names is _TOKENS and _SOMEBODYS.fullmatch(name))]
        tokens = next((free[name] for name in called if name in free and usable(head, free[name], tokens=True)), None)
        sizes = _sizes(head, tokens) if tokens else []
        tags = [
            name
            for low, name in free.items()
            if tokens and name != tokens and _TAGS.fullmatch(low) and usable(head, name, tokens=False)
            and _fit(sizes, _sizes(head, name))
        ]  # fmt: skip
        if tags:
            break
    if tokens is None or not tags:
        return None, ""
    tags.sort(key=head.schema.names.index)
    found = Tags(tuple(("", name) for name in (tokens, *tags)), names=_names(head.schema))
    checked, told = [], []
    for column in tags:
        rows = [found._named(column, units_of(row) or []) for row in head.column(column).to_pylist() if row]
        why = _not_checked(rows)
        checked += [column] if why is None else []
        told += [f"the order of the tags in '{column}' is not checked: {why}"] if why else []
    sentence = f"tags of '{tokens}' in {', '.join(tags)} (token classification)"
    return Tags(found.parts, names=found.names, checked=tuple(checked)), "; ".join([sentence, *told])


def _not_checked(rows: Sequence[Sequence[Any]]) -> str | None:
    """Why the order of tags is not checked; "" where tags have no order, None where it is."""
    words = {tag for row in rows for tag in row}
    if words and all(isinstance(tag, int) for tag in words):
        return "numbers without names"
    marked = [tag for tag in words if isinstance(tag, str) and ENTITY.fullmatch(tag)]
    if not marked or len(marked) < _MOST * len([tag for tag in words if tag not in ("O", "o", None)]):
        return ""
    begun = inside = 0
    for row in rows:
        for place, tag in enumerate(row):
            mark = ENTITY.fullmatch(tag) if isinstance(tag, str) else None
            starts = place == 0 or not isinstance(row[place - 1], str) or not ENTITY.fullmatch(row[place - 1])
            if mark and starts:
                inside += mark[1] == "I"
                begun += mark[1] != "I"
    return "an entity begins with I- (IOB1)" if inside > begun else None


def units_of(value: Any) -> list[Any] | None:
    """Tokens or tags in a list, or with white space between them."""
    if isinstance(value, str) and _LISTED.fullmatch(value):
        return [one or other for one, other in _QUOTED.findall(value)]
    return value if isinstance(value, list) else value.split() if isinstance(value, str) else None


def _is_written(head: pa.Table, column: str, *, tokens: bool) -> bool:
    """Whether a column holds texts; as tags nearly all of their words must be marks of entities."""
    kind = head.schema.field(column).type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return False
    units = [unit for row in head.column(column).to_pylist() for unit in units_of(row) or []]
    marks = sum(unit == "O" or ENTITY.fullmatch(str(unit)) is not None for unit in units)
    return bool(units) and (tokens or marks >= _NEARLY * len(units))


def _is_list(head: pa.Table, column: str, *, tokens: bool) -> bool:
    kind = head.schema.field(column).type
    if is_list_of_texts(kind):
        return True
    lists = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    return bool(not tokens and lists and pa.types.is_integer(kind.value_type))


def _sizes(head: pa.Table, column: str) -> list[int]:
    return [-1 if (units := units_of(row)) is None else len(units) for row in head.column(column).to_pylist()]


def _fit(tokens: list[int], tags: list[int]) -> bool:
    return sum(one == other for one, other in zip(tokens, tags, strict=True)) >= _MOST * max(len(tokens), 1)


def _names(schema: pa.Schema) -> dict[str, list[str]]:
    """Names behind the integers of lists of classes, as Hugging Face datasets write them in several versions."""
    found = {}
    for column, feature in features_of(schema).items():
        inner = feature[0] if isinstance(feature, list) and feature else feature
        inner = inner.get("feature", inner) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and isinstance(inner.get("names"), list):
            found[column] = [str(name) for name in inner["names"]]
    return found
