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
        message = f"no text encoding is called {name!r}, as utf-8, gb18030 or latin-1"
        raise ValueError(message) from None
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOptions:
    """What is read, and which columns mean what."""

    __pydantic_config__ = SECTION

    paths: tuple[str, ...] = ()
    """Files, folders, globs, save_to_disk folders or hf://owner/name; `--input` replaces them."""
    format: Literal["auto", "parquet", "jsonl", "json", "csv", "text", "arrow"] = "auto"
    """Format of the files; auto goes by content and name."""
    text: str | None = None
    """The column that holds the text; found by name or by content when not given."""
    template: str | None = None
    """Several columns joined to one text, as "{instruction}\\n{input}\\n{output}"."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Further texts to seek exact duplicates on: a name and a template, as `prompt: "{instruction}"`."""
    turns: Mapping[Literal["system", "user", "input", "assistant", "conversation"], str] = field(default_factory=dict)
    """Columns of instruction data by role, as `user: question, assistant: answer`; known shapes are found."""
    label: str | None = None
    """The column that holds the class; found by name when not given, "" for none."""
    split: str | None = None
    """The column that names the split; taken from file and folder names when not given."""
    encoding: Annotated[str, AfterValidator(_text_encoding)] = "utf-8"
    """Encoding of text files."""
    sample_by: Literal["line", "paragraph", "document"] = "line"
    """What one row of a plain-text file is."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[\x00-\x7f]$")] | None = None
    """Delimiter of CSV files, one ASCII character; sniffed when not given."""
    on_bad_file: Literal["stop", "skip"] = "stop"
    """What a file that cannot be read at all does: stop the run, or be left out and named in the report."""
    hub_subset: str | None = None
    """Subset (configuration) of a hub dataset."""
    hub_revision: str | None = None
    """Revision of a hub dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsOptions:
    """Where a run stops rather than go on with what it reads. They are not part of a run's fingerprint."""

    __pydantic_config__ = SECTION

    max_quarantined: Count = 10
    """Rows that may go to quarantine; the larger of this and the share counts."""
    max_quarantined_share: Share = 0.001
    """Share of the rows that may go to quarantine."""
    max_line_bytes: Bytes = 256 << 20
    """Longest line or CSV record that is read."""
    max_depth: Annotated[int, Field(ge=1, le=1000)] = 512
    """Deepest nesting of a JSON value."""
    max_columns: Annotated[int, Field(ge=1)] = 10_000
    """Most columns of a table."""
    max_memory: Bytes | None = None
    """Memory that a run may hold before it stops, to go on later; a quarter of the machine's, and no stop, when not
    given."""
    max_decompressed_ratio: Annotated[int, Field(ge=2)] = 1000
    """Most bytes that one compressed byte may become."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanOptions:
    """What is dropped, and which of several duplicates stays."""

    __pydantic_config__ = SECTION

    duplicates: tuple[Literal["exact", "minhash", "embedding"], ...] = ("exact", "minhash")
    """Kinds of duplicates that are dropped; what is not named here is only flagged."""
    drop: tuple[str, ...] = ()
    """Further findings, by code or name, whose rows are dropped."""
    pii: Literal["flag", "mask", "pseudonymise"] = "flag"
    """What becomes of personal data in the text columns of kept rows: nothing, the type in its place, or the type and a
    keyed hash that is the same for the same value in every run with that key."""
    passages: Literal["flag", "remove"] = "flag"
    """What becomes of common lines in the text columns of kept rows: nothing, or they are removed."""
    pii_key: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "DATAAUDIT_PII_KEY"
    """The environment variable that holds the key of pseudonyms."""
    across_labels: bool = False
    """Whether a row may be dropped for a row with another label."""
    prefer: tuple[Literal["unflagged", "source", "longer"], ...] = ("unflagged", "source", "longer")
    """Which of two duplicates stays, in this order; then the smaller raw hash, then the smaller row id."""
    sources: tuple[str, ...] = ()
    """Globs over file names in order of preference, for `prefer: [source]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """The HTML report."""

    __pydantic_config__ = SECTION

    language: Literal["en", "zh"] = "en"
    """Language of the report and of the findings' texts."""
    title: str | None = None
    """Title of the report; the pipeline's name when not given."""
    clusters: Annotated[int, Field(ge=0, le=500)] = 20
    """Duplicate clusters shown."""
    samples: Annotated[int, Field(ge=0, le=100)] = 5
    """Sample rows shown with a finding."""
