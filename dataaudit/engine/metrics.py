"""The numbers of a run by dotted name; rates and shares are fractions of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.augment.guards.candidate import REASONS
from dataaudit.cleaning.dedup_decisions import EMBEDDED, NEAR
from dataaudit.cleaning.row_facts import group_numbers, has_hash, hash_columns, hash_halves
from dataaudit.engine.judge import Judgement, Parts
from dataaudit.findings.finding import Finding, Options, RowFinding
from dataaudit.findings.length.over_length import OverLength
from dataaudit.kernels.hashing.passage_hashes import KINDS
from dataaudit.stages.classes.class_distribution import SCHEMA as CLASSES
from dataaudit.stages.classes.class_weights import WEIGHTS
from dataaudit.stages.classes.shortcuts import SHORTCUTS
from dataaudit.stages.classes.split_drift import DRIFT
from dataaudit.stages.duplicates.content_hashes import FIELD_HASH
from dataaudit.stages.instructions.instruction_signals import HASHES as INSTRUCTION_HASHES
from dataaudit.stages.labels.label_issues import CONFUSIONS
from dataaudit.stages.labels.label_issues import SUMMARY as LABEL_SUMMARY
from dataaudit.stages.language.language_distribution import SCHEMA as LANGUAGES
from dataaudit.stages.language.text_language import UNKNOWN
from dataaudit.stages.leakage.inflation import INFLATION
from dataaudit.stages.leakage.leak_tables import LEAKS
from dataaudit.stages.leakage.leak_tables import SPLITS as SPLIT_LEAKS
from dataaudit.stages.leakage.pairs import TIERS
from dataaudit.stages.quality.common_passages import SCHEMA as PASSAGES
from dataaudit.stages.tokens.tokenizer_fit import LIMITS
from dataaudit.stages.tokens.tokenizer_fit import SCHEMA as TOKENIZER
from dataaudit.stages.vectors.topics import TOPICS

Metrics = dict[str, float | int | None]

SCORE = "quality_score"

TRAINING_METRICS = (
    "training.rows", "training.held_out.rows", "training.steps", "training.tokens", "training.learning_rate",
    "training.chance_loss", "training.train.loss", "training.validation.loss", "training.validation.accuracy",
    "training.findings.error", "training.findings.warning", "training.findings.info", "training.hard.rate",
    "training.forgotten.rate", "training.at_once.rate",
)  # fmt: skip
"""Metrics of a run whose clean rows were trained on."""

AUGMENTATION_METRICS = (
    "augmentation.rows", "augmentation.wanted", "augmentation.tried", "augmentation.accepted.rate",
    *(f"augmentation.rejected.{reason}.rate" for reason in REASONS), "augmentation.imbalance_ratio",
)  # fmt: skip
"""Metrics of a run that makes new rows."""

_LENGTHS = ("tokens", "chars", "words")


def run_metrics(
    parts: Parts,
    judgement: Judgement,
    findings: Sequence[Finding[Options]],
    tables: Mapping[str, pl.DataFrame],
    quarantined: int,
) -> Metrics:
    """All metrics of a run; a value is None where there is nothing to measure it on.

    Args:
        parts: The signals.
        judgement: What was decided.
        findings: The active findings.
        tables: Tables of ``TABLE_METRICS`` that the run has.
        quarantined: Rows in quarantine.
    """
    rows = judgement.rows.height
    kept = int(judgement.kept.sum())
    metrics: Metrics = {
        "rows.read": rows + quarantined,
        "rows.kept": kept,
        "rows.dropped": rows - kept,
        "rows.quarantined": quarantined,
        "rows.kept_rate": _rate(kept, rows + quarantined),
        "rows.quarantined_rate": _rate(quarantined, rows + quarantined),
    }
    metrics |= _length_metrics(parts, findings)
    metrics |= _duplicate_metrics(judgement)
    metrics |= _score_metrics(parts)
    metrics |= _instruction_metrics(parts)
    for finding in findings:
        if isinstance(finding, RowFinding) and finding.metric:
            metrics[finding.metric] = _rate(judgement.flagged[finding.code].count, rows)
    for name, (_, measure) in TABLE_METRICS.items():
        if name in tables:
            metrics |= measure(tables[name])
    return metrics


def _length_metrics(parts: Parts, findings: Sequence[Finding[Options]]) -> Metrics:
    held: dict[str, list[NDArray[np.float64]]] = {name: [] for name in _LENGTHS}
    names = [name for name in _LENGTHS if name in parts.names()]
    for part in parts(names) if names else ():
        for name in names:
            held[name].append(part[name].drop_nulls().to_numpy())
    metrics: Metrics = {}
    for name, pieces in held.items():
        if pieces:
            metrics |= {f"length.{name}.{key}": value for key, value in describe(np.concatenate(pieces)).items()}
    limit = next((finding.options.max_tokens for finding in findings if isinstance(finding, OverLength)), None)
    if limit is not None and held["tokens"]:
        tokens = np.concatenate(held["tokens"]).astype(np.int64)
        lost = int(np.maximum(tokens - limit, 0).sum())
        metrics["length.truncation.lost_tokens"] = lost
        metrics["length.truncation.lost_share"] = _rate(lost, int(tokens.sum()))
    return metrics


def _score_metrics(parts: Parts) -> Metrics:
    """Mean, median and lower percentiles of the quality score."""
    if SCORE not in parts.names():
        return {}
    held = [part[SCORE].drop_nulls().to_numpy().astype(np.float64) for part in parts([SCORE])]
    scores = np.concatenate([np.zeros(0), *held])
    if not len(scores):
        return {f"quality.score.{key}": None for key in ("mean", "median", "p05")}
    return {
        "quality.score.mean": float(scores.mean()),
        "quality.score.median": float(np.median(scores)),
        "quality.score.p05": float(np.percentile(scores, 5)),
    }


def _instruction_metrics(parts: Parts) -> Metrics:
    """Turns of a row, the share of tokens that a loss on answers covers, and of rows that a template refuses."""
    names = [name for name in ("turn_count", "answer_tokens", "template_tokens") if name in parts.names()]
    if "turn_count" not in names:
        return {}
    sums, rows = dict.fromkeys(names, 0), 0
    learnt = templated = 0
    for part in parts(names):
        given = part.drop_nulls("turn_count")
        rows += given.height
        for name in names:
            sums[name] += int(given[name].sum() or 0)
        if "template_tokens" in names:
            written = given.drop_nulls("template_tokens")
            templated += written.height
            learnt += int(written["answer_tokens"].sum() or 0)
    metrics: Metrics = {"instructions.rows": rows, "instructions.turns.mean": _rate(sums["turn_count"], rows)}
    if "answer_tokens" in names:
        metrics["instructions.answer_tokens.mean"] = _rate(sums["answer_tokens"], rows)
        metrics["instructions.loss_tokens.share"] = _rate(learnt, sums["template_tokens"])
        refused = rows - templated if templated else None  # of a tokenizer without a template nothing is known
        metrics["instructions.template_refused.share"] = None if refused is None else _rate(refused, rows)
    return metrics


def describe(values: NDArray[np.generic]) -> Metrics:
    """Mean, standard deviation (of the population), extremes, median, 95th percentile (linear) and total.

    Examples:
        >>> describe(np.array([1, 2, 3, 10]))["median"]
        2.5
    """
    if not len(values):
        return dict.fromkeys(("mean", "std", "min", "max", "median", "p95"), None) | {"total": 0}
    numbers = values.astype(np.float64)
    return {
        "mean": float(numbers.mean()),
        "std": float(numbers.std()),
        "min": int(numbers.min()),
        "max": int(numbers.max()),
        "median": float(np.median(numbers)),
        "p95": float(np.percentile(numbers, 95)),
        "total": int(numbers.sum()),
    }


def _duplicate_metrics(judgement: Judgement) -> Metrics:
    rows = judgement.rows
    metrics: Metrics = {}
    names = {"hash_raw": "raw", "hash_text": "exact", "hash_loose": "loose"}
    for column in hash_columns(rows.columns):
        if column in INSTRUCTION_HASHES:
            continue
        name = names.get(column) or f"fields.{column.removeprefix(FIELD_HASH)}"
        present = has_hash(rows, column)
        group = group_numbers(*hash_halves(rows, column), present)
        repeated = int((present & (group != np.arange(rows.height))).sum())
        metrics[f"duplicates.{name}.rate"] = _rate(repeated, rows.height)
    if "DUP002" in judgement.flagged:
        metrics["duplicates.near.rate"] = _rate(int(judgement.by_near_alone.sum()), rows.height)
    for code, kind, name in (("DUP002", NEAR, "near"), ("DUP006", EMBEDDED, "embedding")):
        if code in judgement.flagged:
            cluster = judgement.clusters[kind].cluster
            metrics[f"duplicates.{name}.pairs"] = len(judgement.pairs.new().only(kind).left)
            metrics[f"duplicates.{name}.clusters"] = len(np.unique(cluster[cluster >= 0]))
    return metrics


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


def tokenizer_metrics(table: pl.DataFrame) -> Metrics:
    """How well the tokenizer fits the corpus: characters a token, rates of tokens, what limits would cost."""
    found = table.filter(pl.col("script").is_null()).to_dicts()
    one: dict[str, int] = found[0] if found else dict.fromkeys(table.columns, 0)
    metrics: Metrics = {
        "tokenizer.characters_per_token": _rate(one["chars"], one["tokens"]),
        "tokenizer.unknown.rate": _rate(one["unknown_tokens"], one["sampled_tokens"]),
        "tokenizer.byte_fallback.rate": _rate(one["byte_tokens"], one["sampled_tokens"]),
    }
    for limit in LIMITS:
        lost, room = one[f"lost_{limit}"], limit * one[f"sequences_{limit}"]
        metrics[f"tokenizer.lost_{limit}.share"] = _rate(lost, one["tokens"])
        metrics[f"tokenizer.packing_{limit}.efficiency"] = _rate(one["tokens"] - lost, room)
    return metrics


def language_metrics(table: pl.DataFrame) -> Metrics:
    """Number of languages, the share of the largest, and the share of rows without one."""
    rows = int(table["rows"].sum() or 0)
    known = [int(count) for count in table.filter(pl.col("language") != UNKNOWN)["rows"].to_list()]
    return {
        "language.count": len(known),
        "language.largest_share": _rate(max(known, default=0), rows),
        "language.unknown_share": _rate(rows - sum(known), rows),
    }


def passage_metrics(table: pl.DataFrame) -> Metrics:
    """Common passages of every kind, and the largest share of rows that one opening has."""
    counts = dict(table.group_by("kind").len().iter_rows())
    openings = table.filter(pl.col("kind") == "opening")["share"]
    metrics: Metrics = {f"passages.{kind}.count": int(counts.get(kind, 0)) for kind in KINDS}
    metrics["passages.opening.largest_share"] = max(openings.to_list(), default=0.0)
    return metrics


def leak_metrics(table: pl.DataFrame) -> Metrics:
    """Items and rows that stand among rows of other splits, by the strongest tier of each item, and in all."""
    strength = {tier: number for number, tier in enumerate(TIERS)}
    ranked = table.select(
        "item", "item_split", "item_row", rank=pl.col("tier").replace_strict(strength, return_dtype=pl.Int64)
    )
    best = ranked.group_by("item", "item_split", "item_row").agg(pl.col("rank").min())["rank"].to_list()
    metrics: Metrics = {"leakage.items": len(best), "leakage.rows": table["row_id"].n_unique()}
    return metrics | {f"leakage.{tier}.items": best.count(number) for tier, number in strength.items()}


_LABEL_NUMBERS = ("rows", "accuracy", "noise", "noise_low", "noise_high", "calibration_error")


def label_metrics(table: pl.DataFrame) -> Metrics:
    """What the model of the labels says: rows judged, its accuracy out of sample, the noise rate and its interval."""
    values = dict(table.select("name", "value").iter_rows())
    return {f"labels.{name}": values.get(name) for name in _LABEL_NUMBERS}


def shortcut_metrics(table: pl.DataFrame) -> Metrics:
    """How well a class can be told from length, position and source: 0 as by guessing, 1 always."""
    strengths = dict(table.filter(pl.col("kind") != "token").select("kind", "strength").iter_rows())
    return {f"classes.shortcut.{kind}": strengths.get(kind) for kind in ("length", "position", "source")}


def drift_metrics(table: pl.DataFrame) -> Metrics:
    """The largest effect between any two splits, by signal."""
    largest = dict(table.group_by("signal").agg(pl.col("effect").max()).iter_rows())
    names = {"label": "label", "language": "language", "chars": "length"}
    return {f"splits.{name}_drift": largest.get(signal) for signal, name in names.items()}


def augmentation_metrics(classes: pl.DataFrame, counts: pl.DataFrame) -> Metrics:
    """New rows, how many were wanted and tried, the shares that guards rejected, and how balanced classes are now."""
    sums = counts.filter(pl.col("reason").is_null()).group_by("outcome").agg(pl.col("count").sum())
    outcomes: dict[str, int] = dict(sums.iter_rows())
    tried = outcomes.get("accepted", 0) + outcomes.get("rejected", 0)
    reasons = counts.filter((pl.col("outcome") == "rejected") & pl.col("reason").is_not_null())
    by_reason = dict(reasons.group_by("reason").agg(pl.col("count").sum()).iter_rows())
    told = (
        classes.filter(pl.col("label").is_not_null()).select(after=pl.col("before") + pl.col("made"))["after"].to_list()
    )
    values: list[float | int | None] = [
        int(classes["made"].sum() or 0), int(classes["wanted"].sum() or 0), tried,
        _rate(outcomes.get("accepted", 0), tried), *(_rate(by_reason.get(reason, 0), tried) for reason in REASONS),
        max(told) / min(told) if told and min(told) else None,
    ]  # fmt: skip
    return dict(zip(AUGMENTATION_METRICS, values, strict=True))


TABLE_METRICS: Mapping[str, tuple[pa.Schema, Callable[[pl.DataFrame], Metrics]]] = {
    "classes": (CLASSES, class_metrics),
    "tokenizer": (TOKENIZER, tokenizer_metrics),
    "languages": (LANGUAGES, language_metrics),
    "passages": (PASSAGES, passage_metrics),
    "leaks": (LEAKS, leak_metrics),
    "split_leaks": (SPLIT_LEAKS, lambda _: {}),
    "label_confusions": (CONFUSIONS, lambda _: {}),
    "label_summary": (LABEL_SUMMARY, label_metrics),
    "score_inflation": (INFLATION, lambda _: {}),
    "topics": (TOPICS, lambda table: {"topics.count": table.height}),
    "class_weights": (WEIGHTS, lambda _: {}),
    "shortcuts": (SHORTCUTS, shortcut_metrics),
    "split_drift": (DRIFT, drift_metrics),
}
"""Tables that stand in the result beside the rows: columns, and the metrics made of them."""


def _rate(count: int, total: int) -> float | None:
    return count / total if total else None
