"""A small corpus as it was and with what happens to data, and the two audited."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

import dataaudit

KEY = "AKIA" + "QWERTYUIOPASDFGH"
SETTINGS = ["stages.tokens=false", "stages.embeddings=false", "report.samples=0", "report.clusters=0"]
_WORDS = [
    "river", "stone", "market", "letter", "window", "harvest", "signal", "copper", "garden", "winter",
    "ledger", "bridge", "lantern", "meadow", "orchard", "engine", "valley", "corner", "basket", "thunder",
    "feather", "mirror", "candle", "anchor", "pepper", "saddle", "tunnel", "blanket", "compass", "hammer",
]  # fmt: skip


class Runs(NamedTuple):
    """``old`` and ``new`` runs, and the folder that they are in."""

    old: dataaudit.AuditResult
    new: dataaudit.AuditResult
    folder: Path


def texts(count: int, seed: int) -> list[dict[str, str]]:
    rng = random.Random(seed)
    return [
        {"text": " ".join(rng.choices(_WORDS, k=14)), "label": rng.choice("abc"), "source": "web"} for _ in range(count)
    ]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def audited(folder: Path) -> Runs:
    """The newer run has a secret in its fifth row, an edited row, one row less, three more, and no class c."""
    rows = texts(120, 1)
    write(folder / "old" / "notes.jsonl", rows)
    kept = [dict(row) for row in rows if row["label"] != "c"]
    kept[4] = {
        "text": f"he wrote aws_access_key_id = {KEY} into the minutes of the meeting",
        "label": "b",
        "source": "web",
    }
    kept[7]["text"] += " edited"
    write(folder / "new" / "notes.jsonl", [*kept[:20], *kept[21:], *({**row, "label": "a"} for row in texts(3, 2))])
    old, new = (
        dataaudit.audit(folder / side, out=folder / f"run_{side}", settings=SETTINGS) for side in ("old", "new")
    )
    return Runs(old, new, folder)
