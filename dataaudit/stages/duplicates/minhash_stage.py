"""Near-duplicates: shingles, MinHash signatures, banding, exact Jaccard verification."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import CorpusPart, RowPart, StageContext, StageSpec


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
    crowded: Annotated[int, Field(ge=2)] = 1000
    """Bucket size above which texts are compared only with the kept texts of the bucket."""
    anchors: Annotated[int, Field(ge=1)] = 64
    """Kept texts of a crowded bucket that the others are compared with, per round."""


def _bands(options: MinHashOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.duplicates.minhash_signatures import MinHashBands

    return MinHashBands(options.shingle, options.permutations, options.seed, options.threshold, options.miss)


def _pairs(options: MinHashOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.duplicates.minhash_pairs import MinHashPairs
    from dataaudit.stages.duplicates.minhash_signatures import MinHashBands

    bands = context.row_stage(MinHashBands)
    if bands is None:
        return None
    return MinHashPairs(bands, options.crowded, options.anchors, exact="exact" in context.row_stages)


def _gives(options: MinHashOptions, context: StageContext) -> Collection[str]:
    return {"_near_copy"} | ({"_nearly_conflicting"} if context.labelled else set())


SPEC = StageSpec(
    name="minhash",
    options=MinHashOptions,
    row_parts=(RowPart(rank=30, make=_bands, kernel=("shingles.shingle_hashes", 9.0)),),
    corpus_parts=(CorpusPart(rank=20, progress="Finding near-duplicates", make=_pairs),),
    gives=_gives,
)
