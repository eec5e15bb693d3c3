"""TRN019 unchanged-parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.gradient_table import FEWEST, listed, sampled
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class UnchangedParametersOptions(Options):
    """Options of unchanged-parameters."""

    __pydantic_config__ = SECTION

    min_steps: Annotated[int, Field(ge=2)] = FEWEST
    """Fewest sampled steps needed to judge."""
    moved: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Share of a 16-bit matrix that a typical step must change."""


class UnchangedParameters(TrainingFinding[UnchangedParametersOptions]):
    """Trainable parameters that the optimizer never changes.

    What it finds:
        Parameters with requires_grad and a gradient that are the same after every sampled optimizer step, and single
        layers that are frozen between trainable ones.

    Why it matters:
        A forgotten layer costs quality silently; a learning rate of zero trains nothing.

    How it decides:
        The change of the parameter in the optimizer step is exactly zero in all sampled steps. Three cases are reported
        separately: the optimizer does not hold the parameter, its learning rate is zero (also in the second half of the
        run alone), or the change is lost in rounding. Frozen parameters are a choice and are not reported, unless a
        whole layer is frozen between trainable layers and most of the model is trained.

    Example:
        head.weight has gradients, but the optimizer was created before the head was replaced

    What to do:
        Create the optimizer after the model is complete; check its parameter groups and the schedule.

    Known false alarms:
        Gradients of zero (see missing-gradients); parameters trained by another optimizer that the monitor does not
        know.

    Source:
        SageMaker Debugger's UnchangedTensor, for the question
    """

    code = "TRN019"
    name = "unchanged-parameters"
    severity = "error"
    reads = ("gradients",)
    message = "{count} {count:parameter never changes|parameters never change} ({kind}): {names}"
    options_class = UnchangedParametersOptions
    causes: ClassVar[Mapping[str, str]] = {
        "optimizer": "the optimizer does not hold them",
        "step": "optimizer.step() is missing, or is called on another optimizer",
        "rate": "their learning rate is zero",
        "rounding": "the updates are below the precision of the parameters' type",
        "frozen": "requires_grad is off",
    }
    refuted_by = "two checkpoints of the run differ in these parameters"
    next_measurement = "compare the parameters of two checkpoints; list the optimizer's parameter groups"
    explained_by = ("non-finite-loss", "missing-gradients")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["gradients"]
        if sampled(table) < self.options.min_steps:
            return self.too_little(f"{sampled(table)} sampled steps; at least {self.options.min_steps} are needed")
        # Steps that a scaler skipped change nothing; non-finite-gradients reports them.
        table = table.filter(pl.col("nonfinite") == 0)
        if sampled(table) < self.options.min_steps:
            return []
        summed = table.group_by("parameter", maintain_order=True).agg(
            pl.col("depth").first(), pl.col("numel").first(), pl.col("dimensions").first(),
            pl.col("trainable").all(), pl.col("held").all(),
            pl.col("rate").max(), pl.col("grad_norm").max(), pl.col("update_norm").max(),
            measured=pl.col("update_norm").is_not_null().sum(),
            moved=pl.col("weight_norm").max() != pl.col("weight_norm").min(),
        )  # fmt: skip
        # What another optimizer trains is not unchanged.
        summed = summed.filter(pl.col("held") | ~pl.col("moved").fill_null(value=False))
        steps = (float(table["step"].min() or 0), float(table["step"].max() or 0))  # type: ignore[arg-type]
        if summed.height and not (summed["measured"] > 0).any():
            return self._never_stepped(summed, steps)
        still = summed.filter(
            pl.col("trainable"),
            pl.col("grad_norm") > 0,
            pl.col("update_norm") == 0,
            pl.col("measured") >= self.options.min_steps,
        )
        if still.height:
            names = still["parameter"].to_list()
            if not still["held"].all():
                names = still.filter(~pl.col("held"))["parameter"].to_list()
                kind, cause = "the optimizer does not hold them", "optimizer"
            elif float(still["rate"].max() or 0.0) == 0:  # type: ignore[arg-type]
                kind, cause = "the learning rate is zero", "rate"
            else:
                kind, cause = "the updates are lost in rounding", "rounding"
                # The gradient of a bias before batch normalisation is only rounding error.
                names = still.filter(pl.col("dimensions") >= 2)["parameter"].to_list()
                if not names:
                    return self._rounded(table, steps) or self._sandwiched(summed, steps)
            return [self._result(names, kind, cause, steps, 0.95, None)]
        return self._rounded(table, steps) or self._stopped(table) or self._sandwiched(summed, steps)

    def _rounded(self, table: pl.DataFrame, steps: tuple[float, float]) -> list[Result]:
        """Find weights of 16-bit types whose updates are mostly below their precision."""
        if "moved" not in table.columns:
            return []
        usual = (
            table.filter(pl.col("moved").is_not_null(), pl.col("held"), pl.col("dimensions") >= 2, pl.col("rate") > 0)
            .group_by("parameter", maintain_order=True)
            .agg(pl.col("moved").median(), count=pl.len())
            .filter(pl.col("count") >= self.options.min_steps)
        )
        lost = usual.filter(pl.col("moved") < self.options.moved)
        if not lost.height or lost.height <= usual.height / 2:
            return []
        share = float(lost["moved"].median() or 0.0)  # type: ignore[arg-type]
        kind = f"{1 - share:.0%} of the updates are lost in rounding"
        return [self._result(lost["parameter"].to_list(), kind, "rounding", steps, 0.85, "warning")]

    def _never_stepped(self, summed: pl.DataFrame, steps: tuple[float, float]) -> list[Result]:
        """Find an optimizer whose step was never seen, where the weights show that nothing else changes them."""
        waiting = summed.filter(pl.col("trainable"), pl.col("grad_norm") > 0)
        if not waiting.height or bool(waiting["moved"].fill_null(value=True).any()):
            return []
        names = waiting["parameter"].to_list()
        return [self._result(names, "optimizer.step() was never called", "step", steps, 0.95, None)]

    def _stopped(self, table: pl.DataFrame) -> list[Result]:
        """Find a learning rate that is zero for at least the second half of the run, while gradients are there."""
        sampled_steps = table["step"].unique().sort().to_list()
        late = table.filter(
            pl.col("step") >= sampled_steps[len(sampled_steps) // 2], pl.col("held"), pl.col("trainable")
        )
        if late["step"].n_unique() < self.options.min_steps or not late.height or float(late["rate"].max() or 0.0) > 0:  # type: ignore[arg-type]
            return []
        moving = table.filter(pl.col("rate") > 0)["step"]
        since = next(step for step in sampled_steps if not len(moving) or step > moving.max())
        names = late["parameter"].unique(maintain_order=True).to_list()
        kind = f"the learning rate is zero from step {since:g} on"
        return [self._result(names, kind, "rate", (since, float(sampled_steps[-1])), 0.9, "warning")]

    def _sandwiched(self, summed: pl.DataFrame, steps: tuple[float, float]) -> list[Result]:
        """Find a frozen layer between trainable ones, in a model that is mostly trained."""
        matrices = summed.filter(pl.col("dimensions") >= 2).sort("depth")
        frozen = matrices.filter(~pl.col("trainable"))
        if not frozen.height or matrices.height < 3:
            return []
        trained = matrices.filter(pl.col("trainable"))["depth"]
        if not len(trained) or frozen.height > matrices.height / 3:
            return []
        first, last = float(trained.min() or 0), float(trained.max() or 0)  # type: ignore[arg-type]
        between = frozen.filter(pl.col("depth") > first, pl.col("depth") < last)
        inside = [name for name, count in between.select("parameter", "numel").iter_rows()
                  if not _adapted(name, count, matrices.filter(pl.col("trainable")))]  # fmt: skip
        if not inside:
            return []
        return [self._result(inside, "frozen between trainable layers", "frozen", steps, 0.5, "warning")]

    def _result(
        self,
        names: list[str],
        kind: str,
        cause: str,
        steps: tuple[float, float],
        confidence: float,
        severity: str | None,
    ) -> Result:
        evidence = {"kind": kind, "names": listed(names), "parameters": names[:50]}
        return self.found(
            confidence, evidence, steps=steps, count=len(names), where={"parameter": names[0]}, causes=(cause,),
            severity=severity,
        )  # fmt: skip


def _adapted(name: str, numel: int, trained: pl.DataFrame) -> bool:
    """Whether a frozen matrix has trained adapters beside it: two or more matrices, all of less than half its size."""
    parent = name.rsplit(".", 2)[0] if name.count(".") >= 2 else ""
    beside = trained.filter(pl.col("parameter").str.starts_with(f"{parent}.")) if parent else trained.head(0)
    return beside.height >= 2 and bool((beside["numel"] < numel / 2).all())
