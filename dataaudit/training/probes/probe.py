"""Runs all probes on a model and some batches, judges the measurements, and restores everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import torch
from torch import Tensor, nn

from dataaudit.findings.finding import Result
from dataaudit.training.batches import moved
from dataaudit.training.judge_run import judge_run, tables_of
from dataaudit.training.logs.run_log import CURVES, NOTES
from dataaudit.training.monitor_tables import table
from dataaudit.training.objective import Objective
from dataaudit.training.plain_model import plain
from dataaudit.training.probes import (
    accumulation,
    baselines,
    data_probes,
    dependence,
    label_order,
    loss_probes,
    modules,
    nan_origin,
    one_step,
    sequence_targets,
    single_batch,
)
from dataaudit.training.probes.context import Context, NotAssessed, Row, first_batches
from dataaudit.training.run_folder import write_run
from dataaudit.training.training_state import restored

PROBES: dict[str, Callable[[Context], list[Row]]] = {
    "one_step": one_step.one_step,
    "input_scale": data_probes.input_scale,
    "shuffle": data_probes.shuffle,
    "shared_rows": data_probes.shared_rows,
    "target_column": data_probes.target_column,
    "weights": modules.weights,
    "dropout": modules.dropout,
    "nan_origin": nan_origin.nan_origin,
    "activations": modules.activations,
    "variance": modules.variance,
    "linear_stack": modules.linear_stack,
    "label_order": label_order.label_order,
    "initial_loss": loss_probes.initial_loss,
    "loss_reduction": loss_probes.loss_reduction,
    "double_softmax": loss_probes.double_softmax,
    "target_shape": loss_probes.target_shape,
    "batch_leak": dependence.batch_leak,
    "target_shift": sequence_targets.target_shift,
    "future_leak": sequence_targets.future_leak,
    "padding_in_loss": sequence_targets.padding_in_loss,
    "input_reach": dependence.input_reach,
    "gradient_reach": dependence.gradient_reach,
    "accumulation": accumulation.accumulation,
    "single_batch": single_batch.single_batch,
}
"""In the order in which they run; training probes come last."""

Progress = Callable[[str, int, int, tuple[Result, ...]], None]
"""Called before each probe and after the last one: its name, its number from 1, how many there are, what was found."""


def untold(name: str, number: int, count: int, found: tuple[Result, ...]) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """The result of the probes.

    Attributes:
        findings: By severity, the most severe first.
        measures: The probe table: probe, measure, value, where.
        not_run: Probes that could not run, and why.
        chance_loss: Loss of guessing, computed from the batches, or None.
        baseline_loss: Loss of a simple model on them, or None.
    """

    findings: tuple[Result, ...]
    measures: pl.DataFrame
    not_run: dict[str, str]
    chance_loss: float | None
    baseline_loss: float | None


def probe(
    model: nn.Module,
    batches: Iterable[Any],
    *,
    loss: Callable[[nn.Module, Any], Any] | None = None,
    criterion: Callable[[Any, Any], Tensor] | None = None,
    validation: Iterable[Any] | None = None,
    pretrained: bool = False,
    accumulation: int | None = None,
    accumulate: Callable[[nn.Module, list[Any]], None] | None = None,
    steps: int = 150,
    out: str | Path | None = None,
    progress: Progress = untold,
) -> ProbeResult:
    """Probe a model before it is trained.

    Model, buffers, gradients, modes and random generators are restored bit for bit, and no hook remains. A probe that
    fails is reported with its reason, and the others still run.

    Args:
        model: The model.
        batches: A loader, or a list of batches: (inputs, targets), mappings, or whatever ``loss`` accepts.
        loss: ``loss(model, batch)``.
        criterion: ``criterion(output, target)``. With neither, the model returns its loss, like those of transformers.
        validation: Loader of validation data, for comparison with the training data.
        pretrained: Whether the model was trained before; if so, first loss and initial weights are not judged.
        accumulation: Micro-batches per step, to compare accumulated gradients with those of the whole batch.
        accumulate: ``accumulate(model, micro_batches)`` that runs your backward passes; otherwise a mean of means.
        steps: Steps that the single-batch test may take per learning rate.
        out: Folder for the tables, for ``dataaudit diagnose``.
        progress: Called before each probe with what the ones before have found.

    Raises:
        ValueError: There are no batches.

    Examples:
        >>> _ = torch.manual_seed(0)
        >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Softmax(-1), nn.Linear(8, 3), nn.Softmax(-1))
        >>> batches = [(torch.randn(16, 4), torch.arange(16) % 3)]
        >>> result = probe(model, batches, criterion=nn.functional.cross_entropy, steps=20)
        >>> "double-softmax" in [finding.name for finding in result.findings]
        True
    """
    model = plain(model)
    held = [one for one in (*model.parameters(), *model.buffers()) if one.device.type != "meta"]
    device = held[0].device if held else torch.device("cpu")
    rows: list[Row] = []
    not_run: dict[str, str] = {}
    loader = batches if not isinstance(batches, list | tuple) else None
    with restored(model, loader=loader):
        some = [moved(batch, device) for batch in first_batches(batches, 8)]
        if not some:
            message = "there are no batches to probe"
            raise ValueError(message)
        context = Context(
            model=model, objective=Objective(loss, criterion), batches=some, loader=loader, validation=validation,
            steps=steps, pretrained=pretrained, accumulation=accumulation, accumulate=accumulate,
        )  # fmt: skip
        found = _baseline(context, not_run)
        for number, (name, run) in enumerate(PROBES.items(), start=1):
            if progress is not untold:
                progress(name, number, len(PROBES), _judged(rows, found)[1])
            with restored(model, loader=loader):
                torch.manual_seed(0)
                try:
                    rows += run(context)
                except NotAssessed as reason:
                    not_run[name] = str(reason)
                except Exception as error:
                    not_run[name] = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    tables, told = _judged(rows, found)
    if out is not None:
        notes = [f"probe {name} did not run: {reason}" for name, reason in not_run.items()]
        write_run(Path(out), "probe", tables, _metrics(found), notes)
    return ProbeResult(
        findings=told, measures=tables["probes"], not_run=not_run, chance_loss=found.chance, baseline_loss=found.simple
    )


def _judged(rows: list[Row], found: baselines.Baseline) -> tuple[dict[str, pl.DataFrame], tuple[Result, ...]]:
    """The tables of some measurements, and what they show."""
    tables = tables_of(pl.DataFrame(schema=CURVES), pl.DataFrame(schema=NOTES), _metrics(found), found.kind)
    tables = {**tables, "probes": table("probes", rows)}
    judged = judge_run("probe", tables, _metrics(found))
    return tables, tuple(one for one in judged.findings if one.name != "sparse-log")


def _metrics(found: baselines.Baseline) -> dict[str, float | None]:
    return {"training.chance_loss": found.chance, "training.baseline_loss": found.simple}


def _baseline(context: Context, not_run: dict[str, str]) -> baselines.Baseline:
    try:
        with restored(context.model):
            with torch.no_grad():
                captured = context.objective.capture(context.model, context.batches[0])
            return baselines.baseline(baselines.form_of(captured), context.batches, captured.target)
    except Exception as error:
        not_run["baseline"] = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return baselines.NOTHING
