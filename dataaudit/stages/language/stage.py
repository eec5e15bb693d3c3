"""The language of every text, by script and an offline model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dataaudit.config.section import SECTION, Share
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.language.result_schemas import LANGUAGES, UNKNOWN
from dataaudit.stages.spec import CorpusPart, Metrics, ResultTable, RowPart, SectionSpec, StageContext, StageSpec, rate


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageOptions:
    """The language of every text, by script and an offline model."""

    __pydantic_config__ = SECTION

    min_confidence: Share = 0.5
    """Confidence below which a language is unknown (und)."""


def _language(options: LanguageOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.language.text_language import Language

    return Language(options.min_confidence, tuple(context.corpus.roles.fields))


def prepare(stage: Any) -> None:
    """Load the model."""
    from dataaudit.stages.language.language_model import language_model

    language_model()


def _distribution(options: LanguageOptions, context: StageContext) -> CorpusStage:
    from dataaudit.stages.language.language_distribution import LanguageDistribution

    return LanguageDistribution()


def language_metrics(table: pl.DataFrame) -> Metrics:
    """Number of languages, the share of the largest, and the share of rows without one."""
    rows = int(table["rows"].sum() or 0)
    known = [int(count) for count in table.filter(pl.col("language") != UNKNOWN)["rows"].to_list()]
    return {
        "language.count": len(known),
        "language.largest_share": rate(max(known, default=0), rows),
        "language.unknown_share": rate(rows - sum(known), rows),
    }


SPEC = StageSpec(
    name="language",
    options=LanguageOptions,
    row_parts=(RowPart(rank=60, make=_language, kernel=("language_scores.language_scores", 5.0), prepare=prepare),),
    corpus_parts=(
        CorpusPart(
            rank=60,
            progress="Counting languages",
            make=_distribution,
            tables=(
                ResultTable(name="languages", schema=LANGUAGES, text="rows by language", metrics=language_metrics),
            ),
        ),
    ),
    sections=(SectionSpec(key="languages", rank=120, title="Languages", family="language"),),
    calibrates=True,
)
