"""Trains the same small model on variants of the rows, with equal seeds and tokens, and compares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dataaudit.config.training import TrainingOptions
from dataaudit.errors import InputError
from dataaudit.results.result import AuditResult, load_result
from dataaudit.store.atomic import write_bytes, write_table
from dataaudit.store.json_text import json_text
from dataaudit.training.ablation.variants import CLEAN, FEWEST, RAW, Variant, held_out_rows, variants
from dataaudit.training.paired import PairedDifference, holm, paired_difference
from dataaudit.training.proxy.choose_rows import ChosenRows, scattered, texts_of
from dataaudit.training.proxy.fit import fit
from dataaudit.training.proxy.models import SMALL, make_proxy
from dataaudit.training.proxy.stage import encoded, task_of

RUNS = {
    "variant": pl.String, "seed": pl.Int64, "rows": pl.Int64, "tokens": pl.Int64, "loss": pl.Float64,
    "accuracy": pl.Float64,
}  # fmt: skip
"""Columns of ``ablation.parquet``: held-out loss and accuracy of every training run."""

_QUICK = 10
_APART = 7_919
"""Offset to the seed of the held-out rows: the same choice would keep only rows with duplicates."""
_EPOCHS = 2
"""Fewest times that a variant's rows are seen: rows are cut to what the budget allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A variant compared with another.

    Attributes:
        variant: Name of the variant.
        against: Name of the other variant.
        metric: ``loss`` or ``accuracy``.
        difference: Variant minus the other.
        p: Corrected for the number of comparisons.
        verdict: One sentence.
    """

    variant: str
    against: str
    metric: str
    difference: PairedDifference
    p: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """The result of training on variants.

    Attributes:
        task: What the model learned.
        held_out: Number of held-out rows.
        runs: One row per training run.
        compared: Comparisons of variants.
        notes: Sentences for the user.
    """

    task: str
    held_out: int
    runs: pl.DataFrame
    compared: tuple[Compared, ...]
    notes: tuple[str, ...]


def ablate(
    run: str | Path | AuditResult,
    *,
    out: str | Path | None = None,
    seeds: int = 5,
    tokens: int = 500_000,
    rules: Sequence[str] | None = None,
    settings: TrainingOptions | None = None,
    progress: Callable[..., None] = lambda event, **facts: None,
) -> Ablation:
    """Test whether the cleaning of a run helps a small model.

    Every variant of the rows trains for the same number of tokens, with the same seeds for weights and order, and is
    evaluated on the same held-out rows, which have no duplicate in any variant.

    Args:
        run: A finished run, or its folder; texts are read again from its input.
        out: Folder for ``ablation.parquet`` and ``ablation.json``; nothing is written when None.
        seeds: Training runs per variant.
        tokens: Tokens per training run.
        rules: Findings to leave out one at a time; those that dropped rows when None.
        settings: Settings of the model, as in a pipeline's ``training`` section.
        progress: Called with every event.

    Raises:
        InputError: No row was dropped, there are too few rows, or the input is gone.
    """
    if seeds < 2:
        message = f"at least 2 seeds are needed, 5 are better; got {seeds}"
        raise InputError(message)
    given = settings or TrainingOptions(tokens=max(tokens, 10_000))
    result = run if isinstance(run, AuditResult) else load_result(run)
    there = result.columns()
    names = ("duplicate_of", "near_cluster", "embedding_cluster", "hash_loose", "hash_text", "leak_tier")
    rows = result.rows(["row_id", "kept", "split", "label", *(name for name in names if name in there)])
    held_out = held_out_rows(rows, given.seed)
    made = variants(result, held_out, None if rules is None else list(rules))
    task = task_of(rows.filter(pl.col("kept")), given)
    labels = sorted(rows.filter(pl.col("kept"))["label"].drop_nulls().unique().to_list()) if task == "classes" else []
    classes = dict(rows.select("row_id", "label").iter_rows()) if task == "classes" else None
    budget = tokens * (_QUICK if task == "classes" and given.model == SMALL else 1)
    cut = _cut(made, budget, given)
    small = [one for one in cut if len(one.row_ids) < FEWEST]
    if small:
        message = (
            f"variant '{small[0].name}' has {len(small[0].row_ids)} rows within the token budget; at least {FEWEST} "
            "are needed: raise --tokens, or clean more rows"
        )
        raise InputError(message)
    wanted = np.unique(np.concatenate([held_out, *(one.row_ids for one in cut)]))
    texts = texts_of(wanted.tolist(), result.all_texts(wanted))
    # All variants share one vocabulary, learned from the clean rows.
    learnt_from = [texts[one] for one in cut[1].row_ids[:20_000].tolist() if one in texts]
    told = []
    for seed in range(1, seeds + 1):
        for one in cut:
            progress("training_started", variant=one.name, seed=seed)
            own = replace(given, seed=seed, learning_rate=_rate(given), probes=False)
            proxy = make_proxy(given.model, task, labels, learnt_from, given.max_tokens, seed)
            train, judged = encoded(
                proxy, ChosenRows(one.row_ids, held_out), texts, own, classes, labels, most_held_out=len(held_out)
            )
            fitted = fit(proxy, train, judged, own, _rate(given), most_tokens=budget)
            told.append(
                {"variant": one.name, "seed": seed, "rows": len(train), "tokens": fitted.tokens, "loss": fitted.loss,
                 "accuracy": fitted.accuracy}
            )  # fmt: skip
            progress("training_finished", **told[-1])
    runs = pl.DataFrame(told, schema=RUNS)
    notes = [
        f"evaluated on {len(held_out):,} held-out rows without duplicates; every training run saw {budget:,} tokens"
    ]
    if cut[0].row_ids is not made[0].row_ids:
        notes.append(
            "variants were cut so that every row is seen twice within the token budget; raise --tokens to use more rows"
        )
    found = Ablation(
        task=task, held_out=len(held_out), runs=runs, compared=tuple(compare(runs, task)), notes=tuple(notes)
    )
    if out is not None:
        _write(found, Path(out))
    return found


def _rate(settings: TrainingOptions) -> float:
    return 3e-3 if settings.learning_rate == "find" else settings.learning_rate


def _cut(made: Sequence[Variant], budget: int, settings: TrainingOptions) -> list[Variant]:
    """Cut all variants to the same share of their rows, so that the raw rows are seen twice within the budget.

    Rows are chosen by id, so rows shared by two variants stay shared.
    """
    most = max(3 * FEWEST, budget // _EPOCHS // max(8, settings.max_tokens // 2))
    whole = len(made[0].row_ids)
    if whole <= most:
        return list(made)
    limit = np.uint64(int(most / whole * float(2**64 - 1)))
    return [replace(one, row_ids=one.row_ids[scattered(one.row_ids, settings.seed + _APART) <= limit]) for one in made]


def compare(runs: pl.DataFrame, task: str) -> list[Compared]:
    """Compare clean with raw, and each left-out rule with clean.

    Args:
        runs: Columns of ``RUNS``.
        task: ``classes`` has an accuracy.

    Examples:
        >>> runs = pl.DataFrame([{"variant": name, "seed": seed, "rows": 1, "tokens": 1,
        ...                       "loss": level + seed / 10 + (seed % 2) / 100, "accuracy": None}
        ...                      for name, level in (("raw", 2.0), ("clean", 1.9)) for seed in range(5)], schema=RUNS)
        >>> compare(runs, "language")[0].verdict
        'clean has a lower loss than raw by 0.1 (0.1 to 0.1)'
    """
    found = []
    names = runs["variant"].unique(maintain_order=True).to_list()
    for metric in ("loss", "accuracy") if task == "classes" else ("loss",):
        pairs = [(CLEAN, RAW), *((name, CLEAN) for name in names if name not in (RAW, CLEAN))]
        values = {name: runs.filter(pl.col("variant") == name).sort("seed")[metric].to_list() for name in names}
        differences = [paired_difference(values[one], values[other]) for one, other in pairs]
        corrected = holm([one.p for one in differences])
        for (one, other), difference, p in zip(pairs, differences, corrected, strict=True):
            found.append(
                Compared(variant=one, against=other, metric=metric, difference=difference, p=p,
                         verdict=_verdict(one, other, metric, difference, p))
            )  # fmt: skip
    return found


def _verdict(one: str, other: str, metric: str, difference: PairedDifference, p: float) -> str:
    told = f"{abs(difference.mean):.3g}"
    if not difference.seen or p > 0.05:
        told = f"{difference.mean:.3g} ({difference.low:.3g} to {difference.high:.3g}"
        # With many comparisons, an interval can exclude zero by chance.
        told += f", p = {p:.2g} after correction for all comparisons)" if difference.seen else ")"
        return f"no significant difference in {metric} between {one} and {other}: {told}"
    ends = sorted((abs(difference.low), abs(difference.high)))
    how = "lower" if difference.mean < 0 else "higher"
    return f"{one} has a {how} {metric} than {other} by {told} ({ends[0]:.3g} to {ends[1]:.3g})"


def record_of(found: Ablation) -> Mapping[str, Any]:
    """Convert an ablation to JSON."""
    return {
        "task": found.task, "held_out": found.held_out, "notes": list(found.notes),
        "compared": [asdict(one) for one in found.compared], "runs": found.runs.to_dicts(),
    }  # fmt: skip


def _write(found: Ablation, folder: Path) -> None:
    write_table(folder / "ablation.parquet", found.runs.to_arrow())
    write_bytes(folder / "ablation.json", json_text(record_of(found)).encode() + b"\n")
