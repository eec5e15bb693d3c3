"""Measures all recipes for a model and data, for ``dataaudit recipes``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from dataaudit.config.sizes import show_size
from dataaudit.config.suggest import did_you_mean
from dataaudit.config.training import RecipesOptions
from dataaudit.errors import ConfigurationError
from dataaudit.store.atomic import write_bytes
from dataaudit.training.memory.estimate import MemoryEstimate, estimate_memory, free_bytes
from dataaudit.training.model_folders.load_model import load_for
from dataaudit.training.model_folders.rows_of_data import rows_of_data
from dataaudit.training.recipe_trials.loading import LoaderSetting, Texts, sweep, wait_share
from dataaudit.training.recipe_trials.measure import TRIED, Measured, advice, measure_recipes
from dataaudit.training.recipe_trials.shard_trial import Sharded, measure_sharding
from dataaudit.training.recipe_trials.workload import Workload, prepare_workload, read_workload, sized
from dataaudit.training.recipes.sharding import deepspeed_configuration
from dataaudit.training.recipes.step import Step

Progress = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The measurements.

    Attributes:
        measured: Recipes, the plain step first.
        loaders: DataLoader settings, the fastest first.
        sharded: ZeRO stages; empty if not requested.
        estimate: Memory of the plain step.
        free: Free bytes.
        batch_size: Rows per step.
        advice: What to use.
    """

    measured: list[Measured]
    loaders: list[LoaderSetting]
    sharded: list[Sharded]
    estimate: MemoryEstimate
    free: int
    batch_size: int
    advice: list[str]


