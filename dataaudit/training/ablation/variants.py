"""Sets of rows to train on: all rows, the kept rows, and the rows kept without one of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from dataaudit.errors import InputError
from dataaudit.findings.registry import find_finding
from dataaudit.results.result import AuditResult
from dataaudit.sources.splits import is_evaluation
from dataaudit.training.proxy.choose_rows import scattered

Ids = np.ndarray[Any, np.dtype[np.uint64]]

RAW, CLEAN = "raw", "clean"
_CLUSTERS = ("exact_cluster", "near_cluster", "embedding_cluster")
_KINDS = {"DUP001": "exact", "DUP002": "minhash", "DUP006": "embedding"}
FEWEST = 200
"""Fewest rows for a comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Rows to train on.

    Attributes:
        name: ``raw``, ``clean``, or ``without NAME`` of a finding.
        row_ids: The rows; none is held out or a duplicate of a held-out row.
    """

    name: str
    row_ids: Ids


def held_out_rows(rows: pl.DataFrame, seed: int, share: float = 0.15, most: int = 2000) -> Ids:
    """Choose held-out rows: kept, from an evaluation split if there is one, and without any duplicate.

    Args:
        rows: All rows of a run: ``row_id``, ``kept``, ``split``, ``duplicate_of``, hashes and clusters.
        seed: Seed of the choice.
        share: Share of the kept rows.
        most: Most rows to choose.

    Raises:
        InputError: Fewer than fifty rows qualify.
    """
    lonely = rows.filter(pl.col("kept") & ~touched(rows))
    evaluation = lonely.filter(pl.col("split").map_elements(is_evaluation, return_dtype=pl.Boolean, skip_nulls=False))
    pool = evaluation if evaluation.height >= 100 else lonely
    ordered = pool.with_columns(order=scattered(pool["row_id"].to_numpy(), seed)).sort("order")
    wanted = min(most, max(50, round(share * float(rows["kept"].sum()))))
    found = ordered["row_id"].to_numpy()[:wanted]
    if len(found) < 50:
        message = f"only {len(found)} kept rows have no duplicate; at least 50 are needed for evaluation"
        raise InputError(message)
    return np.asarray(found, np.uint64)


def touched(rows: pl.DataFrame) -> pl.Expr:
    """Whether a row duplicates another row (exactly, nearly or by embedding) or an evaluation item."""
    conditions = [pl.col("duplicate_of").is_not_null()]
    conditions += [pl.col(name).is_not_null() for name in _CLUSTERS if name in rows.columns]
    # The kept row of exact duplicates carries no mark, but its hash occurs more than once.
    conditions += [pl.col(name).is_duplicated() for name in ("hash_loose", "hash_text") if name in rows.columns]
    if "leak_tier" in rows.columns:
        conditions.append(pl.col("leak_tier").is_not_null())
    return pl.any_horizontal(*conditions)


def variants(result: AuditResult, held_out: Ids, rules: list[str] | None = None) -> list[Variant]:
    """Build the variants to train on.

    A rule is left out by judging the run again without it, so rows that another rule also drops stay dropped.

    Args:
        result: A finished run.
        held_out: Rows that no variant may contain.
        rules: Findings to leave out, one at a time; those that dropped rows when None.

    Raises:
        InputError: No row was dropped, or a rule dropped none.
    """
    rows = result.rows(["row_id", "kept", "dropped_by", "split"])
    codes = rows["dropped_by"].drop_nulls().value_counts(sort=True)["dropped_by"].to_list()
    if not codes:
        message = f"{result.path}: no row was dropped, so there is nothing to compare"
        raise InputError(message)
    chosen = codes if rules is None else [find_finding(one).code for one in rules]
    missing = [one for one in chosen if one not in codes]
    if missing:
        message = f"{find_finding(missing[0]).name} dropped no row in this run; choose from {', '.join(codes)}"
        raise InputError(message)
    judging = rows["split"].map_elements(is_evaluation, return_dtype=pl.Boolean, skip_nulls=False)
    trainable = rows.filter(~judging | judging.all(), ~pl.col("row_id").is_in(held_out.tolist()))
    found = [
        Variant(name=RAW, row_ids=trainable["row_id"].to_numpy()),
        Variant(name=CLEAN, row_ids=trainable.filter(pl.col("kept"))["row_id"].to_numpy()),
    ]
    for code in chosen if len(codes) > 1 else []:
        kept = _without(result, code)
        own = trainable.filter(pl.col("row_id").is_in(kept.tolist()))
        found.append(Variant(name=f"without {find_finding(code).name}", row_ids=own["row_id"].to_numpy()))
    return found


def _without(result: AuditResult, code: str) -> Ids:
    """Return the rows that would be kept without a rule."""
    clean = result.manifest.configuration["clean"]
    name = find_finding(code).name
    if code in _KINDS:
        told = result.rethreshold(clean={"duplicates": [one for one in clean["duplicates"] if one != _KINDS[code]]})
    else:
        told = result.rethreshold(clean={"drop": [one for one in clean["drop"] if one not in (code, name)]})
    return np.asarray(told.judgement.kept_ids, np.uint64)
