"""The corpus stages that a pipeline names, in order; a later one may read the tables of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from dataaudit.config.pipeline import Input, Pipeline
from dataaudit.errors import InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.open_corpus import open_paths
from dataaudit.stages.classes.class_distribution import ClassDistribution
from dataaudit.stages.classes.class_weights import ClassWeights
from dataaudit.stages.classes.shortcuts import Shortcuts
from dataaudit.stages.classes.split_drift import SplitDrift
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.duplicates.minhash_pairs import MinHashPairs
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.labels.label_issues import LabelIssues
from dataaudit.stages.language.language_distribution import LanguageDistribution
from dataaudit.stages.leakage.inflation import ScoreInflation
from dataaudit.stages.leakage.leakage_search import Leakage, fingerprint
from dataaudit.stages.quality.common_passages import CommonPassages
from dataaudit.stages.tokens.tokenizer_fit import TokenizerFit
from dataaudit.stages.vectors.embedding_pairs import EmbeddingPairs
from dataaudit.stages.vectors.embeddings import Embeddings
from dataaudit.stages.vectors.outliers import Outliers
from dataaudit.stages.vectors.topics import Topics

StageT = TypeVar("StageT", bound=RowStage)


def corpus_stages(pipeline: Pipeline, corpus: Corpus, row_stages: list[RowStage]) -> list[CorpusStage]:
    """The corpus stages of a run.

    Args:
        pipeline: The pipeline.
        corpus: The rows.
        row_stages: The row stages that run before.

    Raises:
        InputError: Evaluation data that cannot be read.
    """
    stages = pipeline.stages
    signals = {stage.name: stage for stage in row_stages}
    exact, lengths = "exact" in signals, "tokens" in signals
    bands, embeddings = _of(MinHashBands, signals), _of(Embeddings, signals)
    made: list[CorpusStage] = []
    if stages.tokens and stages.tokens.tokenizer:
        made.append(TokenizerFit())
    if stages.minhash and bands:
        made.append(MinHashPairs(bands, stages.minhash.crowded, stages.minhash.anchors, exact=exact))
    if stages.embeddings and embeddings:
        own = stages.embeddings
        made.append(EmbeddingPairs(embeddings, own.threshold, own.hashed_threshold, own.recall, exact, lengths))
        made += [Outliers(), Topics()]
    if stages.language:
        made.append(LanguageDistribution())
    if stages.passages and lengths:
        common = stages.passages
        made.append(CommonPassages(common.min_rows, common.min_share, common.most))
    made += _leakage(pipeline, corpus, signals)
    labelled = bool(corpus.roles.label)
    if any(stage.name == "leakage" for stage in made) and embeddings and (labelled or "instructions" in signals):
        made.append(ScoreInflation("label" if labelled else "hash_answer"))
    if stages.labels and corpus.roles.label and lengths:
        labels = stages.labels
        made.append(
            LabelIssues(labels.max_rows, labels.probabilities, labels.classes, exact, vectors=embeddings is not None)
        )
    if stages.classes and labelled:
        made += [ClassDistribution(), ClassWeights(), *([Shortcuts()] if lengths else [])]
    if stages.classes and _several_splits(corpus):
        names = [*(["label"] if labelled else []), *(["language"] if "language" in signals else [])]
        made.append(SplitDrift(tuple(names), ("chars",) if lengths else ()))
    return made


def _of(kind: type[StageT], signals: Mapping[str, RowStage]) -> StageT | None:
    """The row stage of a kind, or None where it does not run."""
    return next((stage for stage in signals.values() if isinstance(stage, kind)), None)


def _several_splits(corpus: Corpus) -> bool:
    """Whether rows may belong to several splits."""
    return bool(corpus.roles.split) or len({file.split for file in corpus.files}) > 1


def _leakage(pipeline: Pipeline, corpus: Corpus, signals: Mapping[str, RowStage]) -> list[CorpusStage]:
    """The stage that seeks evaluation items, where there may be any."""
    own = pipeline.stages.leakage
    if not own or not (own.against or (own.own_splits and _several_splits(corpus))):
        return []
    against = tuple(_evaluation_corpus(path, pipeline) for path in own.against)
    return [
        Leakage(
            fingerprint=fingerprint(against),
            coverage=own.coverage,
            similarity=(own.similarity, own.hashed_similarity),
            own_splits=own.own_splits,
            turns="instructions" in signals,
            exact="exact" in signals,
            bands=_of(MinHashBands, signals),
            embeddings=_of(Embeddings, signals),
            against=against,
        )
    ]


def _evaluation_corpus(path: str, pipeline: Pipeline) -> Corpus:
    """Evaluation data, its columns told apart from those of the corpus."""
    settings = replace(Input(), paths=(path,), label="", on_bad_file="stop")
    try:
        return open_paths(settings, pipeline.limits)
    except InputError as error:
        message = f"stages.leakage.against: {error}"
        raise InputError(message) from error
