"""Made-up labelled texts, and runs that look at labels and at nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from dataaudit import AuditResult, audit

ALONE = [
    *(f"stages.{name}=false" for name in ("minhash", "embeddings", "quality", "language", "pii", "passages")),
    *(f"stages.{name}=false" for name in ("instructions", "leakage", "classes")),
    "stages.tokens.tokenizer=false",
    "report.clusters=0",
    "report.samples=0",
]
"""Settings without the stages that labels do not need."""

SPORT = [
    *("goal", "match", "coach", "league", "striker", "referee", "stadium", "penalty"),
    *("trophy", "fans", "season", "keeper", "derby", "team", "pitch"),
]
TRADE = [
    *("market", "shares", "profit", "bank", "merger", "investor", "revenue", "dividend"),
    *("loan", "tariff", "bond", "export", "price", "fund", "budget"),
]
BOTH = [
    *("the", "a", "of", "and", "in", "on", "today", "after"),
    *("before", "with", "new", "old", "said", "week", "city", "people"),
]


def text(random: Random, words: Sequence[str]) -> str:
    """Words of a theme among words of any."""
    return " ".join(random.choices(words, k=8) + random.choices(BOTH, k=8))


def two_themes(count: int = 300, seed: int = 0) -> pl.DataFrame:
    """Texts of two themes in turn, labelled by theme."""
    random = Random(seed)
    rows = [
        {"text": text(random, (SPORT, TRADE)[number % 2]), "label": ("sport", "trade")[number % 2]}
        for number in range(count)
    ]
    return pl.DataFrame(rows)


def flipped(frame: pl.DataFrame, places: Sequence[int]) -> pl.DataFrame:
    """The same rows with the other label at some places."""
    other = {"sport": "trade", "trade": "sport"}
    labels = [other[label] if place in set(places) else label for place, label in enumerate(frame["label"].to_list())]
    return frame.with_columns(label=pl.Series(labels))


def judged(folder: Path, frame: pl.DataFrame, *settings: str, **given: Any) -> AuditResult:
    """A run over labelled rows, in ``folder/run``."""
    return audit(frame, label="label", out=folder / "run", settings=[*ALONE, *settings], **given)


def summary(result: AuditResult) -> dict[str, Any]:
    """``label_summary.parquet``: numbers by name, and the reason where there is one."""
    table = pl.read_parquet(result.path / "label_summary.parquet")
    return {row["name"]: row["value"] if row["text"] is None else row["text"] for row in table.to_dicts()}


def issues(result: AuditResult) -> list[int]:
    """Places of the rows with a label issue."""
    return [place for place, flags in enumerate(result.rows()["flags"].to_list()) if "LBL003" in flags]