def survey(
    model: str,
    data: Sequence[str],
    *,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    batch_size: int = 32,
    max_tokens: int = 128,
    steps: int = 8,
    processes: int = 0,
    names: Sequence[str] | None = None,
    deepspeed: str | None = None,
    progress: Progress = lambda event, **facts: None,
) -> Survey:
    """Measure recipes on this machine.

    Args:
        model: ``small`` or a transformers folder.
        data: Same as for ``dataaudit.audit``.
        text: Text column.
        template: Template that joins columns into one text.
        label: Class column, for a classifier.
        batch_size: Rows per step.
        max_tokens: Most tokens per row.
        steps: Timed steps.
        processes: Processes to shard states across; 0 to skip sharding.
        names: Recipes to measure; all when None.
        deepspeed: File to write a DeepSpeed configuration to.
        progress: Called with every event.

    Raises:
        ConfigurationError: An unknown recipe, or a model that cannot be loaded.
        InputError: Too few rows.
    """
    if min(batch_size, max_tokens - 1, steps) < 1:
        given = f"{batch_size}, {steps} and {max_tokens}"
        message = f"--batch-size and --steps must be 1 or more and --max-tokens 2 or more, got {given}"
        raise ConfigurationError(message)
    for name in names or ():
        if name not in TRIED:
            message = f"unknown recipe '{name}'{did_you_mean(name, list(TRIED))}; choose from {', '.join(TRIED)}"
            raise ConfigurationError(message)
    rows = rows_of_data(data, text, template, label)
    with TemporaryDirectory(prefix="dataaudit-") as temporary:
        folder = Path(temporary)
        workload = prepare_workload(
            folder, model, rows, classes=label is not None, batch_size=batch_size, max_tokens=max_tokens
        )
        progress("memory_estimate")
        estimate = estimate_of(folder, batch_size)
        measured = measure_recipes(
            folder, names or tuple(TRIED), steps=steps, progress=lambda name: progress("recipe", name=name)
        )
        if measured[0].failed is not None:
            message = f"the plain step failed: {measured[0].failed}"
            raise ConfigurationError(message)
        progress("loading")
        loaders = sweep(Texts([row.text for row in rows]), _collate(workload, rows, max_tokens), batch_size)
        sharded = (
            measure_sharding(folder, processes, progress=lambda stage: progress("sharding", stage=stage))
            if processes > 1
            else []
        )
    free = free_bytes(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    if deepspeed is not None:
        made = deepspeed_configuration(2, batch_size=batch_size, processes=max(processes, 1))
        write_bytes(Path(deepspeed), json.dumps(made, indent=1).encode() + b"\n")
    told = advice(measured, fits=estimate.peak < free)
    best = loaders[0]
    wait = wait_share(loaders[0].seconds, measured[0].seconds, best.workers)
    ahead = f", each prefetching {best.prefetch} batches" if best.prefetch else ""
    told.append(
        f"loading: use {best.workers} workers{ahead}; {best.seconds * 1000:.2f} ms per batch, so training waits "
        f"{wait:.1%} of the time"
    )
    return Survey(
        measured=measured, loaders=loaders, sharded=sharded, estimate=estimate, free=free, batch_size=batch_size,
        advice=told,
    )  # fmt: skip


def estimate_of(folder: Path, batch_size: int, recipes: RecipesOptions | None = None) -> MemoryEstimate:
    """Estimate the memory of a workload's step from two small forward passes."""
    workload, batches = read_workload(folder)
    model = workload.make_model()
    if recipes is not None:
        Step(model, workload.losses, recipes, workload.rate)  # checkpointing and lower weights change the model
    longest = max(batches, key=lambda one: one["input_ids"].shape[1])

    def loss(model: torch.nn.Module, batch: Any) -> torch.Tensor:
        told = workload.losses(model, batch)
        return told.sums.sum() / told.counts.sum()

    return estimate_memory(model, lambda rows: sized(longest, rows), loss, rows=batch_size, recipes=recipes)


def _collate(workload: Workload, rows: Sequence[Any], max_tokens: int) -> Callable[[list[str]], Any]:
    """Return the collate function of a DataLoader, which tokenises a batch of texts."""
    from dataaudit.training.proxy.models import SMALL
    from dataaudit.training.proxy.vocabulary import Encoder, LearntVocabulary, LoadedVocabulary

    encode: Encoder
    if workload.model == SMALL:
        encode = LearntVocabulary([row.text for row in rows])
    else:
        encode = LoadedVocabulary(load_for(workload.model, workload.labels).processor)
    return Collate(encode, max_tokens)


class Collate:
    """Converts texts to padded token ids; picklable, so that workers can use it.

    Args:
        encode: Tokenizer.
        most: Most tokens per text.
    """

    def __init__(self, encode: Any, most: int) -> None:
        self.encode, self.most = encode, most

    def __call__(self, texts: list[str]) -> torch.Tensor:
        """Return ids (texts, longest)."""
        told, _ = self.encode(texts, self.most)
        longest = max(map(len, told))
        return torch.tensor([one + [self.encode.padding] * (longest - len(one)) for one in told])


def record_of(found: Survey) -> dict[str, Any]:
    """Convert a survey to JSON."""
    return {
        "recipes": [asdict(one) | {"equal": one.equal} for one in found.measured],
        "loaders": [asdict(one) for one in found.loaders],
        "sharded": [asdict(one) for one in found.sharded],
        "memory": {
            "states": found.estimate.states.total, "activations": found.estimate.activations,
            "peak": found.estimate.peak, "free": found.free,
            "largest_batch": found.estimate.largest_batch(found.free),
        },
        "advice": found.advice,
    }  # fmt: skip


def shown(found: Survey) -> list[str]:
    """Format a survey as lines of text."""
    plain, estimate = found.measured[0], found.estimate
    lines = [
        f"estimated memory: {show_size(estimate.states.total)} for weights, gradients and optimizer states, "
        f"{show_size(estimate.activations)} for the activations of {found.batch_size} rows; peak "
        f"{show_size(estimate.peak)} of {show_size(found.free)} free; {estimate.largest_batch(found.free):,} rows "
        "would fit",
        f"{'recipe':<16} {'ms/step':>10} {'time':>6} {'peak':>10} {'memory':>7} {'gradient error':>16}",
    ]
    for one in found.measured:
        if one.failed is not None:
            lines.append(f"{one.name:<16} not possible here: {one.failed}")
            continue
        memory = one.peak_bytes / max(plain.peak_bytes, 1)
        compiled = (
            f"  {one.compilations} graphs compiled, the first step took {one.first_seconds:.1f} s"
            if one.compilations
            else ""
        )
        lines.append(
            f"{one.name:<16} {one.seconds * 1000:>10.2f} {one.seconds / plain.seconds:>6.2f} "
            f"{show_size(max(one.peak_bytes, 0)):>10} {memory:>7.2f} {one.error:>16.2g}{compiled}"
        )
    kept = ", ".join(f"{show_size(size)} by {owner}" for owner, size in plain.kept.items() if size)
    lines.append(f"memory after training: {kept}; deleting model and optimizer released {show_size(plain.released)}")
    return [*lines, *(one.line() for one in found.sharded), *found.advice]
