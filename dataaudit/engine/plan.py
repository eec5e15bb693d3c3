"""What a run does: the corpus, the stages and the findings that a pipeline names."""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from dataaudit.cleaning.personal_data_edits import pseudonym_key
from dataaudit.config.load import Loaded
from dataaudit.config.pipeline import Pipeline
from dataaudit.engine.corpus_stages import corpus_stages
from dataaudit.engine.judge import availability, drop_codes
from dataaudit.engine.metrics import TABLE_METRICS
from dataaudit.engine.row_stages import row_stages
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding, Options
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.language.language_model import language_model
from dataaudit.stages.leakage.leakage_search import Leakage
from dataaudit.stages.model_folder import model_identity
from dataaudit.stages.quality.common_passages import SHARE
from dataaudit.stages.quality.perplexity import causal_model
from dataaudit.stages.tokens.token_counter import token_counter
from dataaudit.stages.tokens.tokenizers import load_tokenizer, tokenizer_identity

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
        for stage in self.corpus_stages:
            if isinstance(stage, Leakage):
                stage.check()
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
    per_row = row_stages(stages, corpus)
    related = corpus_stages(loaded.pipeline, corpus, per_row)
    tokenizer = stages.tokens.tokenizer if stages.tokens else None
    identity = tokenizer_identity(tokenizer) if tokenizer else None
    labelled = bool(corpus.roles.label)
    columns = dict.fromkeys(["split", "label", *(name for stage in per_row for name in stage.schema.names)])
    columns |= dict.fromkeys(name for stage in related for name in stage.added.names)
    available = availability(columns, labelled=labelled, fields=bool(corpus.roles.fields))
    available |= {name for stage in related for name in stage.tables if name in TABLE_METRICS}
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
            "stages": [repr(stage) for stage in per_row],
            "tokenizer": identity,
        }
    )
    judged = [(finding.code, repr(finding.options)) for finding in findings]
    settings = {key: value for key, value in asdict(loaded.pipeline).items() if key not in ("input", "limits")}
    if settings["augment"]:
        settings["augment"].pop("workers")  # changes how fast new rows are made, and not which
        settings["augment"]["resources"] = [model_identity(one) for one in resources(settings["augment"]["operations"])]
    run_key = _digest(
        {
            "signals": signals_key,
            "stages": [repr(stage) for stage in related],
            "run": settings,
            "judged": judged,
            "pseudonyms": hashlib.sha256(b"dataaudit\0" + pseudonym_key(loaded.pipeline.clean)).hexdigest(),
            "rules": rules_digest,
        }
    )
    return Plan(loaded, corpus, tuple(per_row), tuple(related), findings, signals_key, run_key)


def resources(operations: Mapping[str, Any]) -> list[str]:
    """Folders and files that operations of augmentation read: models, word nets, thesauri."""
    keys = ("model", "there", "back", "wordnet", "thesaurus")
    return [one[key] for one in operations.values() if one for key in keys if one.get(key)]


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
