"""Classifiers of the user's own: signals, table and finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.stages.classifiers.result_schemas import CLASSIFIERS
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    ResultTable,
    RowPart,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiersOptions:
    """Text classifiers of your own, such as toxicity, educational value or topic: a score of every text."""

    __pydantic_config__ = SECTION

    models: Mapping[str, str] = field(default_factory=dict)
    """Model folders by name, as in `toxicity: models/toxicity`: transformers models for sequence classification, loaded
    without running their code. The score is the signal `classifier_NAME`."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """The label whose probability is the score, by classifier; needed for a model with more than two, of two the second
    when not given. A model with one output and no label gives its number."""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    """Score from which a text is flagged, by classifier; 0.5 when not given."""
    flags: Mapping[str, Literal["above", "below"]] = field(default_factory=dict)
    """Whether texts above or below the threshold are flagged, by classifier; above when not given."""
    severity: Mapping[str, Literal["info", "warning", "error"]] = field(default_factory=dict)
    """Severity of flagged texts, by classifier; warning when not given."""
    max_tokens: Annotated[int, Field(ge=8)] = 512
    """Tokens of a text that are read, at most as many as the model can."""
    tokens_per_batch: Annotated[int, Field(ge=0)] = 0
    """Texts times longest text in a batch; 0 chooses for the device."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Device of the models; auto uses a GPU if there is one."""


def _classifiers(options: ClassifiersOptions) -> tuple[Any, ...]:
    from dataaudit.stages.classifiers.classifier_scores import Classifier

    for name in options.models:
        if not _NAME.fullmatch(name):
            message = f"stages.classifiers.models: '{name}' is not a name; use small letters, digits and _"
            raise ConfigurationError(message)
    for key in ("labels", "thresholds", "flags", "severity"):
        for name in getattr(options, key):
            if name not in options.models:
                hint = did_you_mean(name, list(options.models))
                message = f"stages.classifiers.{key}: no classifier '{name}'{hint}"
                raise ConfigurationError(message)
    return tuple(
        Classifier(
            name=name,
            model=model,
            label=options.labels.get(name, ""),
            threshold=options.thresholds.get(name, 0.5),
            side=options.flags.get(name, "above"),
            severity=options.severity.get(name, "warning"),
            device=options.device,
            max_tokens=options.max_tokens,
            tokens_per_batch=options.tokens_per_batch,
        )
        for name, model in options.models.items()
    )


def _row_part(options: ClassifiersOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.classifiers.classifier_scores import ClassifierScores

    return ClassifierScores(_classifiers(options)) if options.models else None


def _corpus_part(options: ClassifiersOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.classifiers.classifier_scores import ClassifierTable

    return ClassifierTable(_classifiers(options)) if options.models else None


def _prepare(stage: Any) -> None:
    """Load the models, so that one that cannot be loaded is told before anything is written."""
    for one in stage.classifiers:
        one.loaded()


def _identity(options: ClassifiersOptions) -> Any:
    from dataaudit.stages.model_folder import model_identity

    return [model_identity(model) for model in options.models.values()]


_SHOWN = TableView(
    table="classifiers",
    most=50,
    columns=(
        Column(name="classifier", title="classifier"),
        Column(name="label", title="label"),
        Column(name="rows", title="texts"),
        Column(name="flagged", title="flagged"),
        Column(name="threshold", title="threshold"),
        Column(name="p10", title="10 % below"),
        Column(name="median", title="median"),
        Column(name="p90", title="90 % below"),
    ),
)

SPEC = StageSpec(
    name="classifiers",
    options=ClassifiersOptions,
    row_parts=(RowPart(rank=67, make=_row_part, prepare=_prepare, identity=_identity),),
    corpus_parts=(
        CorpusPart(
            rank=147,
            progress="Summing up classifiers",
            make=_corpus_part,
            tables=(ResultTable(name="classifiers", schema=CLASSIFIERS, text="your own classifiers and their scores"),),
        ),
    ),
    sections=(
        SectionSpec(
            key="classifiers",
            rank=134,
            title="Classifiers",
            family="quality",
            text="Scores that your own classifiers give the texts.",
            tables=(_SHOWN,),
        ),
    ),
)
