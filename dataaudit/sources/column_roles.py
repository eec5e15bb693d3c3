"""Which column is the text, which the label, which the split: as given, or found and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from dataaudit.config.run_options import InputOptions
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.sources.columnar import class_names
from dataaudit.sources.template import Template, is_list_of_texts, is_text_type
from dataaudit.sources.turns import ORDER, Turns
from dataaudit.sources.turns import SHAPES as TURNS

TEXT_NAMES = ("text", "content", "document", "body", "sentence", "passage")
LABEL_NAMES = ("label", "labels", "class", "category", "target", "intent", "sentiment")
SHAPES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("instruction", "input", "output"), "{instruction}\n{input}\n{output}"),
    (("instruction", "output"), "{instruction}\n{output}"),
    (("instruction", "response"), "{instruction}\n{response}"),
    (("prompt", "completion"), "{prompt}\n{completion}"),
    (("prompt", "response"), "{prompt}\n{response}"),
    (("question", "answer"), "{question}\n{answer}"),
    (("messages",), "{messages}"),
    (("conversations",), "{conversations}"),
)
"""Columns of well-known shapes of instruction data, and the template that joins them."""

_IDENTIFIERS = re.compile(r"(.*_)?(id|uuid|guid|url|uri|link|path|file|filename|hash|md5|sha1|sha256|date|time|lang)")
_LONGEST_LABEL = 64


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns of a run mean.

    Attributes:
        text: The template that gives a row's text.
        label: Column of the class, or None.
        split: Column of the split, or None where file names give it.
        fields: Further texts to seek exact duplicates on.
        found: What was found rather than given, as sentences for the user.
        turns: What gives a row of instruction data as turns, or None for other data.
    """

    text: Template
    label: str | None = None
    split: str | None = None
    fields: Mapping[str, Template] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    turns: Turns | None = None

    @property
    def shown(self) -> str:
        """The text's template as a user would write it."""
        return "".join(literal + (f"{{{column}}}" if column else "") for literal, column in self.text.parts)


def find_roles(config: InputOptions, head: pa.Table, where: str) -> Roles:
    """Roles from the configuration, and for what it leaves open from the first rows.

    Args:
        config: The ``input`` section.
        head: First rows of the first file that has any, with all columns seen in them.
        where: That file's name, for messages.

    Raises:
        InputError: A named column does not exist, or has no text; or no text column is recognised.
    """
    names = head.schema.names
    for key, column in (("label", config.label), ("split", config.split), ("text", config.text)):
        if column and column not in names:
            message = f"{where}: no column '{column}' for input.{key}{did_you_mean(column, names)}"
            raise InputError(message)
    if config.text and config.template:
        message = "input.text and input.template exclude each other; give one of them"
        raise InputError(message)
    found: list[str] = []
    label = config.label if config.label is not None else _find_label(head)
    if label and config.label is None:
        found.append(f"label column '{label}' (found by its name; input.label chooses another, \"\" none)")
    split = config.split
    if split is None and "split" in names and _is_named(head.schema, "split"):
        split = "split"
        found.append("split column 'split' (found by its name; input.split chooses another)")
    text = _given_text(config)
    if text is None:
        text, why = _find_text(head, where, {label, split})
        found.append(why)
    text.check(names, where)
    if text.strict:
        text = replace(text, on_list=config.on_list)
        kind = head.schema.field(text.columns[0]).type
        text.check_type(kind, where)
        if is_list_of_texts(kind):
            how = {"join": "joined by line feeds", "first": "represented by their first"}[config.on_list]
            found.append(f"lists of texts in '{text.columns[0]}' are {how} (input.on_list chooses)")
    fields = {name: Template.parse(template) for name, template in config.fields.items()}
    for template in fields.values():
        template.check(names, where)
    turns = _find_turns(config, names, text, where)
    if turns and not config.turns:
        shape = ", ".join(f"{column} = {role}" for role, column in zip(turns.roles, turns.columns, strict=True))
        found.append(f"instruction data: {shape} (a known shape; input.turns chooses others)")
    return Roles(text, label or None, split, fields, tuple(found), turns)


