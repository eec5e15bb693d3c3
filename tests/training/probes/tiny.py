"""Tiny models and batches for the probes, and what the findings say about rows of a probe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import torch
from torch import Tensor, nn

from dataaudit.training.judge_run import judge_run, tables_of
from dataaudit.training.logs.run_log import CURVES, NOTES
from dataaudit.training.monitor_tables import table
from dataaudit.training.objective import Objective
from dataaudit.training.probes.context import Context, Row
from dataaudit.training.probes.probe import PROBES

cross_entropy = nn.functional.cross_entropy


class Wrapped(nn.Module):
    """A function between, before or after modules."""

    def __init__(self, function: Callable[[Tensor], Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, value: Tensor) -> Any:
        return self.function(value)


def classes(rows: int = 16, count: int = 2, columns: int = 6, kinds: int = 3, seed: int = 0) -> list[Any]:
    """Batches of numbers and labels that have nothing to do with each other."""
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.randn(rows, columns, generator=generator), torch.randint(0, kinds, (rows,), generator=generator))
        for _ in range(count)
    ]


def mlp(*after: nn.Module, seed: int = 0, columns: int = 6, kinds: int = 3) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(columns, 16), nn.ReLU(), nn.Linear(16, kinds), *after)


def measured(
    name: str,
    model: nn.Module,
    batches: Sequence[Any],
    criterion: Any = cross_entropy,
    loss: Any = None,
    **more: Any,
) -> list[Row]:
    """Rows of one probe."""
    torch.manual_seed(0)
    return PROBES[name](Context(model=model, objective=Objective(loss, criterion), batches=batches, **more))


def values(rows: Sequence[Row]) -> dict[str, float]:
    """Values of rows by measure."""
    return {row["measure"]: row["value"] for row in rows}


def places(rows: Sequence[Row], measure: str) -> list[str]:
    """Where a measure was taken."""
    return [row["where"] for row in rows if row["measure"] == measure]


def findings(rows: Sequence[Row], mildest: str = "warning") -> set[str]:
    """Names of what is found in rows of probes: warnings and errors, or information too."""
    empty = tables_of(pl.DataFrame(schema=CURVES), pl.DataFrame(schema=NOTES), {})
    judged = judge_run("run", {**empty, "probes": table("probes", list(rows))}, {}).findings
    told = {one.name for one in judged if one.status == "found" and (one.severity != "info" or mildest == "info")}
    return told - {"sparse-log"}
