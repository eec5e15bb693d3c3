"""Passages shared by many texts: lines, paragraphs, openings, endings, sequences of eight words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION, Share
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.quality.result_schemas import PASSAGES
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    Metrics,
    ResultTable,
    RowPart,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagesOptions:
    """Lines, paragraphs and sequences of words shared by many texts."""

    __pydantic_config__ = SECTION

    min_rows: Annotated[int, Field(ge=2)] = 5
    """Rows that must contain a passage; the larger of this and the share applies."""
    min_share: Share = 0.0005
    """Share of rows that must contain a passage."""
    most: Annotated[int, Field(ge=1)] = 1000
    """Number of passages kept per kind, the most frequent first."""


def _hashes(options: PassagesOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.quality.common_passages import PassageHashes

    return PassageHashes() if "tokens" in context.row_stages else None


def _common(options: PassagesOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.quality.common_passages import CommonPassages

    if "tokens" not in context.row_stages:
        return None
    return CommonPassages(options.min_rows, options.min_share, options.most)


def passage_metrics(table: pl.DataFrame) -> Metrics:
    """Common passages of every kind, and the largest share of rows that one opening has."""
    from dataaudit.kernels.hashing.passage_hashes import KINDS

    counts = dict(table.group_by("kind").len().iter_rows())
    openings = table.filter(pl.col("kind") == "opening")["share"]
    metrics: Metrics = {f"passages.{kind}.count": int(counts.get(kind, 0)) for kind in KINDS}
    metrics["passages.opening.largest_share"] = max(openings.to_list(), default=0.0)
    return metrics


SPEC = StageSpec(
    name="passages",
    options=PassagesOptions,
    row_parts=(RowPart(rank=90, make=_hashes, kernel=("passage_hashes.passages", 4.0)),),
    corpus_parts=(
        CorpusPart(
            rank=70,
            progress="Counting passages shared by many texts",
            make=_common,
            tables=(
                ResultTable(
                    name="passages",
                    raw=("text",),
                    schema=PASSAGES,
                    text="lines, paragraphs, openings, endings and sequences of eight words found in many rows",
                    metrics=passage_metrics,
                ),
            ),
        ),
    ),
    sections=(
        SectionSpec(
            key="passages",
            rank=110,
            title="Passages shared by many texts",
            family="quality",
            text="Lines, paragraphs, the first and last eight words, and sampled sequences of eight words, by the "
            "number of rows that contain them. passages.parquet lists all of them.",
            tables=(
                TableView(
                    table="passages",
                    per="kind",
                    most=10,
                    by=("rows",),
                    columns=(
                        Column(
                            name="kind",
                            title="kind",
                            kind="coded",
                            values={
                                "line": "line",
                                "paragraph": "paragraph",
                                "opening": "opening",
                                "ending": "ending",
                                "ngram": "eight words",
                            },
                        ),
                        Column(name="rows", title="rows"),
                        Column(name="share", title="share", kind="percent"),
                        Column(name="text", title="passage", kind="excerpt"),
                    ),
                ),
            ),
        ),
    ),
)
