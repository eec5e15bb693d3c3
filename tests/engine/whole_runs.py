"""Corpora for whole runs, and what must hold of every run."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import polars as pl

import dataaudit

QUICK = ["report.clusters=3", "stages.tokens.tokenizer=false"]
"""Settings that leave out what a test does not look at."""


def corpus(count: int = 120, seed: int = 0) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    words = [f"word{n}" for n in range(300)]
    texts = [" ".join(rng.choices(words, k=rng.randint(1, 40))) for _ in range(count)]
    rows = [{"text": text, "label": rng.choice("ab"), "n": number} for number, text in enumerate(texts)]
    for _ in range(count // 4):
        row = dict(rng.choice(rows))
        if rng.random() < 0.5 and " " in row["text"]:
            row["text"] += " and more"
        rows.append(row)
    rng.shuffle(rows)
    return rows


def tables(folder: Path) -> dict[str, str]:
    """Digests of all tables of a run."""
    found = {}
    for path in sorted(folder.rglob("*.parquet")):
        found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    found["summary.json"] = hashlib.sha256((folder / "summary.json").read_bytes()).hexdigest()
    return found


def check(result: dataaudit.AuditResult) -> None:
    """What must hold of every run."""
    rows, counts = result.rows(), result.row_counts
    assert counts["read"] == counts["kept"] + counts["dropped"] + counts["quarantined"]
    assert rows.height == counts["read"] - counts["quarantined"]
    assert result.clean()["row_id"].to_list() == rows.filter(pl.col("kept"))["row_id"].to_list()
    assert rows["row_id"].is_sorted()
    assert rows["row_id"].n_unique() == rows.height
    dropped = rows.filter(~pl.col("kept"))
    assert dropped["dropped_by"].null_count() == 0
    assert rows.filter(pl.col("kept"))["dropped_by"].drop_nulls().len() == 0
    duplicates = dropped.filter(pl.col("dropped_by").is_in(["DUP001", "DUP002"]))
    keepers = rows.filter(pl.col("kept"))["row_id"].implode()
    assert duplicates.filter(~pl.col("duplicate_of").is_in(keepers)).height == 0
    assert (duplicates["similarity"] >= 0.8).all()
    pairs = result.pairs()
    known = set(
        zip(
            pairs["row_a"].to_list() + pairs["row_b"].to_list(),
            pairs["row_b"].to_list() + pairs["row_a"].to_list(),
            strict=True,
        )
    )
    assert all(pair in known for pair in duplicates.select("row_id", "duplicate_of").iter_rows())
    json.loads((result.path / "summary.json").read_text(encoding="utf-8"), parse_constant=lambda name: 1 / 0)
