"""Labels that are probably wrong, judged by a model that saw neither the row nor a copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage
from dataaudit.stages.labels.result_schemas import CONFUSIONS, LABEL_SUMMARY
from dataaudit.stages.spec import CorpusPart, Metrics, ResultTable, SectionSpec, StageContext, StageSpec

_NUMBERS = ("rows", "accuracy", "noise", "noise_low", "noise_high", "calibration_error")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsOptions:
    """Labels that are probably wrong, judged by a model that saw neither the row nor a copy of it."""

    __pydantic_config__ = SECTION

    max_rows: Annotated[int, Field(ge=100)] = 50_000
    """Maximum number of rows to fit the model on; it judges all rows."""
    probabilities: str | None = None
    """Column with lists of out-of-sample probabilities of your own model, used in place of ours."""
    classes: tuple[str, ...] = ()
    """The classes of these lists, in order; sorted by name when not given."""


def _issues(options: LabelsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.labels.label_issues import LabelIssues
    from dataaudit.stages.vectors.embeddings import Embeddings

    if not context.labelled or "tokens" not in context.row_stages:
        return None
    vectors = context.row_stage(Embeddings) is not None
    exact = "exact" in context.row_stages
    return LabelIssues(options.max_rows, options.probabilities, options.classes, exact, vectors=vectors)


def label_metrics(table: pl.DataFrame) -> Metrics:
    """What the model of the labels says: rows judged, its accuracy out of sample, the noise rate and its interval."""
    values = dict(table.select("name", "value").iter_rows())
    return {f"labels.{name}": values.get(name) for name in _NUMBERS}


SPEC = StageSpec(
    name="labels",
    options=LabelsOptions,
    corpus_parts=(
        CorpusPart(
            rank=100,
            progress="Judging labels",
            make=_issues,
            reads=("neighbours", "minhash_clusters", "embedding_pairs"),
            tables=(
                ResultTable(name="label_confusions", schema=CONFUSIONS, text="classes that are confused"),
                ResultTable(
                    name="label_summary",
                    schema=LABEL_SUMMARY,
                    text="accuracy and calibration of the model, and the noise rate with its interval",
                    metrics=label_metrics,
                ),
            ),
        ),
    ),
    sections=(SectionSpec(key="labels", rank=70, title="Label issues", family="labels"),),
)
