"""Text quality signals, and the score made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import Metrics, RowPart, SignalReader, StageContext, StageSpec

SCORE = "quality_score"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityOptions:
    """Text quality signals, and the presets of thresholds that judge them."""

    __pydantic_config__ = SECTION

    presets: tuple[str, ...] = ("dataaudit",)
    """Files of rules/presets by name, or paths to your own; later ones win."""


def _signals(options: QualityOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.quality.quality_signals import QualitySignals

    return QualitySignals()


def _score(options: QualityOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.quality.quality_score import QualityScore

    pages = context.corpus.roles.instruction is None
    return QualityScore(pages) if "tokens" in context.row_stages else None


def score_metrics(signals: SignalReader) -> Metrics:
    """Mean, median and lower percentile of the quality score."""
    if SCORE not in signals.names():
        return {}
    held = [part[SCORE].drop_nulls().to_numpy().astype(np.float64) for part in signals([SCORE])]
    scores = np.concatenate([np.zeros(0), *held])
    if not len(scores):
        return {f"quality.score.{key}": None for key in ("mean", "median", "p05")}
    return {
        "quality.score.mean": float(scores.mean()),
        "quality.score.median": float(np.median(scores)),
        "quality.score.p05": float(np.percentile(scores, 5)),
    }


SPEC = StageSpec(
    name="quality",
    options=QualityOptions,
    row_parts=(
        RowPart(rank=50, make=_signals, kernel=("page_lines.page_lines", 13.0)),
        RowPart(rank=110, make=_score),
    ),
    signal_metrics=score_metrics,
    calibrates=True,
)
