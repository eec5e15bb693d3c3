"""Which rows a report shows, and their masked excerpts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.config.run_options import ReportOptions
from dataaudit.findings.finding import Result
from dataaudit.report.excerpt import excerpt
from dataaudit.sources.corpus import Corpus

MEMBERS = 6
"""Different texts of a cluster that are shown."""
COPIES = 5
"""Further rows with the same text that are named."""
SCHEMA = pa.schema([("row_id", pa.uint64()), ("excerpt", pa.string())])
"""``excerpts.parquet``."""


@dataclass(frozen=True, slots=True)
class ShownMember:
    """One text of a cluster.

    Attributes:
        row_id: The row that stands for the text.
        keeper: The row that stays in its place.
        similarity: To the keeper.
        copies: Further rows of the cluster with the same text; some of them.
        more_copies: How many there are beyond those.
    """

    row_id: int
    keeper: int
    similarity: float
    copies: tuple[int, ...]
    more_copies: int


@dataclass(frozen=True, slots=True)
class ShownCluster:
    """A cluster as a report shows it.

    Attributes:
        kind: exact, minhash, embedding or similar.
        size: Rows.
        smallest: Smallest similarity of two of its texts, or None.
        members: Its first texts, kept ones first.
        more_texts: How many texts there are beyond those.
    """

    kind: str
    size: int
    smallest: float | None
    members: tuple[ShownMember, ...]
    more_texts: int


def shown_clusters(clusters: pl.DataFrame, most: int) -> list[ShownCluster]:
    """The clusters that a report shows: the largest, near-duplicates first, then exact ones."""
    copied = clusters.filter((pl.col("kind") == "exact") & (pl.col("row_id") != pl.col("keeper")))
    copy_of = dict(zip(copied["row_id"].to_list(), copied["keeper"].to_list(), strict=True))
    chosen: list[ShownCluster] = []
    near = clusters.filter(pl.col("kind") == "minhash").select("row_id", near="cluster_id")
    shares = (
        ("minhash", (most + 2) // 3),
        ("embedding", (most + 1) // 3),
        ("exact", most // 3),
        ("similar", most // 6),
    )
    for kind, share in shares:
        of_kind = clusters.filter(pl.col("kind") == kind)
        if kind in ("embedding", "similar"):  # what is one cluster of near-duplicates is shown there
            joined = of_kind.join(near, on="row_id", how="left")
            known = pl.col("near").is_not_null().all() & (pl.col("near").n_unique() == 1)
            of_kind = joined.filter(~known.over("cluster_id")).drop("near")
        sizes = of_kind.group_by("cluster_id").len().sort(["len", "cluster_id"], descending=[True, False])
        largest = sizes["cluster_id"].head(share).to_list()
        chosen += [_shown(of_kind.filter(pl.col("cluster_id") == cluster_id), copy_of) for cluster_id in largest]
    return chosen


def _shown(rows: pl.DataFrame, copy_of: dict[int, int]) -> ShownCluster:
    copies: dict[int, list[int]] = {}
    for row_id in rows["row_id"].to_list():
        if row_id in copy_of:
            copies.setdefault(copy_of[row_id], []).append(row_id)
    texts = [row for row in rows.to_dicts() if row["row_id"] not in copy_of]
    texts.sort(key=lambda row: (row["row_id"] != row["keeper"], row["similarity"], row["row_id"]))
    members = tuple(
        ShownMember(
            row_id=row["row_id"],
            keeper=row["keeper"],
            similarity=row["similarity"],
            copies=tuple(copies.get(row["row_id"], ())[:COPIES]),
            more_copies=max(len(copies.get(row["row_id"], ())) - COPIES, 0),
        )
        for row in texts[:MEMBERS]
    )
    smallest = rows["min_similarity"][0]
    return ShownCluster(rows["kind"][0], rows.height, smallest, members, len(texts) - len(members))


def shown_rows(
    findings: Sequence[Result],
    clusters: Iterable[ShownCluster],
    report: ReportOptions,
    more: Iterable[int] = (),
) -> list[int]:
    """Row ids that a report or a terminal shows a text of, ascending.

    Args:
        findings: The first rows of each are shown.
        clusters: The clusters shown.
        report: How many rows of a finding are shown.
        more: The clearest rows of findings, those on both sides of thresholds, and the like.
    """
    ids: set[int] = set(more)
    for result in findings:
        ids.update(result.row_ids[: report.samples])
    for cluster in clusters:
        ids.update(member.row_id for member in cluster.members)
        ids.update(member.keeper for member in cluster.members)
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
