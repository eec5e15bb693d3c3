"""The scores of classifiers for every text, and what they are together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.stages.classifiers.result_schemas import CLASSIFIERS
from dataaudit.stages.classifiers.text_classifier import TextClassifier, load_classifier
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.signal_batch import missing_texts

_SHOWN = 10
"""Rows that a finding about a classifier shows."""
PREFIX = "classifier_"
"""Begin of the names of the columns with scores."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """One classifier, as the user describes it.

    Attributes:
        name: What signals and findings call it.
        model: Folder or hub name.
        label: The label whose probability is the score, or "".
        threshold: From which score on a text is flagged.
        side: ``above``: texts at least at the threshold are flagged; ``below``: those under it.
        severity: Of flagged texts.
        device: auto, cpu, cuda or mps.
        max_tokens: Tokens of a text that are read.
        tokens_per_batch: See ``TransformerBatches``.
    """

    name: str
    model: str
    label: str
    threshold: float
    side: Literal["above", "below"]
    severity: str
    device: str
    max_tokens: int
    tokens_per_batch: int

    @property
    def column(self) -> str:
        """The signal with its scores."""
        return f"{PREFIX}{self.name}"

    def loaded(self) -> TextClassifier:
        """The model; loaded once a process."""
        key = f"stages.classifiers.models.{self.name}"
        return load_classifier(self.model, self.label, self.device, self.max_tokens, self.tokens_per_batch, key)


@dataclass(frozen=True, slots=True)
class ClassifierScores:
    """Row stage ``classifiers``.

    Attributes:
        classifiers: The classifiers.
        name: ``classifiers``.

    Signals: for every classifier ``classifier_NAME``, the score of the text (a probability, or what a model with one
    output estimates; null for a text without tokens), and ``classified``, the names of those that flag it.
    """

    classifiers: tuple[Classifier, ...] = field(repr=False)
    name: str = "classifiers"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        scores = [(one.column, pa.float32()) for one in self.classifiers]
        return pa.schema([*scores, ("classified", pa.list_(pa.string()))])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        missing = missing_texts(batch)
        flags: list[list[str]] = [[] for _ in range(len(batch))]
        columns = []
        for one in self.classifiers:
            scores = one.loaded().scores(batch.column("text"))
            hidden = missing | np.isnan(scores)
            columns.append(pa.array(scores, pa.float32(), mask=hidden))
            beyond = scores >= one.threshold if one.side == "above" else scores < one.threshold
            for place in np.flatnonzero(beyond & ~hidden).tolist():
                flags[place].append(one.name)
        named = pa.array([None if gone else names for gone, names in zip(missing.tolist(), flags, strict=True)])
        return pa.RecordBatch.from_arrays([*columns, named.cast(pa.list_(pa.string()))], schema=self.schema)


@dataclass(frozen=True, slots=True)
class ClassifierTable:
    """Corpus stage ``classifiers``.

    Attributes:
        classifiers: The classifiers.
        name: ``classifiers``.

    Tables: ``classifiers``.
    """

    classifiers: tuple[Classifier, ...] = field(repr=False)
    name: str = "classifiers"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", *(one.column for one in self.classifiers))

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("classifiers",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        scores = pl.DataFrame(store.signals(list(self.needs)))
        records: list[dict[str, Any]] = []
        for one in self.classifiers:
            there = scores.select("row_id", score=one.column).drop_nulls()
            own = there["score"]
            beyond = own >= one.threshold if one.side == "above" else own < one.threshold
            quantiles = zip(("p10", "median", "p90"), (0.1, 0.5, 0.9), strict=True)
            told: dict[str, Any] = {"classifier": one.name, "severity": one.severity, "label": one.loaded().label}
            told |= {"threshold": one.threshold, "flags": one.side, "rows": len(own), "flagged": int(beyond.sum())}
            furthest = there.filter(beyond).sort("score", descending=one.side == "above", maintain_order=True)
            told["furthest"] = furthest["row_id"].head(_SHOWN).to_list()
            records.append(told | {name: own.quantile(share, "linear") for name, share in quantiles})
        store.write("classifiers", pa.Table.from_pylist(records, schema=CLASSIFIERS))
        return {"classifiers": len(records)}
