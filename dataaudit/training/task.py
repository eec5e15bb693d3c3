"""Kinds of training: which findings do not apply to them, and how a run's kind is told or guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import polars as pl

Kind = Literal[
    "classification", "regression", "language-model", "sequence-to-sequence", "masked", "contrastive", "gan", "vae",
    "diffusion", "rl", "multi-task", "several-models",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)

WHY: Mapping[str, str] = {
    "contrastive": "rows of a batch are compared with each other by design",
    "gan": "the losses of two players do not fall as they learn",
    "rl": "the loss of a policy does not fall as it learns; its reward does (monitor.step's metrics)",
    "several-models": "where several models learn, the loss of one need not fall",
}
"""Why findings do not apply; a kind that is not here mutes none."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a run trains.

    Attributes:
        kind: One of ``KINDS``.
        seen: ``given`` if the user named it, otherwise what was seen.
    """

    kind: str
    seen: str

    def row(self) -> dict[str, Any]:
        """Return it as a row of the probe table, in which it travels with the run."""
        return {"probe": "task", "measure": self.kind, "value": 1.0, "where": self.seen}


def checked(kind: str | None) -> str | None:
    """Return a kind that the user named.

    Raises:
        ValueError: There is no such kind.
    """
    if kind is not None and kind not in KINDS:
        message = f"task must be one of {', '.join(KINDS)}; got {kind!r}"
        raise ValueError(message)
    return kind


def task_of(tables: Mapping[str, pl.DataFrame]) -> Task | None:
    """Return the task that a run's tables name; what the user gave comes first.

    Examples:
        >>> from dataaudit.training.monitor_tables import table
        >>> task_of({"probes": table("probes", [Task("gan", "given").row()])})
        Task(kind='gan', seen='given')
    """
    found: list[Task] = []
    if "probes" in tables:
        rows = tables["probes"].filter(pl.col("probe") == "task")
        found = [Task(kind, seen or "") for kind, seen in rows.select("measure", "where").iter_rows()]
    if "curves" in tables and (tables["curves"]["metric"] == "reward").any():
        found.insert(0, Task("rl", "a reward is measured"))
    return min(found, key=lambda one: one.seen != "given") if found else None
