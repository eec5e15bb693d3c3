"""Measures all recipes for a model and data: what ``dataaudit recipes`` prints."""

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
from dataaudit.training.probes.model_and_data import rows_of_data
from dataaudit.training.recipes.loading import LoaderSetting, Texts, sweep, wait_share
from dataaudit.training.recipes.measure import TRIED, Measured, advice, measure_recipes
from dataaudit.training.recipes.shard_trial import Sharded, measure_sharding
from dataaudit.training.recipes.sharding import deepspeed_configuration
from dataaudit.training.recipes.step import Step
from dataaudit.training.recipes.workload import Workload, prepare_workload, read_workload, sized

Progress = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was measured.

    Attributes:
        measured: Recipes, the plain step first.
        loaders: Settings of a DataLoader, the quickest first.
        sharded: ZeRO stages; empty where they were not asked for.
        estimate: Memory of the plain step.
        free: Bytes that are free.
        batch_size: Rows of a step.
        advice: What to switch on.
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
    """Measure on this machine.

    Args:
        model: ``small`` or a folder of transformers.
        data: As ``dataaudit.audit`` takes it.
        text: Column of the text.
        template: Columns joined to one text.
        label: Column of the class, for a classifier.
        batch_size: Rows of a step.
        max_tokens: Tokens of a row.
        steps: That are timed.
        processes: To share states among; 0 for none.
        names: Recipes to try; all when None.
        deepspeed: File to write a configuration for DeepSpeed to.
        progress: Called with every event.

    Raises:
        ConfigurationError: An unknown recipe, or a model that cannot be loaded.
        InputError: Too few rows.
    """
    if min(batch_size, max_tokens - 1, steps) < 1:
        message = (
            f"--batch-size {batch_size} and --steps {steps} must be 1 or more, --max-tokens {max_tokens} 2 or more"
        )
        raise ConfigurationError(message)
    for name in names or ():
        if name not in TRIED:
            message = f"unknown recipe '{name}'{did_you_mean(name, list(TRIED))}; there are {', '.join(TRIED)}"
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
            message = f"the plain step fails: {measured[0].failed}"
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
    told.append(
        f"loading: {best.workers} workers" + (f", {best.prefetch} batches ahead of each" if best.prefetch else "")
        + f": {best.seconds * 1000:.2f} ms a batch; training would wait for {wait:.1%} of the time"
    )  # fmt: skip
    return Survey(
        measured=measured, loaders=loaders, sharded=sharded, estimate=estimate, free=free, batch_size=batch_size,
        advice=told,
    )  # fmt: skip


def estimate_of(folder: Path, batch_size: int, recipes: RecipesOptions | None = None) -> MemoryEstimate:
    """Memory of a workload's step, estimated from two small forward passes."""
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
    """The work of a DataLoader: tokenising a batch of texts."""
    from dataaudit.training.proxy.models import SMALL
    from dataaudit.training.proxy.vocabulary import Encoder, LearntVocabulary, LoadedVocabulary

    encode: Encoder
    if workload.model == SMALL:
        encode = LearntVocabulary([row.text for row in rows])
    else:
        from dataaudit.training.probes.model_and_data import load_model

        encode = LoadedVocabulary(load_model(workload.model, list(workload.labels))[1])
    return Collate(encode, max_tokens)


class Collate:
    """Texts to padded token ids; can be sent to a worker.

    Args:
        encode: Tokenizer.
        most: Tokens of a text at most.
    """

    def __init__(self, encode: Any, most: int) -> None:
        self.encode, self.most = encode, most

    def __call__(self, texts: list[str]) -> torch.Tensor:
        """Ids (texts, longest)."""
        told, _ = self.encode(texts, self.most)
        longest = max(map(len, told))
        return torch.tensor([one + [self.encode.padding] * (longest - len(one)) for one in told])


def record_of(found: Survey) -> dict[str, Any]:
    """A survey as JSON."""
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
    """A survey as lines to read."""
    plain, estimate = found.measured[0], found.estimate
    lines = [
        f"memory, estimated: {show_size(estimate.states.total)} of weights, gradients and optimizer states, "
        f"{show_size(estimate.activations)} of activations with {found.batch_size} rows; at its peak "
        f"{show_size(estimate.peak)} of {show_size(found.free)} free; {estimate.largest_batch(found.free):,} rows "
        "would fit",
        f"{'recipe':<16} {'ms a step':>10} {'time':>6} {'peak':>10} {'memory':>7} {'gradient off by':>16}",
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
    lines.append(f"memory clearing: held after training {kept}; letting go of it gave {show_size(plain.released)} back")
    return [*lines, *(one.line() for one in found.sharded), *found.advice]
