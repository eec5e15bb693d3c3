"""Which rows a report shows, and their masked excerpts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.config.pipeline import Report
from dataaudit.findings.finding import Result
from dataaudit.report.excerpt import excerpt
from dataaudit.sources.corpus import Corpus

MEMBERS = 6
"""Rows of a cluster that are shown."""
SCHEMA = pa.schema([("row_id", pa.uint64()), ("excerpt", pa.string())])
"""``excerpts.parquet``."""


def shown_clusters(clusters: pl.DataFrame, most: int) -> list[pl.DataFrame]:
    """The clusters that a report shows, each with its first rows: the largest, near-duplicates and exact in turn."""
    chosen: list[pl.DataFrame] = []
    for kind, share in (("minhash", (most + 1) // 2), ("exact", most // 2)):
        of_kind = clusters.filter(pl.col("kind") == kind)
        sizes = of_kind.group_by("cluster_id").len().sort(["len", "cluster_id"], descending=[True, False])
        for cluster_id in sizes["cluster_id"].head(share).to_list():
            members = of_kind.filter(pl.col("cluster_id") == cluster_id)
            keepers_first = members.with_columns(is_keeper=pl.col("row_id") == pl.col("keeper"))
            ordered = keepers_first.sort(["is_keeper", "similarity", "row_id"], descending=[True, False, False])
            chosen.append(ordered.with_columns(size=pl.lit(members.height)).head(MEMBERS))
    return chosen


def shown_rows(findings: Sequence[Result], clusters: Iterable[pl.DataFrame], report: Report) -> list[int]:
    """Row ids that a report shows a text of, ascending."""
    ids: set[int] = set()
    for result in findings:
        ids.update(result.row_ids[: report.samples])
    for members in clusters:
        ids.update(members["row_id"].to_list())
        ids.update(members["keeper"].to_list())
    return sorted(ids)


def excerpt_table(corpus: Corpus, row_ids: Sequence[int]) -> pa.Table:
    """Masked excerpts of some rows, read from the input."""
    wanted = np.array(sorted(row_ids), np.uint64)
    found: dict[int, str | None] = {}
    if len(wanted):
        for ids, texts in corpus.texts(wanted):
            for row_id, text in zip(ids.tolist(), texts.to_pylist(), strict=True):
                found[row_id] = None if text is None else excerpt(text)
    return pa.table({"row_id": list(found), "excerpt": list(found.values())}, schema=SCHEMA)
