"""The row stages that a pipeline names, in order."""

from __future__ import annotations

from dataaudit.config.pipeline import Embeddings as EmbeddingSettings
from dataaudit.config.pipeline import Stages
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import RowStage
from dataaudit.stages.duplicates.content_hashes import ExactHashes
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.instructions.instruction_signals import Instructions
from dataaudit.stages.language.text_language import Language
from dataaudit.stages.model_folder import model_identity
from dataaudit.stages.personal_data.personal_data_spans import PersonalData
from dataaudit.stages.quality.common_passages import PassageHashes
from dataaudit.stages.quality.perplexity import Perplexity
from dataaudit.stages.quality.quality_score import QualityScore
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.tokens.token_lengths import TokenLengths
from dataaudit.stages.vectors.embeddings import Embeddings
from dataaudit.stages.vectors.encoders import STATIC, encoder_identity, load_encoder
from dataaudit.stages.vectors.static_vectors import DIMENSIONS


def row_stages(stages: Stages, corpus: Corpus) -> list[RowStage]:
    """The row stages of a run; a later one sees the signals of earlier ones.

    Raises:
        ConfigurationError: An embedding model that cannot be loaded.
    """
    made: list[RowStage] = []
    fields = tuple(corpus.roles.fields)
    tokenizer = (stages.tokens.tokenizer or None) if stages.tokens else None
    if stages.tokens:
        made.append(TokenLengths(tokenizer, stages.tokens.ask_tokenizer))
    if stages.exact:
        made.append(ExactHashes(fields))
    if stages.minhash:
        own = stages.minhash
        made.append(MinHashBands(own.shingle, own.permutations, own.seed, own.threshold, own.miss))
    if stages.embeddings:
        made.append(_embeddings(stages.embeddings))
    if stages.quality:
        made.append(QualitySignals())
    if stages.language:
        made.append(Language(stages.language.min_confidence, fields))
    if stages.pii:
        made.append(PersonalData())
    if stages.perplexity and stages.perplexity.model:
        model = stages.perplexity
        name, sizes = str(model.model), (model.max_tokens, model.tokens_per_batch)
        made.append(Perplexity(name, model_identity(name), *sizes, model.device))
    if stages.passages and stages.tokens:
        made.append(PassageHashes())
    if stages.instructions and corpus.roles.turns:
        made.append(Instructions(tokenizer))
    if stages.quality and stages.tokens:
        made.append(QualityScore())
    return made


def _embeddings(own: EmbeddingSettings) -> Embeddings:
    sizes = (own.max_tokens, own.tokens_per_batch, own.compile)
    if own.model == STATIC:
        return Embeddings(STATIC, encoder_identity(STATIC), DIMENSIONS, "cpu", *sizes)
    dimensions = load_encoder(own.model, own.device, *sizes).dimensions
    return Embeddings(own.model, encoder_identity(own.model), dimensions, own.device, *sizes)
