"""The ``training`` stage of a run: trains a proxy model on the clean rows and reports how it learned them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from dataaudit.config.training import TrainingOptions
from dataaudit.engine.metrics import TRAINING_METRICS
from dataaudit.errors import InputError
from dataaudit.findings.finding import Finding, Options, Result
from dataaudit.training.judge_run import judge_run
from dataaudit.training.monitor_tables import table
from dataaudit.training.proxy.choose_rows import FEWEST, ChosenRows, choose_rows, texts_of
from dataaudit.training.proxy.fit import Fitted, fit
from dataaudit.training.proxy.models import SMALL, BagOfTokens, Proxy, Task, make_proxy
from dataaudit.training.proxy.row_batches import EncodedRows, Epochs
from dataaudit.training.proxy.training_dynamics import DYNAMICS, row_dynamics, shares
from dataaudit.training.recipes.possible import possible_recipes
from dataaudit.training.recipes.row_losses import targets_of
from dataaudit.training.recipes.step import batch_on

Texts = Callable[[], Iterator[tuple[int, str | None]]]
Emit = Callable[..., None]

NAME = "training"
"""Name of the stage, of its run, and of the folder of its tables."""
_QUICK = 10
"""Factor of the token budget for the small classifier, which is faster by this much."""
_FEWEST_HELD_OUT = 20
_LEARNT_FROM = 20_000
"""Most rows that a vocabulary is learned from."""
_ROWS_COLUMNS = (
    "file", "position", "label", "flags", "label_suggested", "label_issue_score", "near_cluster", "embedding_cluster",
)  # fmt: skip
"""Columns of a row that are joined to its training dynamics."""
_RATE = 3e-3
"""Learning rate if the finder suggests none."""
_SLOW = 1e-3
"""Learning rate of the small classifier: lower than the fastest one, so that it does not memorise wrong labels soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """The result of training on the clean rows.

    Attributes:
        findings: Findings about the training, the most severe first.
        tables: By name, for the folder ``training/``.
        dynamics: One record per training row: its training dynamics and what else is known about it.
        metrics: ``TRAINING_METRICS``, by name.
        not_assessed: Findings that could not be assessed, and what they need.
        notes: Sentences for the user.
    """

    findings: tuple[Result, ...]
    tables: dict[str, pl.DataFrame]
    dynamics: pl.DataFrame
    metrics: dict[str, float | int | None]
    not_assessed: Mapping[str, str]
    notes: tuple[str, ...]


