"""What a run does: the corpus, the stages and the findings that a pipeline names."""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from dataaudit.cleaning.personal_data_edits import pseudonym_key
from dataaudit.config.load import Loaded
from dataaudit.config.pipeline import Embeddings as EmbeddingSettings
from dataaudit.config.pipeline import Pipeline
from dataaudit.engine.judge import availability, drop_codes
from dataaudit.errors import ConfigurationError
from dataaudit.findings.active import active_findings
from dataaudit.findings.finding import Finding, Options
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.classes import ClassDistribution
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.embedding_pairs import EmbeddingPairs
from dataaudit.stages.embeddings import Embeddings
from dataaudit.stages.encoders import STATIC, encoder_identity, load_encoder
from dataaudit.stages.exact import ExactHashes
from dataaudit.stages.instructions import Instructions
from dataaudit.stages.language import Language
from dataaudit.stages.language_model import language_model
from dataaudit.stages.languages import LanguageDistribution
from dataaudit.stages.minhash import MinHashBands
from dataaudit.stages.minhash_pairs import MinHashPairs
from dataaudit.stages.model_folder import model_identity
from dataaudit.stages.passages import SHARE, CommonPassages, PassageHashes
from dataaudit.stages.perplexity import Perplexity, causal_model
from dataaudit.stages.pii import PersonalData
from dataaudit.stages.quality import QualitySignals
from dataaudit.stages.quality_score import QualityScore
from dataaudit.stages.static_vectors import DIMENSIONS
from dataaudit.stages.token_counter import token_counter
from dataaudit.stages.tokenizer_fit import TokenizerFit
from dataaudit.stages.tokenizers import load_tokenizer, tokenizer_identity
from dataaudit.stages.tokens import TokenLengths

_STOPS = ("max_quarantined", "max_quarantined_share", "max_memory")
"""Limits that change where a run stops, and not what it gives."""
_LIBRARIES = ("dataaudit", "datasets", "datasketch", "great-expectations", "numba", "numpy", "polars", "pyarrow")


