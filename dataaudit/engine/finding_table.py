"""Results as records and as the table ``findings.parquet``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from dataaudit.findings.finding import Result

FINDING_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("name", pa.string()),
        ("family", pa.string()),
        ("severity", pa.string()),
        ("status", pa.string()),
        ("subject", pa.string()),
        ("count", pa.int64()),
        ("share", pa.float64()),
        ("evidence", pa.string()),
        ("threshold", pa.string()),
        ("row_ids", pa.list_(pa.uint64())),
        ("message", pa.string()),
        ("advice", pa.string()),
        ("confidence", pa.float64()),
        ("where", pa.string()),
        ("causes", pa.list_(pa.string())),
        ("refuted_by", pa.string()),
        ("next_measurement", pa.string()),
    ]
)
"""``findings.parquet``; evidence, threshold and where are JSON."""


def finding_record(result: Result) -> dict[str, Any]:
    """A result as plain values, as ``summary.json`` holds it."""
    return json.loads(json.dumps(asdict(result), ensure_ascii=False, default=list))  # type: ignore[no-any-return]


def finding_table(findings: Sequence[Result]) -> pa.Table:
    """``findings.parquet``."""
    records = []
    for result in findings:
        record = finding_record(result)
        for name in ("evidence", "threshold", "where"):
            record[name] = json.dumps(record[name], ensure_ascii=False)
        records.append(record)
    return pa.Table.from_pylist(records, schema=FINDING_SCHEMA)
