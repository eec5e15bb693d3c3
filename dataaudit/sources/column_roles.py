"""Which column is the text, which the label, which the split: as given, or found and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import pyarrow as pa

from dataaudit.config.run_options import InputOptions, TurnRole
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.sources.columnar import class_names
from dataaudit.sources.field_path import column_root, field_type
from dataaudit.sources.shapes.candidate_lists import find_candidates
from dataaudit.sources.shapes.compared_answers import find_compared
from dataaudit.sources.shapes.compared_columns import compared_content, watched_columns
from dataaudit.sources.shapes.label_column import find_label
from dataaudit.sources.shapes.media_files import MediaFiles, find_media_files
from dataaudit.sources.shapes.named_parts import NamedParts, find_named_parts
from dataaudit.sources.shapes.recognise_shape import LOOKED_AT, recognise_shape
from dataaudit.sources.shapes.row_places import find_samples
from dataaudit.sources.shapes.scores import Scores, find_scores
from dataaudit.sources.shapes.split_keys import SplitKeys, find_split_keys
from dataaudit.sources.shapes.tags import Tags, find_tags
from dataaudit.sources.shapes.text_columns import IDENTIFIERS, TEXT_NAMES, find_text
from dataaudit.sources.shapes.turns import ORDER, SAID, SILENT, Content, Kind, Turns, TurnsText, is_rendering
from dataaudit.sources.template import Template, is_list_of_texts, is_text_type

_SHOWN = 8
_OF_FIELDS = ("text", "label", "groups", "time")
"""Keys of the configuration that may name a field inside a column."""
_NEEDED: tuple[TurnRole, ...] = ("conversation", "user", "assistant", "chosen", "rejected", "choices")
"""Roles of a declared shape whose columns must be there; others may be missing."""
_KINDS = {
    "instruction": "instruction data", "preference": "preference data", "choices": "questions with choices",
    "prompt": "prompts with a reference", "pair": "pairs of texts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns of a run mean.

    Attributes:
        text: The template that gives a row's text.
        label: Column of the class, or None.
        split: Column of the split, or None where file names give it.
        fields: Further texts to seek exact duplicates on.
        found: What was found rather than given, as sentences for the user.
        turns: What gives a row of a known shape as turns, or None for other data.
        parts: What gives the texts that near-duplicates must agree in one by one, of rows of no known shape; None
            where the text is one.
        tags: What gives the tags of a row's tokens.
        media_files: What gives the paths of files that rows name.
        scores: What rows say about the worth of their answers.
        samples: The column that tells several answers to one prompt apart.
        nested: Names of the text's columns that are fields inside a column, which cannot be edited.
        split_keys: Columns whose values must not be in two splits, or out of order.
        watched: Columns that are not read, and whether each holds words.
        unread: Columns that are not compared and hold free text, lists or objects.
        content: What gives all of a row that tells it from another one of the same text, or None for plain text.
    """

    text: Template
    label: str | None = None
    split: str | None = None
    fields: Mapping[str, Template] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    turns: Turns | None = None
    content: Content | None = None
    parts: NamedParts | None = None
    tags: Tags | None = None
    media_files: MediaFiles | None = None
    scores: Scores | None = None
    samples: str | None = None
    nested: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    split_keys: SplitKeys = field(default_factory=SplitKeys)
    watched: Mapping[str, bool] = field(default_factory=dict)

    @property
    def instruction(self) -> Turns | None:
        """The turns where answers are learned from them."""
        return self.turns if self.turns is not None and self.turns.instruction else None

    @property
    def rated(self) -> bool:
        """Whether rows say of an answer if it is a good one, and of a prompt there may be both."""
        return self.scores is not None and self.scores.kind == "rating"

    @property
    def several(self) -> bool:
        """Whether one prompt has several answers on purpose."""
        return self.rated or self.samples is not None or (self.turns is not None and self.turns.several)

    @property
    def sources(self) -> tuple[str, ...]:
        """Columns in which is said what a text in another column was written from."""
        said = [one for role, one in self.turns.named if role not in SILENT or role in SAID] if self.turns else []
        return tuple(one for one in said if one not in self.text.columns)

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
    named = [("label", config.label), ("split", config.split), ("text", config.text)]
    named += [(key, column) for key in ("compare", "ignore", "groups") for column in getattr(config, key)]
    named += [("time", config.time)]
    for key, column in named:
        if column and (column_root(column, names) if key in _OF_FIELDS else column in names or None) is None:
            message = f"{where}: no column '{column}' for input.{key}{did_you_mean(column, names)}"
            raise InputError(message)
    if config.text and config.template:
        message = "input.text and input.template exclude each other; give one of them"
        raise InputError(message)
    found: list[str] = []
    label = config.label if config.label is not None else find_label(head)
    if label and config.label is None:
        found.append(f"label column '{label}' (found by its name; input.label chooses another, \"\" none)")
    split = config.split
    if split is None and "split" in names and _is_named(head.schema, "split"):
        split = "split"
        found.append("split column 'split' (found by its name; input.split chooses another)")
    classed = column_root(label, names) if label else None
    taken: set[str | None] = {classed, split}
    given, declared = _given_turns(config, head.schema, where)
    found += declared
    tags, tagged = find_tags(head, {split}) if given is None else (None, "")
    found += [tagged] if tagged else []
    text, shape, why = _text(config, head, where, taken, given, tags)
    found += [why] if why else []
    text.check_fields(head.schema, where)
    kind = field_type(head.schema, text.columns[0]) if text.strict else None
    if kind is not None:
        text = replace(text, on_list=config.on_list)
        text.check_type(kind, where)
        if is_list_of_texts(kind):
            joined = {"\n": "joined by line feeds", " ": "joined by spaces", "": "joined"}[text.between]
            how = {"join": joined, "first": "represented by their first"}[config.on_list]
            found.append(f"lists of texts in '{text.columns[0]}' are {how} (input.on_list chooses)")
    for place in (*config.groups, *((config.time,) if config.time else ())):
        Template.of_column(place).check_fields(head.schema, where)
    fields = {name: Template.parse(template) for name, template in config.fields.items()}
    for template in fields.values():
        template.check_fields(head.schema, where)
    turns = given or shape or _spoken(config, _turns_of(head, text, taken))
    if turns and given is None:
        parts = ", ".join(f"{column} = {role}" for role, column in turns.named)
        better = f", the better one by '{turns.verdict}'" if turns.verdict else ""
        found.append(f"{_KINDS[turns.kind]}: {parts}{better} (by names and first rows; input.turns chooses others)")
    if turns and given is None and (others := _of_another_shape(head, turns, taken)):
        found.append(others)
    guessed = turns is None and tags is None and not config.text and not config.template
    named_parts = find_named_parts(head, text, taken) if guessed else None
    content, told, unread = compared_content(config, head, text, turns, taken, tags, named_parts)
    found += told
    scores, worth = find_scores(head, turns) if turns and turns.instruction else (None, "")
    found += [worth] if worth else []
    samples, several = find_samples(head, turns)
    found += several
    nested = tuple(column for column in text.columns if column not in names)
    return Roles(
        text=text,
        label=label or None,
        split=split,
        fields=fields,
        found=tuple(found),
        turns=turns,
        content=content,
        parts=named_parts,
        tags=tags,
        media_files=find_media_files(head, taken),
        scores=scores,
        samples=samples,
        nested=nested,
        unread=unread,
        split_keys=find_split_keys(head, {*text.columns, *taken}, config.groups, config.time),
        watched=watched_columns(head, text, content, taken - {classed}),
    )


