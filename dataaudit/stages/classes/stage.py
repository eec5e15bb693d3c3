"""Class distribution, weights that balance it, shortcuts to a class, and drift between splits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from dataaudit.config.section import SECTION
from dataaudit.stages.classes.result_schemas import CLASSES, DRIFT, SHORTCUTS, WEIGHTS
from dataaudit.stages.contract import CorpusStage
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    Metrics,
    ResultTable,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassesOptions:
    """Class distribution over all rows and by split."""

    __pydantic_config__ = SECTION


def _distribution(options: ClassesOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.classes.class_distribution import ClassDistribution

    return ClassDistribution() if context.labelled else None


def _weights(options: ClassesOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.classes.class_weights import ClassWeights

    return ClassWeights() if context.labelled else None


def _shortcuts(options: ClassesOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.classes.shortcuts import Shortcuts

    return Shortcuts() if context.labelled and "tokens" in context.row_stages else None


def _drift(options: ClassesOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.classes.split_drift import SplitDrift

    if not context.several_splits:
        return None
    names = [*(["label"] if context.labelled else []), *(["language"] if "language" in context.row_stages else [])]
    return SplitDrift(tuple(names), ("chars",) if "tokens" in context.row_stages else ())


def class_metrics(classes: pl.DataFrame) -> Metrics:
    """Number of classes, largest over smallest, and the share of the largest among labelled rows."""
    everywhere = classes.filter(pl.col("split").is_null())["rows"]
    if not len(everywhere):
        names = ("imbalance_ratio", "largest_share", "effective_count")
        return {"classes.count": 0} | {f"classes.{name}": None for name in names}
    counts = [int(value) for value in everywhere.to_list()]
    return {
        "classes.count": len(counts),
        "classes.imbalance_ratio": max(counts) / min(counts),
        "classes.largest_share": max(counts) / sum(counts),
        "classes.effective_count": float(np.exp(-sum(n / sum(counts) * np.log(n / sum(counts)) for n in counts))),
    }


def shortcut_metrics(table: pl.DataFrame) -> Metrics:
    """How well length, position and source predict the class: 0 no better than guessing, 1 always right."""
    strengths = dict(table.filter(pl.col("kind") != "token").select("kind", "strength").iter_rows())
    return {f"classes.shortcut.{kind}": strengths.get(kind) for kind in ("length", "position", "source")}


def drift_metrics(table: pl.DataFrame) -> Metrics:
    """The largest effect between any two splits, by signal."""
    largest = dict(table.group_by("signal").agg(pl.col("effect").max()).iter_rows())
    names = {"label": "label", "language": "language", "chars": "length"}
    return {f"splits.{name}_drift": largest.get(signal) for signal, name in names.items()}


_PREDICTORS = {"length": "length", "position": "position in the file", "source": "file", "token": "one word"}
_SHOWN_SHORTCUTS = TableView(
    table="shortcuts",
    title="How well a class can be predicted without understanding (0: no better than guessing, 1: always right)",
    columns=(
        Column(name="kind", title="predicted from", kind="coded", values=_PREDICTORS),
        Column(name="token", title="word", kind="excerpt"),
        Column(name="label", title="label", kind="excerpt"),
        Column(name="strength", title="strength"),
        Column(name="share_of_class", title="share of the class", kind="percent"),
    ),
)
_SHOWN_DRIFT = TableView(
    table="split_drift",
    title="How far splits differ",
    by=("effect",),
    columns=(
        Column(name="split_a", title="split"),
        Column(name="split_b", title="split"),
        Column(name="signal", title="signal"),
        Column(name="effect", title="effect"),
        Column(name="p_value", title="p"),
        Column(name="most", title="differs most", kind="excerpt"),
    ),
)
_SHOWN_WEIGHTS = TableView(
    table="class_weights",
    title="Weights that balance the classes",
    least=2,
    columns=(
        Column(name="label", title="label", kind="excerpt"),
        Column(name="rows", title="rows"),
        Column(name="inverse_weight", title="by frequency"),
        Column(name="effective_weight", title="by effective number"),
        Column(name="repeat", title="repeat"),
    ),
)

SPEC = StageSpec(
    name="classes",
    options=ClassesOptions,
    corpus_parts=(
        CorpusPart(
            rank=110,
            progress="Counting classes",
            make=_distribution,
            tables=(
                ResultTable(name="classes", schema=CLASSES, text="rows by class and split", metrics=class_metrics),
            ),
        ),
        CorpusPart(
            rank=120,
            progress="Weighing classes",
            make=_weights,
            reads=("classes",),
            tables=(ResultTable(name="class_weights", schema=WEIGHTS, text="weights that balance the classes"),),
        ),
        CorpusPart(
            rank=130,
            progress="Looking for shortcuts to a class",
            make=_shortcuts,
            tables=(
                ResultTable(
                    name="shortcuts",
                    raw=("token",),
                    schema=SHORTCUTS,
                    text="what predicts a class without understanding",
                    metrics=shortcut_metrics,
                ),
            ),
        ),
        CorpusPart(
            rank=140,
            progress="Comparing splits",
            make=_drift,
            tables=(
                ResultTable(name="split_drift", schema=DRIFT, text="how far splits differ", metrics=drift_metrics),
            ),
        ),
    ),
    sections=(
        SectionSpec(
            key="classes",
            rank=130,
            title="Classes",
            family="classes",
            tables=(_SHOWN_SHORTCUTS, _SHOWN_DRIFT, _SHOWN_WEIGHTS),
        ),
    ),
)