def train_on_rows(
    rows: pl.DataFrame,
    texts: Texts,
    settings: TrainingOptions,
    findings: Sequence[Finding[Options]],
    language: str = "en",
    emit: Emit = lambda event, **facts: None,
) -> Trained:
    """Train a proxy model on clean rows for a bounded number of tokens.

    Args:
        rows: The kept rows: ``row_id``, ``split``, ``label``, and any of ``_ROWS_COLUMNS``.
        texts: Starts an iteration over row id and text of the clean rows.
        settings: The pipeline's section.
        findings: Findings to judge.
        language: Language of messages.
        emit: Called with events.

    Raises:
        ConfigurationError: The model cannot be loaded, or a recipe does not fit it.
        InputError: The task is ``classes`` and there are fewer than two classes.
    """
    task = task_of(rows, settings)
    usable = rows.filter(pl.col("label").is_not_null()) if task == "classes" else rows
    labels = sorted(usable["label"].unique().to_list()) if task == "classes" else []
    if task == "classes" and len(labels) < 2:
        message = f"training.task: classes needs rows of at least two classes; found {len(labels)}"
        raise InputError(message)
    budget = settings.tokens * (_QUICK if task == "classes" and settings.model == SMALL else 1)
    chosen = choose_rows(usable, max(FEWEST, budget // settings.epochs // 8), settings.seed)
    wanted = texts_of([*chosen.train.tolist(), *chosen.held_out.tolist()], texts())
    there = [sum(one in wanted for one in ids.tolist()) for ids in (chosen.train, chosen.held_out)]
    if there[0] < FEWEST or there[1] < _FEWEST_HELD_OUT:
        return _nothing(there[0], there[1])
    learnt_from = [wanted[one] for one in chosen.train[:_LEARNT_FROM].tolist() if one in wanted]
    proxy = make_proxy(settings.model, task, labels, learnt_from, settings.max_tokens, settings.seed)
    classes = dict(usable.select("row_id", "label").iter_rows()) if task == "classes" else None
    train, held_out = encoded(proxy, chosen, wanted, settings, classes, labels, budget // settings.epochs)
    if len(train) < FEWEST or len(held_out) < _FEWEST_HELD_OUT:
        return _nothing(len(train), len(held_out))
    emit("training_started", task=task, model=settings.model, rows=len(train), held_out=len(held_out))
    chance = chance_loss(train)
    few = {name: value for name, value in train.batch(range(min(4, len(train)))).items() if name != "row_ids"}
    recipes, left_out = possible_recipes(proxy.model, proxy.losses, few, settings.recipes)
    settings = replace(settings, recipes=recipes)
    more, not_run = _probed(proxy, train, settings, emit)
    memory = _memory(proxy, train, settings)
    rate, finder = _rate(proxy, train, settings, emit)
    fitted = fit(
        proxy, train, held_out, settings, rate, chance_loss=chance,
        progress=lambda done, whole, loss: emit("progress", stage=NAME, done=done, total=whole),
    )  # fmt: skip
    targets = pl.DataFrame(
        {"row_id": train.row_ids, "targets": [_targets(one, task) for one in train.tokens], "bytes": train.sizes},
        schema={"row_id": pl.UInt64, "targets": pl.Int64, "bytes": pl.Int64},
    )
    told = row_dynamics(fitted.exposures, targets, fitted.gradients)
    tables = {**fitted.tables, **finder, "dynamics": told, "memory": memory}
    if more is not None:
        tables["probes"] = pl.concat([more, fitted.tables["probes"]])
    judged = judge_run(NAME, tables, fitted.known, findings, language)
    notes = [*left_out, *fitted.notes, *(f"probe {name} did not run: {reason}" for name, reason in not_run.items())]
    return Trained(
        findings=judged.findings, tables={name: frame for name, frame in tables.items() if frame.width},
        dynamics=joined(told, rows), not_assessed=judged.not_assessed, notes=tuple(notes),
        metrics=_metrics(fitted, judged.findings, told, len(train), len(held_out), rate, chance),
    )  # fmt: skip


def _nothing(rows: int, held_out: int) -> Trained:
    """Return the result for too few rows: a note and no findings."""
    note = (
        f"too few rows: {rows} with a text to train on and {held_out} without a duplicate to hold out; at least "
        f"{FEWEST} and {_FEWEST_HELD_OUT} are needed"
    )
    empty = {"training.rows": 0}
    return Trained(
        findings=(), tables={}, dynamics=pl.DataFrame(schema=DYNAMICS), not_assessed={}, notes=(note,),
        metrics=dict.fromkeys(TRAINING_METRICS) | empty,
    )  # fmt: skip


def task_of(rows: pl.DataFrame, settings: TrainingOptions) -> Task:
    """Choose the task: labels if half of the rows have one of a few labels, otherwise the next token."""
    if settings.task != "auto":
        return settings.task
    labelled = rows["label"].drop_nulls()
    few = 2 <= labelled.n_unique() <= max(2, min(1000, labelled.len() // 10))
    return "classes" if few and labelled.len() * 2 >= rows.height else "language"


def encoded(
    proxy: Proxy,
    chosen: ChosenRows,
    texts: Mapping[int, str],
    settings: TrainingOptions,
    classes: Mapping[int, str] | None,
    labels: Sequence[str],
    tokens: int | None = None,
    most_held_out: int | None = None,
) -> tuple[EncodedRows, EncodedRows]:
    """Tokenise the rows: training rows up to a token budget, and held-out rows."""
    codes = {label: code for code, label in enumerate(labels)}

    def rows(ids: Sequence[int], most: int | None) -> EncodedRows:
        there = [one for one in ids if one in texts and (classes is None or classes.get(one) in codes)]
        told, sizes = proxy.encode([texts[one] for one in there], settings.max_tokens)
        kept = [place for place, one in enumerate(told) if _targets(one, proxy.task) and one]
        if most is not None:
            until = np.cumsum([len(told[place]) for place in kept])
            kept = kept[: max(FEWEST, int(np.searchsorted(until, most)) + 1)]
        own = None if classes is None else np.array([codes[classes[there[place]]] for place in kept], np.int64)
        return EncodedRows(
            np.array([there[place] for place in kept], np.uint64), [told[place] for place in kept], own,
            proxy.encode.padding, [sizes[place] for place in kept],
        )  # fmt: skip

    train = rows(chosen.train.tolist(), tokens)
    held = rows(chosen.held_out.tolist(), None)
    most = max(32, len(train) // 5) if most_held_out is None else most_held_out
    own = None if held.labels is None else held.labels[:most]
    return train, EncodedRows(held.row_ids[:most], held.tokens[:most], own, held.padding)


def chance_loss(rows: EncodedRows) -> float:
    """Return the loss of guessing by target frequency: the entropy of classes or tokens, in nats."""
    told = np.concatenate([one[1:] for one in rows.tokens]) if rows.labels is None else rows.labels
    counts = np.unique(told, return_counts=True)[1]
    share = counts / counts.sum()
    return float(-(share * np.log(share)).sum())


def joined(told: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Join training dynamics with what else is known about the rows, hard rows first."""
    known = rows.select("row_id", *(name for name in _ROWS_COLUMNS if name in rows.columns))
    rank = pl.col("kind").replace_strict({"hard": 0, "forgotten": 1}, default=2, return_dtype=pl.Int64)
    return (
        told.join(known, on="row_id", how="left")
        .with_columns(rank=rank, worst=pl.when(pl.col("margin").is_null()).then("excess").otherwise("mean_loss"))
        .sort("rank", "worst", "row_id", descending=[False, True, False])
        .drop("rank", "worst")
    )


def _targets(tokens: Sequence[int], task: Task) -> int:
    return 1 if task == "classes" else max(0, len(tokens) - 1)


def _probed(
    proxy: Proxy, train: EncodedRows, settings: TrainingOptions, emit: Emit
) -> tuple[pl.DataFrame | None, dict[str, str]]:
    from dataaudit.training.probes.probe import probe

    if not settings.probes:
        return None, {}
    emit("training_probes")
    told = probe(
        proxy.model, Epochs(train, settings.batch_size, settings.seed), loss=_loss(proxy),
        pretrained=proxy.pretrained, accumulation=settings.recipes.accumulation, accumulate=_accumulated(proxy),
        steps=60,
    )  # fmt: skip
    return told.measures, told.not_run


def _memory(proxy: Proxy, train: EncodedRows, settings: TrainingOptions) -> pl.DataFrame:
    """Estimate the memory of a step on the longest rows, with the free memory."""
    from dataaudit.training.memory.estimate import estimate_memory, free_bytes

    longest = sorted(range(len(train)), key=lambda place: -len(train.tokens[place]))
    device = next(proxy.model.parameters()).device

    def make_batch(rows: int) -> dict[str, Any]:
        return batch_on(train.batch(longest[:rows]), device)

    found = estimate_memory(proxy.model, make_batch, _loss(proxy), rows=settings.batch_size, recipes=settings.recipes)
    free = free_bytes(device)
    row = {
        "batch_rows": found.rows, "states": found.states.total, "activations": found.activations, "peak": found.peak,
        "free": free, "largest_batch": found.largest_batch(free),
    }  # fmt: skip
    return table("memory", [row])


def _rate(
    proxy: Proxy, train: EncodedRows, settings: TrainingOptions, emit: Emit
) -> tuple[float, dict[str, pl.DataFrame]]:
    """Return the learning rate and the finder's tables."""
    import torch

    from dataaudit.training.lr_finder.find_learning_rate import find_learning_rate

    if settings.learning_rate != "find":
        return settings.learning_rate, {}
    if isinstance(proxy.model, BagOfTokens):
        return _SLOW, {}
    emit("training_finder")
    optimizer = torch.optim.AdamW(proxy.model.parameters(), lr=_RATE)
    found = find_learning_rate(
        proxy.model, optimizer, Epochs(train, settings.batch_size, settings.seed), loss=_loss(proxy),
        lowest=1e-5, highest=1.0, points=60,
    )  # fmt: skip
    return (found.suggested if found.suggested is not None else _RATE), found.tables()


def _loss(proxy: Proxy) -> Callable[[Any, Any], Any]:
    def loss(model: Any, batch: Any) -> Any:
        told = proxy.losses(model, batch)
        return told.sums.sum() / told.counts.sum().clamp_min(1)

    return loss


def _accumulated(proxy: Proxy) -> Callable[[Any, list[Any]], None]:
    """Return a function that accumulates gradients over micro-batches like ``Step``."""

    def accumulate(model: Any, parts: list[Any]) -> None:
        total = sum(targets_of(part) for part in parts)
        for part in parts:
            (proxy.losses(model, part).sums.sum() / total).backward()

    return accumulate


def _metrics(
    fitted: Fitted,
    findings: Sequence[Result],
    told: pl.DataFrame,
    rows: int,
    held_out: int,
    rate: float,
    chance: float,
) -> dict[str, float | int | None]:
    found = [one for one in findings if one.status == "found"]
    losses = fitted.tables["curves"].filter(pl.col("split") == "train", pl.col("metric") == "loss")["value"]
    by_kind = shares(told)
    values: list[float | int | None] = [
        rows, held_out, fitted.steps, fitted.tokens, rate, chance,
        float(losses.tail(20).median()) if len(losses) else None,  # type: ignore[arg-type]
        fitted.loss if math.isfinite(fitted.loss) else None, fitted.accuracy,
        *(sum(one.severity == severity for one in found) for severity in ("error", "warning", "info")),
        by_kind["hard"], by_kind["forgotten"], by_kind["at_once"],
    ]  # fmt: skip
    return dict(zip(TRAINING_METRICS, values, strict=True))
