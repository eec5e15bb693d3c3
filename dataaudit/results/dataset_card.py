"""What an audit says for a dataset card: a Markdown section, and Croissant metadata of the clean data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.cleaning.clean_dataset import ROW_ID
from dataaudit.findings.finding import RANK
from dataaudit.gates.markdown import escape
from dataaudit.results.result import AuditResult
from dataaudit.stages.personal_data.mask import mask_names
from dataaudit.store.atomic import sha256_of

_CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo",
    "recordSet": "cr:recordSet", "field": "cr:field", "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "source": "cr:source", "fileSet": "cr:fileSet", "fileObject": "cr:fileObject", "extract": "cr:extract",
    "column": "cr:column", "includes": "cr:includes", "repeated": "cr:repeated",
}  # fmt: skip
_NAMES = {
    "rows.kept_rate": "share of rows kept", "duplicates.row.rate": "exact duplicates",
    "duplicates.near.rate": "near-duplicates", "length.tokens.median": "median length in tokens",
    "length.tokens.p95": "95th percentile of the length in tokens",
    "language.largest_share": "share of the main language",
    "pii.contact_data.share": "rows with an email address or a phone number", "pii.secret.share": "rows with a secret",
}  # fmt: skip


def card_section(result: AuditResult) -> str:
    """A section for the card of a data set: rows, metrics, findings of severity warning or error.

    It holds no text of the data; words of findings are masked as in the report.
    """
    rows = result.row_counts
    version = result.manifest.versions["dataaudit"]
    lines = [
        "## Data quality",
        "",
        f"Audited with dataaudit {version} on {result.manifest.finished[:10]}: {rows['read']:,} rows read, "
        f"{rows['kept']:,} kept, {rows['dropped']:,} dropped, {rows['quarantined']:,} could not be read.",
        "",
        "| measured | value |",
        "| --- | --- |",
    ]
    for name, words in _NAMES.items():
        value = result.metrics.get(name)
        if value is not None:
            shown = f"{value:.2%}" if name.endswith(("rate", "share")) else f"{value:,.0f}"
            lines.append(f"| {words} (`{name}`) | {shown} |")
    told = [one for one in result.findings if one.status == "found" and one.severity != "info"]
    lines += ["", "| finding | severity | what |", "| --- | --- | --- |"] if told else ["", "No warnings."]
    for one in sorted(told, key=lambda one: -RANK[one.severity]):
        lines.append(f"| {one.code} {one.name} | {one.severity} | {escape(mask_names(one.message))} |")
    return "\n".join(lines) + "\n"


def croissant(name: str, files: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Croissant metadata of Parquet files.

    Args:
        name: Of the data set.
        files: Inside the folder, with the same columns.
        folder: That paths are relative to.

    Source: MLCommons, "Croissant Format Specification 1.0" 2024.
    """
    objects = [
        {
            "@type": "cr:FileObject",
            "@id": path.relative_to(folder).as_posix(),
            "name": path.relative_to(folder).as_posix(),
            "contentUrl": path.relative_to(folder).as_posix(),
            "contentSize": f"{path.stat().st_size} B",
            "encodingFormat": "application/x-parquet",
            "sha256": sha256_of(path),
        }
        for path in files
    ]
    patterns = {f"{path.parent.relative_to(folder).as_posix()}/*.parquet".removeprefix("./") for path in files}
    together = {
        "@type": "cr:FileSet",
        "@id": "parquet-files",
        "name": "parquet-files",
        "encodingFormat": "application/x-parquet",
        "includes": sorted(patterns),
    }
    schema = pq.read_schema(files[0])
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"rows/{one.name}",
            "name": one.name,
            "dataType": _data_type(one.type),
            **({"repeated": True} if _is_list(one.type) else {}),
            "source": {"fileSet": {"@id": "parquet-files"}, "extract": {"column": one.name}},
        }
        for one in schema
        if one.name != ROW_ID
    ]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name,
        "distribution": [*objects, together],
        "recordSet": [{"@type": "cr:RecordSet", "@id": "rows", "name": "rows", "field": fields}],
    }


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _data_type(kind: pa.DataType) -> str:
    types = pa.types
    if _is_list(kind):
        return _data_type(kind.value_type)
    if types.is_boolean(kind):
        return "sc:Boolean"
    if types.is_integer(kind):
        return "sc:Integer"
    if types.is_floating(kind) or types.is_decimal(kind):
        return "sc:Float"
    if types.is_date(kind):
        return "sc:Date"
    return "sc:DateTime" if types.is_timestamp(kind) else "sc:Text"
