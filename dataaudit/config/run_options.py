"""What a run reads, where it stops, what it drops, and what its report shows.

Every class is a section of a pipeline file; the text under each key is its help, in the JSON schema too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from dataaudit.config.section import SECTION, Count, Share
from dataaudit.config.sizes import Bytes


def _text_encoding(name: str) -> str:
    """The name of an encoding of text that Python knows."""
    try:
        "".encode(name)
    except LookupError:
        message = f"unknown text encoding {name!r}; choose for example utf-8, gb18030 or latin-1"
        raise ValueError(message) from None
    return name


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns, each given once; of two columns of one name, one would be lost."""
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = f"{twice!r} names two columns; give each a name that the others do not have"
        raise ValueError(message)
    return names


TurnRole = Literal[
    "system", "history", "conversation", "translation", "user", "input", "reasoning", "assistant", "chosen", "rejected",
    "choices", "context", "reference", "tools", "calls", "media",
]  # fmt: skip
"""What a column of a row with turns may be, in the order in which turns are read from columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOptions:
    """What is read, and which columns mean what."""

    __pydantic_config__ = SECTION

    paths: tuple[str, ...] = ()
    """Files, folders, globs, save_to_disk folders or hf://owner/name; `--input` replaces them."""
    format: str = "auto"
    """Format of the files, as the modules of sources/formats are called; auto detects it by content and name."""
    text: str | None = None
    """The text column; found by name or by content when not given."""
    template: str | None = None
    """Several columns joined into one text, as in "{instruction}\\n{input}\\n{output}"."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Further texts to check for exact duplicates: a name and a template, as in `prompt: "{instruction}"`."""
    turns: Mapping[TurnRole, str] = field(default_factory=dict)
    """Columns by role, as in `user: question, assistant: answer`, where the shape of the rows is not recognised."""
    shapes: Mapping[str, Mapping[TurnRole, str | tuple[str, ...]]] = field(default_factory=dict)
    """Shapes of your own, tried before the known ones: for every role one name of its column or several, as in
    `helpdesk: {user: [ticket, anfrage], assistant: reply}`. The first shape is taken whose user, assistant, chosen,
    rejected, choices and conversation, where it names them, are columns of the rows."""
    speakers: Mapping[str, Literal["system", "user", "input", "assistant", "tool"]] = field(default_factory=dict)
    """Roles by the names that they have in conversations, as in `teacher: assistant`; known names are recognised."""
    compare: tuple[str, ...] = ()
    """Columns that rows must share, beside what their shape declares, to be duplicates."""
    ignore: tuple[str, ...] = ()
    """Columns that do not tell rows apart although their shape declares them, such as tools or images."""
    groups: tuple[str, ...] = ()
    """Columns that say whom or what a row is about, and that must not be in two splits, as in `[user_id, meta.author]`;
    found by name when not given."""
    time: str | None = None
    """Column that says when a row was made; found by name when not given, "" for none."""
    label: str | None = None
    """The label column, or a field inside one (``annotations[0].value``); found by name when not given, "" for none."""
    split: str | None = None
    """The split column; taken from file and folder names when not given."""
    encoding: Annotated[str, AfterValidator(_text_encoding)] = "utf-8"
    """Encoding of text files."""
    sample_by: Literal["line", "paragraph", "document"] = "line"
    """What counts as one row of a plain-text file."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[\x00-\x7f]$")] | None = None
    """Delimiter of CSV files, one ASCII character; sniffed when not given."""
    header: bool | None = None
    """Whether the first line of CSV files names their columns; found from the lines below it when not given."""
    records: Annotated[str, Field(min_length=1)] | None = None
    """Keys that lead to the list of records in JSON documents, joined by dots, as in `result.items`; found when not
    given, where there is no doubt."""
    columns: Annotated[tuple[str, ...], AfterValidator(_distinct)] = ()
    """Names of the columns, in order, where the rows of a JSON document are lists, and of CSV without a header."""
    on_list: Literal["join", "first", "error"] = "join"
    """What a text is that is a list of texts: its texts joined by line feeds, its first, or an error."""
    on_bad_file: Literal["stop", "skip"] = "stop"
    """What to do with a file that cannot be read at all: stop the run, or skip the file and name it in the report."""
    sample: Annotated[float, Field(gt=0)] | None = None
    """About how many rows are audited in place of all, chosen by a seeded hash; below 1 their share. All when not
    given."""
    hub_subset: str | None = None
    """Subset (configuration) of a hub dataset."""
    hub_revision: str | None = None
    """Revision of a hub dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsOptions:
    """When a run stops. Limits are not part of a run's fingerprint: raise one and rerun to resume."""

    __pydantic_config__ = SECTION

    max_quarantined: Count = 10
    """Rows that may be quarantined; the larger of this and the share applies."""
    max_quarantined_share: Share = 0.001
    """Share of rows that may be quarantined."""
    max_line_bytes: Bytes = 256 << 20
    """Longest line or CSV record, in bytes."""
    max_depth: Annotated[int, Field(ge=1, le=1000)] = 512
    """Maximum nesting depth of a JSON value."""
    max_columns: Annotated[int, Field(ge=1)] = 10_000
    """Maximum number of columns."""
    max_memory: Bytes | None = None
    """Memory that a run may use before it stops, to be resumed later. When not given, a run aims at a quarter of the
    machine's memory and does not stop."""
    max_decompressed_ratio: Annotated[int, Field(ge=2)] = 1000
    """Maximum number of bytes that one compressed byte may expand to."""
    keep_signals: bool = True
    """Whether signals are kept, about 1 kB a row, so that the next run into the folder reads only what changed;
    not where `report.raw` is false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanOptions:
    """What is dropped, and which of several duplicates is kept."""

    __pydantic_config__ = SECTION

    duplicates: tuple[Literal["exact", "minhash", "embedding"], ...] = ("exact", "minhash")
    """Kinds of duplicates to drop; the others are only flagged."""
    drop: tuple[str, ...] = ()
    """Further findings, by code or name, whose rows are dropped."""
    pii: Literal["flag", "mask", "pseudonymise"] = "flag"
    """What to do with personal data in the text columns of kept rows: nothing, replace it by its type, or by its
    type and a keyed hash that is the same for the same value in every run with that key."""
    passages: Literal["flag", "remove"] = "flag"
    """What to do with common lines in the text columns of kept rows: nothing, or remove them."""
    noise_lines: Literal["flag", "remove"] = "flag"
    """What to do with menus, footers and the like in the text columns of kept rows: nothing, or remove the lines."""
    pii_key: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "DATAAUDIT_PII_KEY"
    """Environment variable with the key for pseudonyms."""
    across_labels: bool = False
    """Whether a row may be dropped for a row with another label."""
    prefer: tuple[Literal["unflagged", "source", "longer"], ...] = ("unflagged", "source", "longer")
    """Which of two duplicates is kept, in this order; then the smaller raw hash, then the smaller row id."""
    sources: tuple[str, ...] = ()
    """Globs over file names, in order of preference, for `prefer: [source]`."""

    @property
    def edits(self) -> bool:
        """Whether the texts of kept rows are changed."""
        return {self.pii, self.passages, self.noise_lines} != {"flag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """The HTML report."""

    __pydantic_config__ = SECTION

    language: Literal["en", "zh"] = "en"
    """Language of the report and of the findings."""
    title: str | None = None
    """Title of the report; the pipeline's name when not given."""
    clusters: Annotated[int, Field(ge=0, le=500)] = 20
    """Number of duplicate clusters shown."""
    samples: Annotated[int, Field(ge=0, le=100)] = 5
    """Number of sample rows shown per finding."""
    raw: bool = True
    """Whether raw text may stand outside of clean/: the bytes of quarantined rows, excerpts, and texts in tables. When
    not, digests stand for them; `--no-raw` says so."""
