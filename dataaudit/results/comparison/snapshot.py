"""What of a run others are compared with: counts, sketches and digests, no texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.cleaning.clean_dataset import ROW_ID
from dataaudit.findings.finding import Result, RowFinding, Severity
from dataaudit.findings.registry import find_finding
from dataaudit.results.comparison.digest_key import keyed, keyed_bytes
from dataaudit.results.comparison.sketches import Category, Quantiles, TextGroups, categories, quantiles, text_groups
from dataaudit.results.looked_for import found_by
from dataaudit.results.result import AuditResult
from dataaudit.store.parts import part_paths, scan_parts

MOST_DIGESTS = 100_000
"""Rows of a finding whose digests are kept; of a finding with more the count alone is compared."""
_CONTENT, _BY_ALL_COLUMNS = "hash_row", ("labels", "classes", "columns", "preferences")
CATEGORIES = ("label", "split", "language", "script")
"""Columns of ``rows/`` whose values are counted."""
NUMBERS = (
    "chars", "words", "tokens", "quality_score", "turn_count", "prompt_chars", "answer_chars", "rejected_chars",
)  # fmt: skip
"""Columns of ``rows/`` whose distribution is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A file of a run: rows read, and a digest of its content under the key."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A finding of a run.

    Attributes:
        name: Its name.
        severity: As it was told.
        count: Rows, or other subjects.
        share: Of all rows, or None.
        rows: Sorted keyed digests of its rows, as ``finding_digests`` gives them; None where it is not about rows, or
            there are too many.
    """

    name: str
    severity: Severity
    count: int
    share: float | None
    rows: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """See the module.

    Attributes:
        name: Folder of the run or path of the lock, as the user named it.
        version: Of dataaudit, that made the run.
        keyed: Whether digests are under a key.
        configuration: The pipeline as it ran.
        rows: Rows read, kept, dropped and quarantined.
        files: By name.
        columns: Columns of the clean data set with the kind of their values, whatever the file format.
        nulls: Share of kept rows without a value, null or an empty text, by column.
        metrics: By dotted name.
        findings: By code.
        looked_for: Names of findings; None where that is not known.
        categories: Rows by value, for columns of ``CATEGORIES`` that the run has.
        numbers: Quantiles, for columns of ``NUMBERS`` that the run has.
        texts: Words and vectors of a sample; None with too few texts.
    """

    name: str
    version: str
    keyed: bool
    configuration: dict[str, Any]
    rows: dict[str, int]
    files: dict[str, FileFacts]
    columns: dict[str, str]
    nulls: dict[str, float]
    metrics: dict[str, float | int | None]
    findings: dict[str, Seen]
    looked_for: tuple[str, ...] | None
    categories: dict[str, Category] = field(default_factory=dict)
    numbers: dict[str, Quantiles] = field(default_factory=dict)
    texts: TextGroups | None = None


def snapshot_of(result: AuditResult, key: bytes) -> Snapshot:
    """What of a run is compared.

    Args:
        result: The run, or as much of it as is there when its gate is evaluated.
        key: Of digests; empty for none.
    """
    rows = scan_parts(result.path, "rows")
    held = rows.collect_schema()
    columns, nulls = _columns(result.path)
    looked_for = found_by(result).looked_for
    return Snapshot(
        name=str(result.path),
        version=result.manifest.versions["dataaudit"],
        keyed=bool(key),
        configuration=result.manifest.configuration,
        rows=dict(result.row_counts),
        files={
            entry["file"]: FileFacts(
                rows=entry["rows"]["read"], digest=keyed_bytes(str(entry["fingerprint"]).encode(), key)
            )
            for entry in result.manifest.inputs
        },
        columns=columns,
        nulls=nulls,
        metrics=dict(result.metrics),
        findings={one.code: _seen(one, rows, key) for one in result.findings if one.status == "found"},
        looked_for=None if looked_for is None else tuple(sorted(looked_for)),
        categories={name: found for name in CATEGORIES if name in held and (found := categories(rows, name, key))},
        numbers={name: values for name in NUMBERS if name in held and (values := quantiles(rows, name))},
        texts=text_groups(result.path, result.manifest, key),
    )


def value_kind(kind: pa.DataType) -> str:
    """What kind of values a type holds, whatever their width or encoding.

    Examples:
        >>> value_kind(pa.int32()), value_kind(pa.float64()), value_kind(pa.list_(pa.large_string()))
        ('number', 'number', 'list of text')
        >>> value_kind(pa.struct({"b": pa.bool_(), "a": pa.dictionary(pa.int8(), pa.string())}))
        'object of a text, b boolean'
    """
    types = pa.types
    if types.is_dictionary(kind):
        return value_kind(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return f"list of {value_kind(kind.value_type)}"
    if types.is_struct(kind):
        fields = sorted((kind.field(place).name, kind.field(place).type) for place in range(kind.num_fields))
        return f"object of {', '.join(f'{name} {value_kind(inner)}' for name, inner in fields)}"
    named: tuple[tuple[str, Callable[[pa.DataType], bool]], ...] = (
        ("boolean", types.is_boolean), ("number", types.is_integer), ("number", types.is_floating),
        ("number", types.is_decimal), ("text", types.is_string), ("text", types.is_large_string),
        ("bytes", types.is_binary), ("bytes", types.is_large_binary), ("time", types.is_temporal),
        ("nothing", types.is_null),
    )  # fmt: skip
    return next((name for name, holds in named if holds(kind)), str(kind))


def finding_digests(rows: pl.LazyFrame, code: str) -> pl.DataFrame:
    """``row_id`` and ``digest`` of the rows that a finding found.

    A finding about labels or columns knows a row by all its columns. The others know it by its content, so that a new
    label or a column more makes no new row of it.
    """
    columns = rows.collect_schema().names()
    by_content = _CONTENT in columns and find_finding(code).family not in _BY_ALL_COLUMNS
    whole = pl.col("row_digest")
    digest = pl.col(_CONTENT).str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64, strict=False).fill_null(whole)
    found = rows.filter(pl.col("flags").list.contains(code))
    return found.select("row_id", (digest if by_content else whole).alias("digest")).collect()


def _seen(result: Result, rows: pl.LazyFrame, key: bytes) -> Seen:
    about_rows = issubclass(find_finding(result.code), RowFinding) and result.count <= MOST_DIGESTS
    found = finding_digests(rows, result.code)["digest"].to_list() if about_rows else None
    digests = None if found is None else sorted(keyed(one, key) for one in found)
    return Seen(
        name=result.name,
        severity=result.severity,
        count=result.count,
        share=result.share,
        rows=None if digests is None else tuple(digests),
    )


def _columns(folder: Path) -> tuple[dict[str, str], dict[str, float]]:
    """Kinds of the columns of the clean data set, and their shares of rows without a value: null, or an empty text."""
    kinds: dict[str, str] = {}
    for path in part_paths(folder, "clean"):
        kinds |= {one.name: value_kind(one.type) for one in pq.read_schema(path) if one.name != ROW_ID}
    clean = scan_parts(folder, "clean")
    schema = clean.collect_schema()
    missing = [
        (pl.col(name).is_null() | (pl.col(name) == "") if schema[name] == pl.String else pl.col(name).is_null())
        .mean()
        .alias(name)
        for name in kinds
    ]
    counted = clean.select(missing).collect(engine="streaming").row(0, named=True) if missing else {}
    return kinds, {name: float(share) for name, share in counted.items() if share is not None}
