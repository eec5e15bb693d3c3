"""What a run does: the corpus, the stages and the findings that a pipeline names."""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from dataaudit.cleaning.personal_data_edits import pseudonym_key
from dataaudit.engine.judge import drop_codes
from dataaudit.engine.pipeline import JUDGED_BY, Loaded, Pipeline
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding, Options
from dataaudit.findings.registry import source_of
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.corpus_part import Cursor
from dataaudit.sources.row_choice.row_sample import RowSample
from dataaudit.sources.row_choice.shard import Shard
from dataaudit.sources.source_file import SourceFile
from dataaudit.stages.contract import SCRATCH, CorpusStage, RowStage
from dataaudit.stages.model_folder import model_identity
from dataaudit.stages.quality.result_schemas import SHARE
from dataaudit.stages.registry import all_stages, corpus_parts, row_parts
from dataaudit.stages.spec import CorpusPart, RowPart, StageContext, StageSpec

STOPS = ("max_quarantined", "max_quarantined_share", "max_memory", "keep_signals")
"""Limits that change where a run stops and what it leaves for later, and not what it gives."""
_LIBRARIES = ("dataaudit", "datasets", "datasketch", "great-expectations", "numba", "numpy", "polars", "pyarrow")
READING = frozenset({"quarantine", "notes", "split", "label"})
"""What reading gives to every run."""


@dataclass(frozen=True, slots=True)
class PlannedRows:
    """A row stage of a plan.

    Attributes:
        stage: Computes.
        part: What its ``SPEC`` says about it.
    """

    stage: RowStage
    part: RowPart[Any]


