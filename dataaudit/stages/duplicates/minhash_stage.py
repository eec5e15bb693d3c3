"""Near-duplicates: shingles, MinHash signatures, banding, exact Jaccard verification."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.duplicates.result_schemas import RECALL_SCHEMA
from dataaudit.stages.share_interval import wilson
from dataaudit.stages.spec import CorpusPart, Metrics, ResultTable, RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class MinHashOptions:
    """Near-duplicates: shingles, MinHash signatures, banding, exact Jaccard verification."""

    __pydantic_config__ = SECTION

    threshold: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Jaccard similarity of shingle sets from which two texts are near-duplicates."""
    shingle: Annotated[int, Field(ge=1, le=100)] = 5
    """Tokens in a shingle."""
    permutations: Annotated[int, Field(ge=2, le=4096)] = 128
    """Length of a signature."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Seed of the permutations, as in datasketch."""
    miss: Annotated[float, Field(gt=0, lt=1)] = 0.001
    """Share of pairs at the threshold that banding may miss."""
    neighbours: Annotated[int, Field(ge=1)] = 64
    """Near-duplicates of a kept text beyond which these are paired with it alone and no longer with each other."""


def _bands(options: MinHashOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.duplicates.minhash_signatures import MinHashBands

    return MinHashBands(options.shingle, options.permutations, options.seed, options.threshold, options.miss)


def _pairs(options: MinHashOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.duplicates.minhash_pairs import MinHashPairs
    from dataaudit.stages.duplicates.minhash_signatures import MinHashBands

    bands = context.row_stage(MinHashBands)
    if bands is None:
        return None
    exact, roles = "exact" in context.row_stages, context.corpus.roles
    return MinHashPairs(
        bands,
        options.neighbours,
        exact=exact,
        parts=roles.turns is not None or roles.parts is not None,
        content=exact and roles.content is not None,
    )


def _gives(options: MinHashOptions, context: StageContext) -> Collection[str]:
    return {"_near_copy"} | ({"_nearly_conflicting"} if context.labelled else set())


def recall_metrics(table: pl.DataFrame) -> Metrics:
    """The share of edited copies that were found, and its 95 % interval."""
    copies, found = int(table["copies"].sum()), int(table["found"].sum())
    low, high = wilson(found, copies) if copies else (None, None)
    return {
        "duplicates.near.recall": found / copies if copies else None,
        "duplicates.near.recall_low": low,
        "duplicates.near.recall_high": high,
    }


SPEC = StageSpec(
    name="minhash",
    options=MinHashOptions,
    row_parts=(RowPart(rank=30, make=_bands, kernel=("shingles.shingle_hashes", 9.0)),),
    corpus_parts=(
        CorpusPart(
            rank=20,
            progress="Finding near-duplicates",
            make=_pairs,
            tables=(
                ResultTable(
                    name="minhash_recall",
                    schema=RECALL_SCHEMA,
                    text="edited copies of the run's own texts, and how many of them the search found",
                    metrics=recall_metrics,
                ),
            ),
        ),
    ),
    gives=_gives,
)
