"""TRN037 memory-growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import trend


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryGrowthOptions(Options):
    """Options of memory-growth."""

    __pydantic_config__ = SECTION

    graphs: Annotated[int, Field(ge=1)] = 20
    """Graphs of earlier steps that may be alive."""
    share: Annotated[float, Field(gt=0)] = 0.2
    """Largest tolerated growth, as a share of the level."""


class MemoryGrowth(TrainingFinding[MemoryGrowthOptions]):
    """Memory that grows from step to step.

    What it finds:
        Runs that keep something from every step, most often the graph of the loss.

    Why it matters:
        The run ends hours later, out of memory.

    How it decides:
        The monitor counts graphs of losses of earlier steps that are still alive: at the end more than `graphs` of them
        and more than in the middle of the run. Or memory (of the device, otherwise of the process) rises with p < 0.01
        by the Mann-Kendall trend over the last two thirds of the run and by more than `share` of its level and 64 MiB.

    Example:
        losses.append(loss) keeps 1,000 graphs

    What to do:
        Keep loss.item() or loss.detach(); check caches that grow.

    Known false alarms:
        A cache that fills up to a limit; batches that get longer.

    Source:
        PyTorch FAQ, My model reports out of memory
    """

    code = "TRN037"
    name = "memory-growth"
    severity = "warning"
    reads = ("monitored_steps",)
    message = "{kind}"
    options_class = MemoryGrowthOptions
    causes: ClassVar[Mapping[str, str]] = {
        "graph": "losses or outputs are kept together with their graph",
        "cache": "a list or cache grows",
        "fragments": "batches of ever new shapes fragment the memory",
    }
    refuted_by = "memory stays level in a longer run"
    next_measurement = "gc and torch.cuda.memory_snapshot between two steps"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["monitored_steps"]
        graphs = table.filter(pl.col("graphs").is_not_null())
        if graphs.height < 3:
            return self.too_little(f"{graphs.height} sampled steps; at least 3 are needed")
        alive, before = int(graphs["graphs"][-1]), int(graphs["graphs"][graphs.height // 2])
        steps = (float(table["step"][0]), float(table["step"][-1]))
        if alive > self.options.graphs and (alive > before or alive >= 16 * self.options.graphs):
            evidence = {"kind": f"the graphs of {alive} earlier steps are still alive", "graphs": alive}
            return [self.found(0.95, evidence, steps=steps, count=alive, causes=("graph",))]
        memory = table["memory_bytes"].drop_nulls().to_numpy().astype(float)
        late = memory[len(memory) // 3 :]
        if len(late) < 10:
            return self.too_little(f"memory was measured at {len(memory)} steps; at least 15 are needed")
        tau, chance = trend(late)
        grown = float(np.median(late[-5:]) - np.median(late[:5]))
        if (
            tau < (0.6 if len(late) >= 20 else 0.9)
            or chance > 0.01
            or grown < max(self.options.share * float(np.median(late[:5])), 64 * 2**20)
        ):
            return []
        evidence = {"kind": f"memory grew by {grown / 2**20:.0f} MiB in the last two thirds of the run", "bytes": grown}
        return [self.found(0.7, evidence, steps=steps, causes=("cache", "graph"))]
