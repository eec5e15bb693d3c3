"""A vector of every text, and what is made of it: similar pairs, outliers, topics."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
import pyarrow as pa
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    Export,
    Metrics,
    ResultTable,
    RowPart,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)
from dataaudit.stages.vectors.result_schemas import TOPICS, VECTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingsOptions:
    """A vector per text, and texts with similar vectors."""

    __pydantic_config__ = SECTION

    model: str = "static"
    """static (sums of learned word pieces and hashed characters; fast, offline, finds few paraphrases), minilm (a
    sentence encoder for English, installed as a package; for small data or a GPU), or the folder or hub name of a
    static model or a transformers encoder, loaded without running its code."""
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.9
    """Cosine from which two texts count as similar. Where their numbers, names, negations and answers agree too, they
    are semantic duplicates."""
    hashed_threshold: Annotated[float, Field(gt=0, le=1)] = 0.9
    """The same for texts whose vector is mostly hashed characters: those in scripts that the static model has not
    learned."""
    recall: Annotated[float, Field(gt=0, le=1)] = 0.99
    """Target recall of the search for similar pairs."""
    max_tokens: Annotated[int, Field(ge=8)] = 256
    """Tokens of a text that a transformers encoder reads."""
    tokens_per_batch: Annotated[int, Field(ge=0)] = 0
    """Texts times longest text in a batch; 0 chooses for the device."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Device of an encoder; auto uses a GPU if there is one."""
    compile: bool = False
    """Whether to compile an encoder with torch.compile first."""
    write_vectors: bool = False
    """Whether to write the vectors to vectors/part-*.parquet."""


def _embeddings(options: EmbeddingsOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.vectors.embeddings import Embeddings
    from dataaudit.stages.vectors.encoders import STATIC, encoder_identity, load_encoder
    from dataaudit.stages.vectors.static_vectors import DIMENSIONS

    sizes = (options.max_tokens, options.tokens_per_batch, options.compile)
    identity = encoder_identity(options.model)
    if options.model == STATIC:
        return Embeddings(STATIC, identity, DIMENSIONS, "cpu", *sizes)
    encoder = load_encoder(options.model, options.device, *sizes)
    return Embeddings(options.model, identity, encoder.dimensions, options.device, *sizes, sentences=encoder.sentences)


def _pairs(options: EmbeddingsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.vectors.embedding_pairs import EmbeddingPairs
    from dataaudit.stages.vectors.embeddings import Embeddings

    embeddings = context.row_stage(Embeddings)
    if embeddings is None:
        return None
    exact, lengths, turns = (name in context.row_stages for name in ("exact", "tokens", "instructions"))
    thresholds = (options.threshold, options.hashed_threshold, options.recall)
    content = exact and context.corpus.roles.content is not None
    return EmbeddingPairs(embeddings, *thresholds, exact, lengths, turns, content)


def _outliers(options: EmbeddingsOptions, context: StageContext) -> CorpusStage:
    from dataaudit.stages.vectors.outliers import Outliers

    return Outliers()


def _topics(options: EmbeddingsOptions, context: StageContext) -> CorpusStage:
    from dataaudit.stages.vectors.topics import Topics

    return Topics()


def _gives(options: EmbeddingsOptions, context: StageContext) -> Collection[str]:
    return ("_embedded_copy", "_similar_copy")


def _vector_table(part: pa.Table) -> pa.Table:
    from dataaudit.stages.vectors.embeddings import vector_table

    return vector_table(part)


def topic_metrics(table: pl.DataFrame) -> Metrics:
    """Number of topics."""
    return {"topics.count": table.height}


SPEC = StageSpec(
    name="embeddings",
    options=EmbeddingsOptions,
    row_parts=(RowPart(rank=40, make=_embeddings, kernel=("embedding_sums.embedding_sums", 7.0)),),
    corpus_parts=(
        CorpusPart(rank=30, progress="Finding texts with similar vectors", make=_pairs),
        CorpusPart(rank=40, progress="Finding outliers", make=_outliers, reads=("neighbours",)),
        CorpusPart(
            rank=50,
            progress="Finding topics",
            make=_topics,
            tables=(
                ResultTable(
                    name="topics",
                    raw=("words",),
                    schema=TOPICS,
                    text="topics of the texts, with their words",
                    metrics=topic_metrics,
                ),
            ),
        ),
    ),
    gives=_gives,
    sections=(
        SectionSpec(
            key="topics",
            rank=80,
            title="Topics",
            family="quality",
            text="Clusters of the texts' vectors, with the words that set each apart. See topics.parquet and the "
            "column topic of rows/.",
            tables=(
                TableView(
                    table="topics",
                    most=24,
                    columns=(
                        Column(name="topic", title="topic"),
                        Column(name="rows", title="rows"),
                        Column(name="share", title="share", kind="percent"),
                        Column(name="words", title="words", kind="words"),
                    ),
                ),
            ),
        ),
    ),
    export=Export(kind="vectors", wanted=lambda options: options.write_vectors, columns=(VECTOR,), table=_vector_table),
)