@dataclass(frozen=True, slots=True)
class Plan:
    """A run that is ready to start.

    Attributes:
        loaded: The pipeline and the document behind it.
        corpus: The rows.
        row_stages: Fused into one pass over the texts.
        corpus_stages: Run after it, in order.
        findings: Judge what the stages give.
        signals_key: Digest of all that signals depend on.
        run_key: Digest of all that the result depends on.
    """

    loaded: Loaded
    corpus: Corpus
    row_stages: tuple[RowStage, ...]
    corpus_stages: tuple[CorpusStage, ...]
    findings: tuple[Finding[Options], ...]
    signals_key: str
    run_key: str

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline."""
        return self.loaded.pipeline

    def prepare(self) -> None:
        """Load what could turn out to be missing, before a run leaves anything behind.

        Raises:
            ConfigurationError: The tokenizer cannot be loaded.
            ResourceError: No room for temporary files.
        """
        tokens = self.pipeline.stages.tokens
        if tokens and tokens.tokenizer:
            token_counter(tokens.tokenizer)
            if self.pipeline.stages.instructions and self.corpus.roles.turns:
                load_tokenizer(tokens.tokenizer)  # its chat template; not to be imported by several threads at once
        perplexity = self.pipeline.stages.perplexity
        if perplexity and perplexity.model:
            causal_model(perplexity.model, perplexity.device)
        if self.pipeline.stages.language or self.pipeline.stages.instructions:
            language_model()


def make_plan(loaded: Loaded, corpus: Corpus, rules_digest: str = "") -> Plan:
    """Assemble stages and findings, and fail now rather than later on what is wrong with them.

    Args:
        loaded: The pipeline.
        corpus: The rows.
        rules_digest: What tells the content of the pipeline's rules from another's; part of the run's key.

    Raises:
        ConfigurationError: A finding, preset or tokenizer that does not exist or does not fit, something under
            ``clean.drop`` that cannot be dropped, or ``clean.pii`` without its stage or key.
    """
    stages = loaded.pipeline.stages
    row_stages, corpus_stages, identity = _stages(loaded, corpus)
    labelled = bool(corpus.roles.label)
    if stages.classes and labelled:
        corpus_stages.append(ClassDistribution())
    columns = dict.fromkeys(["split", "label", *(name for stage in row_stages for name in stage.schema.names)])
    columns |= dict.fromkeys(name for stage in corpus_stages for name in stage.added.names)
    available = availability(columns, labelled=labelled, fields=bool(corpus.roles.fields))
    if stages.classes and labelled:
        available |= {"classes"}
    findings = tuple(active_findings(loaded, available))
    drop_codes(loaded.pipeline.clean, findings)
    _check_edits(loaded.pipeline, columns)
    signals_key = _digest(
        {
            "version": version("dataaudit"),
            "unicode": unicodedata.unidata_version,
            "files": [(file.ordinal, file.file, file.format, file.split, file.fingerprint) for file in corpus.files],
            "roles": roles_record(corpus),
            "input": {key: value for key, value in asdict(loaded.pipeline.input).items() if key != "paths"},
            "limits": {key: value for key, value in asdict(loaded.pipeline.limits).items() if key not in _STOPS},
            "stages": [repr(stage) for stage in row_stages],
            "tokenizer": identity,
        }
    )
    judged = [(finding.code, repr(finding.options)) for finding in findings]
    settings = {key: value for key, value in asdict(loaded.pipeline).items() if key not in ("input", "limits")}
    run_key = _digest(
        {
            "signals": signals_key,
            "stages": [repr(stage) for stage in corpus_stages],
            "run": settings,
            "judged": judged,
            "pseudonyms": hashlib.sha256(b"dataaudit\0" + pseudonym_key(loaded.pipeline.clean)).hexdigest(),
            "rules": rules_digest,
        }
    )
    return Plan(loaded, corpus, tuple(row_stages), tuple(corpus_stages), findings, signals_key, run_key)


def _stages(loaded: Loaded, corpus: Corpus) -> tuple[list[RowStage], list[CorpusStage], str | None]:
    """Row stages and corpus stages in order, and the identity of the tokenizer."""
    stages = loaded.pipeline.stages
    row_stages: list[RowStage] = []
    corpus_stages: list[CorpusStage] = []
    identity = None
    if stages.tokens:
        tokenizer = stages.tokens.tokenizer or None
        identity = tokenizer_identity(tokenizer) if tokenizer else None
        row_stages.append(TokenLengths(tokenizer, stages.tokens.ask_tokenizer))
        corpus_stages += [TokenizerFit()] if tokenizer else []
    if stages.exact:
        row_stages.append(ExactHashes(tuple(corpus.roles.fields)))
    if stages.minhash:
        own = stages.minhash
        bands = MinHashBands(own.shingle, own.permutations, own.seed, own.threshold, own.miss)
        row_stages.append(bands)
        corpus_stages.append(MinHashPairs(bands, own.crowded, own.anchors, exact=bool(stages.exact)))
    if stages.embeddings:
        embeddings = _embeddings(stages.embeddings)
        row_stages.append(embeddings)
        thresholds = (stages.embeddings.threshold, stages.embeddings.hashed_threshold, stages.embeddings.recall)
        corpus_stages.append(EmbeddingPairs(embeddings, *thresholds, bool(stages.exact), bool(stages.tokens)))
    if stages.quality:
        row_stages.append(QualitySignals())
    if stages.language:
        row_stages.append(Language(stages.language.min_confidence, tuple(corpus.roles.fields)))
        corpus_stages.append(LanguageDistribution())
    if stages.pii:
        row_stages.append(PersonalData())
    if stages.perplexity and stages.perplexity.model:
        own_model = stages.perplexity
        name, sizes = str(own_model.model), (own_model.max_tokens, own_model.tokens_per_batch)
        row_stages.append(Perplexity(name, model_identity(name), *sizes, own_model.device))
    if stages.passages and stages.tokens:
        row_stages.append(PassageHashes())
        own_passages = stages.passages
        corpus_stages.append(CommonPassages(own_passages.min_rows, own_passages.min_share, own_passages.most))
    if stages.instructions and corpus.roles.turns:
        row_stages.append(Instructions(stages.tokens.tokenizer or None if stages.tokens else None))
    if stages.quality and stages.tokens:
        row_stages.append(QualityScore())
    return row_stages, corpus_stages, identity


def _embeddings(own: EmbeddingSettings) -> Embeddings:
    sizes = (own.max_tokens, own.tokens_per_batch, own.compile)
    if own.model == STATIC:
        return Embeddings(STATIC, encoder_identity(STATIC), DIMENSIONS, "cpu", *sizes)
    dimensions = load_encoder(own.model, own.device, *sizes).dimensions
    return Embeddings(own.model, encoder_identity(own.model), dimensions, own.device, *sizes)


def _check_edits(pipeline: Pipeline, columns: Collection[str]) -> None:
    """Fail where the clean data set is to be edited by what no stage finds."""
    if pipeline.clean.pii != "flag" and not pipeline.stages.pii:
        message = f"clean.pii: {pipeline.clean.pii} needs stages.pii, which is off"
        raise ConfigurationError(message)
    if pipeline.clean.passages != "flag" and SHARE not in columns:
        message = "clean.passages: remove needs stages.passages and stages.tokens, of which one is off"
        raise ConfigurationError(message)


def roles_record(corpus: Corpus) -> dict[str, Any]:
    """Text, label and split columns, for the manifest."""
    roles = corpus.roles
    return {
        "text": [list(part) for part in roles.text.parts],
        "template": roles.shown,
        "label": roles.label,
        "split": roles.split,
        "fields": sorted(roles.fields),
        "turns": dict(zip(roles.turns.roles, roles.turns.columns, strict=True)) if roles.turns else {},
    }


def versions() -> dict[str, str]:
    """Versions of what results depend on."""
    found = {
        name: version(name) for name in (*_LIBRARIES, "py3langid", "tokenizers", "transformers", "torch", "xxhash")
    }
    return {**found, "python": platform.python_version(), "unicode": unicodedata.unidata_version}


def _digest(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