def _text(
    config: InputOptions,
    head: pa.Table,
    where: str,
    taken: set[str | None],
    given: Turns | None,
    tags: Tags | None,
) -> tuple[Template, Turns | None, str]:
    """The template of the text, the shape that it is made from, and how it was found."""
    text = _given_text(config)
    if text is not None:
        return text, None, ""
    if tags is not None:
        return tags.text(head), None, ""
    found, rendered = _shape(head, taken) if given is None else (given, TEXT_NAMES[0] in head.schema.names)
    shape = _spoken(config, found)
    if shape is not None and not rendered:
        return _shape_text(shape, head), shape, ""
    text, why = find_text(head, where, taken)
    return text, shape if given is None else None, why


def _of_another_shape(head: pa.Table, turns: Turns, taken: set[str | None]) -> str | None:
    """A sentence about first rows that hold nothing in the columns of the shape and something in others."""
    rows = head.slice(0, LOOKED_AT)
    own = {column_root(column, rows.schema.names) or column for role, column in turns.named if role not in SILENT}
    others = [name for name in rows.schema.names if name not in own | taken and not IDENTIFIERS.fullmatch(name.lower())]
    held: dict[str, int] = {}
    count = 0
    for row in rows.select([name for name in rows.schema.names if name in own or name in others]).to_pylist():
        filled = [name for name in others if row[name] not in (None, "", [])]
        if filled and all(row.get(name) in (None, "", []) for name in own):
            count += 1
            held |= dict.fromkeys(filled, 1)
    if not count:
        return None
    shown = ", ".join(list(held)[:_SHOWN])
    return f"{count} of the first {rows.num_rows} rows are of another shape: they hold nothing there, but in {shown}"


