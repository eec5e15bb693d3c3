"""TRN015 vanishing-gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve
from dataaudit.findings.training.gradient_table import FEWEST, sampled, weights
from dataaudit.findings.training.training_finding import TrainingFinding

_STILL = 1e-4
"""Noise of a loss, as a share of it, up to which it is that of all data and not of batches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VanishingGradientsOptions(Options):
    """Options of vanishing-gradients."""

    __pydantic_config__ = SECTION

    ratio: Annotated[float, Field(gt=0, lt=1)] = 1e-3
    """Ratio of the gradient of the first third of the layers to that of the last third, below which it vanishes."""
    min_layers: Annotated[int, Field(ge=3)] = 4
    """Fewest weight matrices needed to judge."""
    min_points: Annotated[int, Field(ge=5)] = 10
    """Fewest gradient norms of a log needed to judge."""
    left: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """Share of the loss's start above which it ends, where the gradient of all weights vanishes."""


class VanishingGradients(TrainingFinding[VanishingGradientsOptions]):
    """Gradients that shrink from layer to layer on their way to the input, or to nothing before the model has learnt.

    What it finds:
        Models whose first layers receive gradients thousands of times smaller than the last ones; and trainings whose
        gradient norm falls to a thousandth while most of the loss is left.

    Why it matters:
        The first layers stay as they were initialised; only the last layers learn.

    How it decides:
        For every weight matrix, the median over the sampled steps of the root mean square of its gradient, before
        clipping and unscaled. Reported when the median of the first third of the layers is below `ratio` times that of
        the last third and the gradient shrinks steadily towards the input (rank correlation of at least 0.5). The
        comparison is within the model, because absolute thresholds such as 1e-7 depend on the scale of the loss and the
        size of the model. Where a log has the norm of all gradients alone: its last tenth is below `ratio` times its
        first one, while the training loss, which still changes from batch to batch, ends above `left` of its start.

    Example:
        20 layers of sigmoids: 2e-9 in the first layer, 3e-2 in the last

    What to do:
        Use residual connections, normalisation, ReLU-like activations, and He or Glorot initialisation.

    Known false alarms:
        First layers that are trained at their own scale; embeddings of rare tokens (they are excluded).

    Source:
        Hochreiter 1998; Glorot and Bengio 2010
    """

    code = "TRN015"
    name = "vanishing-gradients"
    severity = "warning"
    reads = ()
    one_of = ("gradients", "train/gradient_norm")
    message = "gradients vanish: {why}"
    options_class = VanishingGradientsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "activations": "sigmoid or tanh in a deep model without residual connections",
        "initialisation": "initial weights are too small",
        "depth": "the model is deep and has no normalisation",
    }
    refuted_by = "per step, the first layers change by as large a share of their weights as the last ones"
    next_measurement = "the update-to-weight ratio by layer, and the gradient-flow plot"
    explained_by = ("non-finite-loss", "missing-gradients")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if "gradients" not in facts.tables or not facts.tables["gradients"].height:
            return self._of_norms(facts)
        table = weights(facts)
        if sampled(table) < FEWEST:
            return self.too_little(f"{sampled(table)} sampled steps; at least {FEWEST} are needed")
        layers = (
            table.filter(pl.col("grad_norm").is_finite())
            .with_columns(rms=pl.col("grad_norm") / pl.col("numel").sqrt())
            .group_by("parameter", "depth", maintain_order=True)
            .agg(pl.col("rms").median())
            .filter(pl.col("rms") > 0)
            .sort("depth")
        )
        if layers.height < self.options.min_layers:
            return self.too_little(
                f"{layers.height} weight matrices with gradients; at least {self.options.min_layers} are needed"
            )
        rms = layers["rms"].to_numpy()
        third = max(1, len(rms) // 3)
        ratio = float(np.median(rms[:third]) / np.median(rms[-third:]))
        ranks = np.argsort(np.argsort(rms))
        rising = float(np.corrcoef(np.arange(len(rms)), ranks)[0, 1])
        if ratio >= self.options.ratio or rising < 0.5:
            return []
        first_layer = str(layers["parameter"][0])
        evidence = {
            "why": f"those of the first layers are {ratio:.3g} times those of the last ones "
            f"({first_layer}: {rms[0]:.3g})",
            "ratio_found": ratio,
            "first": float(rms[0]),
            "last": float(rms[-1]),
            "layers": len(rms),
            "first_layer": first_layer,
        }
        steps = (float(table["step"].min() or 0), float(table["step"].max() or 0))  # type: ignore[arg-type]
        where = {"parameter": first_layer}
        return [self.found(0.85, evidence, steps=steps, where=where, count=int((rms < rms[-1] * 1e-2).sum()))]

    def _of_norms(self, facts: Facts) -> list[Result]:
        """Judge the norm of all gradients together, of a log."""
        norms, loss = curve(facts, "train", "gradient_norm").finite(), curve(facts, "train").finite()
        if min(len(norms), len(loss)) < self.options.min_points:
            few = min(len(norms), len(loss))
            return self.too_little(f"{few} gradient norms with losses; at least {self.options.min_points} are needed")
        tenth = max(3, len(norms) // 10)
        start, end = float(np.median(norms.values[:tenth])), float(np.median(norms.values[-tenth:]))
        if loss.noise() <= _STILL * abs(loss.end()):  # no batches: an optimiser that has arrived
            return []
        if loss.start() <= 0 or end >= self.options.ratio * start or loss.end() <= self.options.left * loss.start():
            return []
        gone = int(np.argmax(norms.values < self.options.ratio * start))
        why = f"their norm falls from {start:.3g} to {end:.3g}, where the training loss stays at {loss.end():.3g}"
        evidence = {"why": why, "ratio_found": end / start, "first": start, "last": end}
        steps = (float(norms.steps[gone]), float(norms.steps[-1]))
        return [self.found(0.8, evidence, steps=steps, count=len(norms) - gone)]
