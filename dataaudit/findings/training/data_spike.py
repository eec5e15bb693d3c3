"""TRN006 data-spike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Floats, curve, logged
from dataaudit.findings.training.spikes import Spike, find_spikes, whole_batches
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSpikeOptions(Options):
    """Options of data-spike."""

    __pydantic_config__ = SECTION

    relative: Annotated[float, Field(gt=0)] = 0.05
    """See loss-spike."""
    spreads: Annotated[float, Field(gt=0)] = 8.0
    """See loss-spike."""
    dense: Annotated[float, Field(gt=0)] = 50
    """Largest distance between points, in steps, at which a single run can be judged."""
    max_chance: Annotated[float, Field(gt=0, lt=1)] = 1e-3
    """Probability that two runs share this many spikes by chance, below which the data is to blame."""


class DataSpike(TrainingFinding[DataSpikeOptions]):
    """Loss spikes caused by the batch, not by the optimizer.

    What it finds:
        Steps whose loss spikes in several runs with the same data order, and spikes that are gone at the next batch
        without rising gradients before them.

    Why it matters:
        The rows of these batches can be found and fixed; changing the learning rate does not help.

    How it decides:
        Across runs diagnosed together: spikes at the same steps, more of them than chance explains (hypergeometric
        probability below max_chance). Within a single run: spikes that recover at the next point, without a jump of the
        learning rate and without a gradient norm that had risen by half a decade in the steps before.

    Example:
        steps 919, 947 and 1106 spike in three runs with different optimizers

    What to do:
        Audit the rows of these batches for repeated n-grams, garbage, another language and wrong labels.

    Known false alarms:
        A log so sparse that every spike seems to recover at its next point.

    Source:
        own measurement on public runs: 25 of 26 spike steps shared, chance 0.16; OLMo 2 2025
    """

    code = "TRN006"
    name = "data-spike"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "{count} loss {count:spike comes|spikes come} from the data: {why}"
    options_class = DataSpikeOptions
    causes: ClassVar[Mapping[str, str]] = {
        "rows": "rows of the batch are garbage, repeated or in another language",
        "labels": "labels of the batch are wrong",
        "length": "the batch has very short or very long rows",
    }
    refuted_by = "the same batch has a normal loss at another place in the data order"
    next_measurement = "find the rows: train with TrainingMonitor and row ids, then run dataaudit show RUN ROW"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = logged(facts, "train").finite()
        found = find_spikes(train, self.options.relative, self.options.spreads)
        spikes = [spike for spike in whole_batches(facts, found) if spike.recovered is not None]
        if not spikes:
            return []
        shared = self._shared(facts, spikes)
        if shared:
            return [shared]
        rate = curve(facts, "train", "learning_rate").finite()
        norms = curve(facts, "train", "gradient_norm").finite()
        single = [
            spike
            for spike in spikes
            if spike.recovered == 1 and not announced(spike, rate.steps, rate.values, norms.steps, norms.values)
        ]
        if not single or len(single) < len(spikes) / 2:
            return []
        # A sparse log does not show what happens between its points.
        if float(np.median(np.abs(np.diff(train.steps)))) > self.options.dense:
            return self.too_little("points are too far apart to see how soon the loss recovers")
        steps = [spike.step for spike in single]
        evidence = {
            "why": "the loss recovers at the next point, and neither gradient norm nor learning rate rose before",
            "at_steps": steps[:50],
        }
        confidence = 0.7 if len(norms) else 0.6
        return [
            self.found(
                confidence, evidence, steps=(min(steps), max(steps)), count=len(single),
                where=_batches(facts, steps), row_ids=_rows(facts, steps),
            )
        ]  # fmt: skip

    def _shared(self, facts: Facts, spikes: list[Spike]) -> Result | None:
        table = facts.tables.get("coincidences")
        if table is None or not table.height:
            return None
        best = table.sort("chance").row(0, named=True)
        steps = sorted({spike.step for spike in spikes} & set(best["steps"]))
        if best["chance"] > self.options.max_chance or not steps:
            return None
        evidence = {
            "why": f"{best['shared']} of {len(spikes)} occur at the same steps in run {best['other']}",
            "chance": best["chance"],
            "at_steps": steps[:50],
        }
        where = _batches(facts, steps)
        return self.found(
            0.9, evidence, steps=(steps[0], steps[-1]), count=len(steps), where=where, row_ids=_rows(facts, steps)
        )


def announced(
    spike: Spike,
    rate_steps: Floats,
    rates: Floats,
    norm_steps: Floats,
    norms: Floats,
) -> bool:
    """Whether a jump of the learning rate or a rise of the gradient norm came before a spike."""
    if len(rates):
        before = rates[(rate_steps < spike.step - 5) & (rate_steps >= spike.step - 60)]
        near = rates[(rate_steps >= spike.step - 5) & (rate_steps <= spike.step)]
        if len(before) and len(near) and near.max() > 2.5 * max(before.max(), 1e-30):
            return True
    if len(norms):
        earlier = norms[(norm_steps < spike.step - 6) & (norms > 0)][-50:]
        near = norms[(norm_steps >= spike.step - 6) & (norm_steps < spike.step) & (norms > 0)]
        if len(earlier) >= 3 and len(near) >= 2 and np.median(near[-2:]) > 3.16 * np.median(earlier):
            return True
    return False


def _batches(facts: Facts, steps: list[float]) -> dict[str, list[int]]:
    table = facts.tables.get("batches")
    if table is None:
        return {}
    named = table.filter(pl.col("step").is_in(steps))
    return (
        {"batch_ids": named["step"].unique(maintain_order=True).cast(pl.Int64).to_list()[:50]} if named.height else {}
    )


def _rows(facts: Facts, steps: list[float]) -> tuple[int, ...]:
    table = facts.tables.get("batches")
    if table is None:
        return ()
    rows = table.filter(pl.col("step").is_in(steps))
    samples = facts.tables.get("samples")
    if samples is not None:
        # The rows of a batch that stay hard most likely caused the spike.
        rows = rows.join(samples, on="row_id", how="left").sort("mean_loss", descending=True, nulls_last=True)
    return tuple(rows["row_id"].to_list()[:200])
