"""TRN018 missing-gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.gradient_table import FEWEST, listed, sampled
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingGradientsOptions(Options):
    """Options of missing-gradients."""

    __pydantic_config__ = SECTION

    share_of_steps: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of the sampled steps in which a parameter must lack a gradient."""


class MissingGradients(TrainingFinding[MissingGradientsOptions]):
    """Trainable parameters that receive no gradient.

    What it finds:
        Parameters with requires_grad whose gradient is None, or exactly zero everywhere, in every sampled step.

    Why it matters:
        They are never trained and nothing reports it: the loss falls because of the other parameters.

    How it decides:
        Checked after the backward pass and before the optimizer step, in at least five sampled steps. None and zero are
        reported separately; gradients that exist after the backward pass and are gone at the optimizer step were zeroed
        in between. Before training, dataaudit probe checks a few batches. Only an exact zero counts, so a bias before
        batch normalisation, whose gradient is zero up to rounding, is not reported. Information only: parts that no
        step calls, such as experts that no row chose, parameters of an installed package's model of which most others
        have one, and a single bias that the loss does not depend on. What another optimizer changes is not counted.

    Example:
        encoder.* has no gradient because its output is detached

    What to do:
        Look for detach(), .data, torch.no_grad(), argmax and numpy between the parameter and the loss, for branches
        that are never used, and for zero_grad() between backward() and step().

    Known false alarms:
        Experts or branches that are not used in any sampled step.

    Source:
        torch.autograd documentation
    """

    code = "TRN018"
    name = "missing-gradients"
    severity = "error"
    reads = ("probes",)
    message = "{count} trainable {count:parameter receives|parameters receive} no gradient ({kind}): {names}"
    options_class = MissingGradientsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "detached": "a detach(), .data, no_grad() or non-differentiable operation separates them from the loss",
        "zeroed": "gradients are zeroed between backward() and step()",
        "unused": "the parameters are not used for the output",
        "dead": "all units after them are dead",
    }
    refuted_by = "a small change of the parameter changes the loss"
    next_measurement = "going backwards from the loss, the first module whose parameters have a gradient"
    explained_by = (
        "input-ignored",
        "non-finite-loss",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables.get("gradients")
        unused = {where for value, where in rows_of(facts, "unused", "parameter") if value}
        if table is None:
            reached = [where for value, where in rows_of(facts, "gradient_reach", "missing") if value]
            kinds = {where for value, where in rows_of(facts, "gradient_reach", "none") if value}
            if reached and unused.issuperset(reached):
                return [self._unused(reached, (0, 0))]
            return [self._result(reached, all(name in kinds for name in reached), (0, 0), 0.9)] if reached else []
        if sampled(table) < FEWEST:
            return self.too_little(f"{sampled(table)} sampled steps; at least {FEWEST} are needed")
        lost = table.filter(pl.col("trainable")).group_by("parameter", maintain_order=True).agg(
            lost=(pl.col("grad_norm").is_null() | (pl.col("grad_norm") == 0) & (pl.col("nonfinite") == 0)).mean(),
            none=pl.col("grad_norm").is_null().mean(), dimensions=pl.col("dimensions").first(),
            elsewhere=(pl.col("weight_norm").max() != pl.col("weight_norm").min()) & ~pl.col("held").any(),
        )  # fmt: skip
        # What another optimizer trains, in steps of its own, changes although this one does not hold it.
        names = lost.filter(pl.col("lost") >= self.options.share_of_steps, ~pl.col("elsewhere").fill_null(value=False))
        zeroed = [value for value, _ in rows_of(facts, "zeroed", "before_step") if value and value > 0.5]
        if zeroed:
            evidence = {"kind": "zeroed before the optimizer step", "names": "all of them", "share": zeroed[0]}
            count = int(table.filter(pl.col("trainable"))["parameter"].n_unique())
            return [self.found(0.95, evidence, count=count, causes=("zeroed",))]
        if not names.height:
            return []
        none = bool((names["none"] >= self.options.share_of_steps).all())
        steps = (float(table["step"].min() or 0), float(table["step"].max() or 0))  # type: ignore[arg-type]
        if none and unused.issuperset(names["parameter"].to_list()):
            return [self._unused(names["parameter"].to_list(), steps)]
        found = self._result(names["parameter"].to_list(), none, steps, 0.95)
        # A loss of differences, of ranks or of a critic does not depend on the last bias.
        shift = not none and bool((names["dimensions"] <= 1).all()) and names.height == 1
        return [replace(found, severity="info") if shift else found]

    def _unused(self, names: list[str], steps: tuple[float, float]) -> Result:
        """Parts that are never called, such as experts that no row chose and heads for other tasks, are information."""
        found = self._result(names, True, steps, 0.95)
        return replace(found, severity="info", causes=("unused", *(one for one in found.causes if one != "unused")))

    def _result(self, names: list[str], none: bool, steps: tuple[float, float], confidence: float) -> Result:
        evidence = {"kind": "none" if none else "zero", "names": listed(names), "parameters": names[:50]}
        where = {"parameter": names[0]}
        order = ("detached", "unused") if none else ("dead", "detached")
        return self.found(confidence, evidence, steps=steps, count=len(names), where=where, causes=order)
