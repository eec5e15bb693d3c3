"""Tunes the small model on the clean rows of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import polars as pl

from dataaudit.config.training import TrainingOptions
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.results.explain_row import text_template
from dataaudit.results.result import clean_texts, load_result
from dataaudit.store.parts import scan_parts
from dataaudit.training.proxy.choose_rows import FEWEST, choose_rows, texts_of
from dataaudit.training.proxy.fit import fit
from dataaudit.training.proxy.models import make_proxy
from dataaudit.training.proxy.stage import encoded, task_of
from dataaudit.training.tuning.objective import Report
from dataaudit.training.tuning.space import SearchSpace, Value
from dataaudit.training.tuning.tune import stop_if


class OnRun:
    """Objective: held-out loss of the small model after training on tokens of a run's clean rows.

    Parameters are keys of a pipeline's ``training`` section, ``recipes.precision`` among them.

    Args:
        folder: Folder of a finished run.
        space: The search space.
        tokens: Tokens per training.

    Raises:
        ConfigurationError: A parameter is not a key of that section.
        InputError: Too few rows.
    """

    def __init__(self, folder: str, space: SearchSpace, tokens: int) -> None:
        known = {one.name for one in fields(TrainingOptions)} - {"recipes", "tokens"}
        for name in space.parameters:
            if name not in known and not name.startswith("recipes."):
                message = f"parameter '{name}' is not a key of 'training'; choose from {', '.join(sorted(known))}"
                raise ConfigurationError(message)
        result = load_result(folder)
        self.tokens = tokens
        self.settings = TrainingOptions(learning_rate=3e-3, probes=False, tokens=max(tokens, 10_000))
        rows = scan_parts(result.path, "rows").filter(pl.col("kept"))
        there = set(rows.collect_schema().names())
        names = ("row_id", "split", "label", "near_cluster", "embedding_cluster")
        kept = rows.select([name for name in names if name in there]).collect()
        self.task = task_of(kept, self.settings)
        usable = kept.filter(pl.col("label").is_not_null()) if self.task == "classes" else kept
        self.labels = sorted(usable["label"].unique().to_list()) if self.task == "classes" else []
        self.classes = dict(usable.select("row_id", "label").iter_rows()) if self.task == "classes" else None
        self.chosen = choose_rows(usable, max(FEWEST, tokens // 16), 1)
        if len(self.chosen.train) < FEWEST:
            message = (
                f"{folder}: too few clean rows to train on: {len(self.chosen.train)}; at least {FEWEST} are needed"
            )
            raise InputError(message)
        wanted = [*self.chosen.train.tolist(), *self.chosen.held_out.tolist()]
        self.texts = texts_of(wanted, clean_texts(result.path, text_template(result.manifest)))

    def __call__(self, parameters: Mapping[str, Value], seed: int, report: Report) -> float:
        """Train a new model and return its held-out loss."""
        settings = configured(self.settings, parameters, seed)
        learnt_from = [self.texts[one] for one in self.chosen.train.tolist() if one in self.texts]
        proxy = make_proxy(settings.model, self.task, self.labels, learnt_from, settings.max_tokens, seed)
        train, held_out = encoded(proxy, self.chosen, self.texts, settings, self.classes, self.labels)
        rate = float(settings.learning_rate) if settings.learning_rate != "find" else 3e-3

        def progress(done: int, whole: int, loss: float) -> None:
            stop_if(report, round(20 * done / whole), loss)

        return fit(proxy, train, held_out, settings, rate, progress=progress, most_tokens=self.tokens).loss


def configured(settings: TrainingOptions, parameters: Mapping[str, Value], seed: int) -> TrainingOptions:
    """Apply parameters to settings, validated like a pipeline's.

    Examples:
        >>> configured(TrainingOptions(), {"batch_size": 16, "recipes.precision": "bf16"}, 3).recipes.precision
        'bf16'
    """
    record: dict[str, Any] = asdict(replace(settings, seed=seed))
    for name, value in parameters.items():
        section, _, key = name.rpartition(".")
        (record[section] if section else record)[key] = value
    made = load_pipeline(mapping={"training": record}).pipeline.training
    if not made:
        message = "the pipeline has no 'training' section"
        raise ConfigurationError(message)
    return made