def _find_turns(config: InputOptions, names: list[str], text: Template, where: str) -> Turns | None:
    """The turns of instruction data: as given, or of a known shape all of whose columns the text is made of."""
    if config.turns:
        turns = Turns.of(sorted(config.turns.items(), key=lambda given: ORDER.index(given[0])))
        if len(turns.columns) < len(turns.roles):
            message = "input.turns: one column is used for two roles; give each role a separate column"
            raise InputError(message)
        turns.check(names, where)
        return turns
    for shape in TURNS:
        columns = [column for _, column in shape]
        if all(column in names for column in columns) and set(columns) <= set(text.columns):
            return Turns.of(shape)
    return None


def _is_named(schema: pa.Schema, column: str) -> bool:
    """Whether the values of a column are names: strings in any encoding, or numbers of named classes."""
    kind = schema.field(column).type
    return column in class_names(schema) or (is_text_type(kind) and not pa.types.is_nested(kind))


def _given_text(config: InputOptions) -> Template | None:
    if config.template:
        return Template.parse(config.template)
    return Template.of_column(config.text) if config.text else None


def _find_text(head: pa.Table, where: str, taken: set[str | None]) -> tuple[Template, str]:
    names = head.schema.names
    lowered = {name.lower(): name for name in reversed(names)}
    for known in TEXT_NAMES:
        column = lowered.get(known)
        if column and column not in taken and is_text_type(head.schema.field(column).type):
            return Template.of_column(column), f"text column '{column}' (found by its name; input.text chooses another)"
    for columns, template in SHAPES:
        if all(column in names for column in columns):
            shape = " + ".join(columns)
            return Template.parse(template), f"text from {shape} (a known shape; input.template chooses another)"
    prose = [name for name in names if name not in taken and _is_prose(head.column(name), name)]
    if len(prose) == 1:
        why = f"text column '{prose[0]}' (the only one with prose; input.text chooses another)"
        return Template.of_column(prose[0]), why
    if prose:
        joined = Template(tuple(("\n" * (index > 0), name) for index, name in enumerate(prose)))
        return joined, f"text from {' + '.join(prose)} (all columns with prose; input.text or input.template chooses)"
    texts = [name for name in names if is_text_type(head.schema.field(name).type) and name not in taken]
    if len(texts) == 1:
        return Template.of_column(texts[0]), f"text column '{texts[0]}' (the only one; input.text chooses another)"
    shown = ", ".join(names) if names else "none"
    message = (
        f"{where}: no text column recognised among {shown}; name one with input.text, or join several with "
        "input.template"
    )
    raise InputError(message)


def _is_prose(column: pa.ChunkedArray, name: str) -> bool:
    """Whether the first values of a column read like text: mostly different, and of several words or long."""
    if not is_text_type(column.type) or _IDENTIFIERS.fullmatch(name.lower()):
        return False
    batch = pa.RecordBatch.from_arrays([column.combine_chunks()], names=[name])
    values = [value for value in Template.of_column(name).of_batch(batch).to_pylist() if value and value.strip()]
    if not values:
        return False
    prose = sum(_reads_like_text(value) for value in values)
    return prose >= 0.5 * len(values) and len(set(values)) >= 0.1 * len(values)


def _reads_like_text(value: str) -> bool:
    several_words = len(value.split()) > 2 or (len(value) >= 6 and not value.isascii())
    return several_words and sum(map(str.isalpha, value)) >= 0.4 * len(value)


def _find_label(head: pa.Table) -> str | None:
    lowered = {name.lower(): name for name in reversed(head.schema.names)}
    for name in LABEL_NAMES:
        column = lowered.get(name)
        if column is None:
            continue
        kind = head.schema.field(column).type
        values = [value for value in head.column(column).to_pylist() if value is not None]
        short = all(not isinstance(value, str) or len(value) <= _LONGEST_LABEL for value in values)
        repeated = len(values) < 20 or len({str(value) for value in values}) <= 0.5 * len(values)
        scalar = pa.types.is_integer(kind) or pa.types.is_boolean(kind) or is_text_type(kind)
        if values and scalar and short and repeated and not pa.types.is_nested(kind):
            return str(column)
    return None