@dataclass(frozen=True, slots=True)
class PlannedCorpus:
    """A corpus stage of a plan, as ``PlannedRows``."""

    stage: CorpusStage
    part: CorpusPart[Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A run that is ready to start.

    Attributes:
        loaded: The pipeline and the document behind it.
        corpus: The rows.
        rows: Row stages, fused into one pass over the texts.
        relations: Corpus stages, run after it, in order.
        specs: The stages that are on.
        available: Signals, tables, marks and metrics that findings may read; the manifest keeps it.
        findings: Judge what the stages give.
        settings_key: Digest of all that the signals of a row depend on, beside its file.
        signals_key: Digest of all that signals depend on.
        run_key: Digest of all that the result depends on.
    """

    loaded: Loaded
    corpus: Corpus
    rows: tuple[PlannedRows, ...]
    relations: tuple[PlannedCorpus, ...]
    specs: tuple[StageSpec[Any], ...]
    available: frozenset[str]
    findings: tuple[Finding[Options], ...]
    settings_key: str
    signals_key: str
    run_key: str

    def part_key(self, end: Cursor) -> str:
        """Digest of all that the signals of the rows up to a place depend on."""
        files = [file for file in self.corpus.files if file.ordinal < end.ordinal + bool(end.row)]
        facts: dict[str, Any] = {"settings": self.settings_key, "files": _file_facts(files)}
        choice = self.corpus.choice  # parts with some rows of these files are of no use to another choice or to all
        if isinstance(choice, Shard):
            facts["shard"] = [choice.number, choice.count]
        elif isinstance(choice, RowSample):
            facts["sample"] = [choice.share, choice.seed]
        return _digest(facts)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline."""
        return self.loaded.pipeline

    @property
    def row_stages(self) -> tuple[RowStage, ...]:
        """The row stages alone."""
        return tuple(one.stage for one in self.rows)

    @property
    def corpus_stages(self) -> tuple[CorpusStage, ...]:
        """The corpus stages alone."""
        return tuple(one.stage for one in self.relations)

    def prepare(self) -> None:
        """Load what could turn out to be missing, before a run leaves anything behind.

        Raises:
            ConfigurationError: A tokenizer or model cannot be loaded.
            InputError: Evaluation data cannot be read.
        """
        for rows in self.rows:
            if rows.part.prepare:
                rows.part.prepare(rows.stage)
        for relation in self.relations:
            if relation.part.prepare:
                relation.part.prepare(relation.stage)


def make_plan(loaded: Loaded, corpus: Corpus) -> Plan:
    """Assemble stages and findings, and fail now rather than later on what is wrong with them.

    Args:
        loaded: The pipeline.
        corpus: The rows.

    Raises:
        ConfigurationError: A finding, preset or tokenizer that does not exist or does not fit, something under
            ``clean.drop`` that cannot be dropped, or ``clean.pii`` without its stage or key.
        InputError: Evaluation data that cannot be opened.
    """
    options = {spec.name: getattr(loaded.pipeline.stages, spec.name) for spec in all_stages()}
    context = StageContext(corpus=corpus, limits=loaded.pipeline.limits, options=options)
    rows, relations = planned_rows(context), planned_relations(context)
    specs = tuple(spec for spec in all_stages() if options[spec.name])
    available = _available(context, rows, relations, specs)
    findings = tuple(active_findings(loaded.declaration, available))
    drop_codes(loaded.pipeline.clean, findings)
    _check_edits(loaded.pipeline, available, corpus.roles.nested)
    settings_key = _digest(
        {
            "version": version("dataaudit"),
            "unicode": unicodedata.unidata_version,
            "roles": roles_record(corpus),
            "input": {key: value for key, value in asdict(loaded.pipeline.input).items() if key != "paths"},
            "limits": {key: value for key, value in asdict(loaded.pipeline.limits).items() if key not in STOPS},
            "stages": [repr(one.stage) for one in rows],
            "models": _identities(options),
        }
    )
    signals_key = _digest({"settings": settings_key, "files": _file_facts(corpus.files)})
    judged = [(finding.code, repr(finding.options)) for finding in findings]
    settings = {
        key: value for key, value in asdict(loaded.pipeline).items() if key not in ("input", "limits", *JUDGED_BY)
    }
    if settings["augment"]:
        settings["augment"].pop("workers")  # changes how fast new rows are made, and not which
        settings["augment"]["resources"] = [model_identity(one) for one in resources(settings["augment"]["operations"])]
    run_key = _digest(
        {
            "signals": signals_key,
            "stages": [repr(one.stage) for one in relations],
            "run": settings,
            "judged": judged,
            "pseudonyms": hashlib.sha256(b"dataaudit\0" + pseudonym_key(loaded.pipeline.clean)).hexdigest(),
        }
    )
    return Plan(loaded, corpus, rows, relations, specs, available, findings, settings_key, signals_key, run_key)


def _file_facts(files: Iterable[SourceFile]) -> list[tuple[Any, ...]]:
    return [(file.ordinal, file.file, file.format, file.split, file.fingerprint) for file in files]


def planned_rows(context: StageContext) -> tuple[PlannedRows, ...]:
    """The row stages of a run, in order; each is remembered in the context."""
    planned = []
    for spec, part in row_parts():
        stage = part.make(context.options[spec.name], context) if context.options[spec.name] else None
        if stage is not None:
            context.row_stages[stage.name] = stage
            planned.append(PlannedRows(stage, part))
    return tuple(planned)


def planned_relations(context: StageContext) -> tuple[PlannedCorpus, ...]:
    """The corpus stages of a run, in order; each is remembered in the context.

    Raises:
        InputError: Evaluation data that cannot be opened.
    """
    planned = []
    for spec, part in corpus_parts():
        stage = part.make(context.options[spec.name], context) if context.options[spec.name] else None
        if stage is not None:
            context.corpus_stages.append(stage.name)
            planned.append(PlannedCorpus(stage, part))
    return tuple(planned)


def _available(
    context: StageContext,
    rows: Collection[PlannedRows],
    relations: Collection[PlannedCorpus],
    specs: Collection[StageSpec[Any]],
) -> frozenset[str]:
    """What findings may read: the one place that says so."""
    names = {name for one in rows for name in one.stage.schema.names}
    names |= {name for one in relations for name in one.stage.added.names}
    names = {name for name in names if not name.startswith(SCRATCH)}
    names |= {table.name for one in relations for table in one.part.tables}
    for spec in specs:
        names |= set(spec.gives(context.options[spec.name], context))
    return frozenset((names | READING) - (set() if context.labelled else {"label"}))


def _identities(options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        spec.name: part.identity(options[spec.name])
        for spec, part in row_parts()
        if part.identity and options[spec.name]
    }


def resources(operations: Mapping[str, Any]) -> list[str]:
    """Folders and files that operations of augmentation read: models, word nets, thesauri."""
    keys = ("model", "there", "back", "wordnet", "thesaurus")
    return [one[key] for one in operations.values() if one for key in keys if one.get(key)]


def _check_edits(pipeline: Pipeline, columns: Collection[str], nested: Collection[str]) -> None:
    """Fail where the clean data set is to be edited by what no stage finds."""
    if nested and pipeline.clean.edits:
        message = (
            f"clean: '{next(iter(nested))}' is a field inside a column, which is not edited; flag, or make it a column"
        )
        raise ConfigurationError(message)
    if pipeline.clean.pii != "flag" and not pipeline.stages.pii:
        message = f"clean.pii: {pipeline.clean.pii} needs stages.pii, which is off"
        raise ConfigurationError(message)
    if pipeline.clean.passages != "flag" and SHARE not in columns:
        message = "clean.passages: remove needs stages.passages and stages.tokens, of which one is off"
        raise ConfigurationError(message)
    if pipeline.clean.noise_lines != "flag" and not pipeline.stages.lines:
        message = "clean.noise_lines: remove needs stages.lines, which is off"
        raise ConfigurationError(message)


def roles_record(corpus: Corpus) -> dict[str, Any]:
    """Text, label and split columns, for the manifest."""
    roles = corpus.roles
    return {
        "text": [list(part) for part in roles.text.parts],
        "between": roles.text.between,
        "template": roles.shown,
        "label": roles.label,
        "split": roles.split,
        "fields": sorted(roles.fields),
        "turns": [list(part) for part in roles.turns.named] if roles.turns else [],
        "content": list(roles.content.columns) if roles.content else [],
        **({"sample": corpus.choice.share} if isinstance(corpus.choice, RowSample) else {}),
    }


def versions(plan: Plan | None = None) -> dict[str, str]:
    """Versions of what results depend on, packages that bring stages and findings of the plan among them."""
    found = {
        name: _version(name) for name in (*_LIBRARIES, "py3langid", "tokenizers", "transformers", "torch", "xxhash")
    }
    if plan is not None:
        sources = [source_of(type(finding)).split(" ", 1) for finding in plan.findings]
        found |= {source[0]: source[1] for source in sources if len(source) == 2}
        found |= dict(spec.source for spec in plan.specs if spec.source)
    return {**found, "python": platform.python_version(), "unicode": unicodedata.unidata_version}


_version = cache(version)  # reading a package's metadata takes milliseconds, and a run asks twice for each


def _digest(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