def _given_turns(config: InputOptions, schema: pa.Schema, where: str) -> tuple[Turns | None, list[str]]:
    """The turns of instruction data as the configuration says, or a shape that it declares, and a sentence about it."""
    if config.turns:
        turns = _turns_by_role(config.turns, "input.turns")
        turns.check_fields(schema, where)
        return _spoken(config, turns), []
    lowered = {name.casefold(): name for name in reversed(schema.names)}
    for shape, roles in config.shapes.items():
        called = {role: (one,) if isinstance(one, str) else one for role, one in roles.items()}
        held = {
            role: [lowered[one.casefold()] for one in several if one.casefold() in lowered]
            for role, several in called.items()
        }
        if not any(role in _NEEDED for role in roles):
            message = f"input.shapes: '{shape}' names none of {', '.join(_NEEDED)}; name the columns of at least one"
            raise InputError(message)
        if all(held[role] for role in roles if role in _NEEDED):
            columns = {role: columns[0] for role, columns in held.items() if columns}
            told = ", ".join(f"{column} = {role}" for role, column in columns.items())
            return _spoken(config, _turns_by_role(columns, f"input.shapes.{shape}")), [f"shape '{shape}': {told}"]
    return None, []


def _turns_by_role(columns: Mapping[TurnRole, str], key: str) -> Turns:
    """Turns from columns by role.

    Raises:
        InputError: One column has two roles.
    """
    kinds = (("rejected", "preference"), ("choices", "choices"), ("assistant", "instruction"), ("reference", "prompt"))
    kind = next((kind for role, kind in kinds if role in columns), "instruction")
    turns = Turns.of(sorted(columns.items(), key=lambda given: ORDER.index(given[0])), cast("Kind", kind))
    if len(turns.columns) < len(turns.roles):
        message = f"{key}: one column is used for two roles; give each role a separate column"
        raise InputError(message)
    return turns


def _spoken(config: InputOptions, turns: Turns | None) -> Turns | None:
    """Turns that know the names of roles which the configuration gives."""
    speakers = tuple((name.casefold(), role) for name, role in config.speakers.items())
    return replace(turns, speakers=speakers) if turns is not None else None


def _shape(head: pa.Table, taken: set[str | None]) -> tuple[Turns | None, bool]:
    """The shape of rows, and whether a column called text holds the whole of them, written with a template."""
    sides = {"chosen", "rejected"} <= {name.casefold() for name in head.schema.names}
    compared = find_compared(head) or (None if sides else find_candidates(head))
    if compared is not None:
        return compared, False
    lowered = {name.casefold(): name for name in reversed(head.schema.names)}
    text = lowered.get(TEXT_NAMES[0])
    if text is None or text in taken or not is_text_type(head.schema.field(text).type):
        return recognise_shape(head, taken), False
    shape = recognise_shape(head, {*taken, text}) or recognise_shape(head, taken)
    if shape is None or text in shape.columns:
        return shape, False
    rows = head.slice(0, LOOKED_AT).to_pylist()
    first = next((column for role, column in shape.named if role in ("user", "assistant", "chosen")), None)
    if first is None:
        said = [(shape.turns(row), row[text]) for row in rows if row[text]]
        whole = [is_rendering(str(held), [turn.text for turn in turns]) for turns, held in said if turns]
    else:
        whole = [str(row[first]) in str(row[text]) for row in rows if row[first] and row[text]]
    rendered = sum(whole) >= 0.5 * len(whole)
    if rendered or first is None:
        return (shape if rendered and whole else None), rendered
    columns = sorted((*shape.named, ("input", text)), key=lambda part: ORDER.index(part[0]))
    return Turns.of(columns, shape.kind, closed=shape.closed, several=shape.several), False


def _turns_of(head: pa.Table, text: Template, taken: set[str | None]) -> Turns | None:
    """The turns of a shape all of whose texts a given template holds."""
    shape = recognise_shape(head, taken)
    said = {column for role, column in shape.named if role not in SILENT} if shape else set()
    return shape if shape and len(said) > (not text.strict) and said <= set(text.columns) else None


def _shape_text(shape: Turns, head: pa.Table) -> Template:
    """The text of a shape: its columns one below the other where they are plain, what its turns say where not."""
    said = [column for role, column in shape.named if role in SAID]
    plain = all(role in SAID or role in SILENT for role in shape.roles)
    if (
        plain
        and said
        and set(said) <= set(head.schema.names)
        and all(is_text_type(head.schema.field(name).type) and not _is_nested(head, name) for name in said)
    ):
        return Template(tuple(("\n" * (number > 0), name) for number, name in enumerate(said)))
    return TurnsText.of(shape)


def _is_nested(head: pa.Table, column: str) -> bool:
    return bool(pa.types.is_nested(head.schema.field(column).type))


def _is_named(schema: pa.Schema, column: str) -> bool:
    """Whether the values of a column are names: strings in any encoding, or numbers of named classes."""
    kind = schema.field(column).type
    return column in class_names(schema) or (is_text_type(kind) and not pa.types.is_nested(kind))


def _given_text(config: InputOptions) -> Template | None:
    if config.template:
        return Template.parse(config.template)
    return Template.of_column(config.text) if config.text else None
