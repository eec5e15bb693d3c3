"""Guard: a classifier that has not seen the source still finds the source's label in the new row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.stages.labels.features import Features, learn_features
from dataaudit.stages.labels.folds import FOLDS, assign_folds, grouped
from dataaudit.stages.labels.logistic_regression import training
from dataaudit.stages.labels.probabilities import STRENGTHS, Model, crossed, rounds_for
from dataaudit.stages.vectors.encoders import Encoder

FEWEST = 5
"""Rows of a class without which nothing is learnt of it."""


@dataclass(frozen=True, slots=True)
class LabelModel:
    """Classifiers of the originals, one for every fold that it has not seen.

    Attributes:
        features: How texts become features.
        encoder: Gives vectors beside the words.
        models: By fold.
        classes: Names by number.
        folds: Fold of every row that one of them was fitted on.
        own: Probability of its label for every such row, by the model that has not seen it; and whether it is the
            likeliest.
    """

    features: Features
    encoder: Encoder
    models: tuple[Model, ...]
    classes: tuple[str, ...]
    folds: dict[int, int]
    own: dict[int, tuple[float, bool]]

    def probabilities(self, candidates: Sequence[Candidate], *, of_sources: bool = False) -> NDArray[np.float64]:
        """Probabilities of every class, shape (candidates, classes), by the model that has not seen the source.

        Args:
            candidates: New rows.
            of_sources: Whether their sources are judged in place of them.
        """
        made: NDArray[np.float64] = np.zeros((len(candidates), len(self.classes)))
        fold = np.array([self.folds.get(one.source, 0) for one in candidates], np.int64)
        texts = texts_array([one.source_text if of_sources else one.text for one in candidates])
        vectors = self.encoder.encode(texts)[0]
        for number, model in enumerate(self.models):
            chosen = np.flatnonzero(fold == number)
            if len(chosen):
                made[chosen] = model(self.features(texts.take(pa.array(chosen)), vectors[chosen]))
        return made


def fit_label_model(
    row_ids: NDArray[np.uint64],
    texts: Sequence[str],
    labels: Sequence[str],
    clusters: NDArray[np.int64],
    encoder: Encoder,
) -> LabelModel | None:
    """Fit the classifiers; None where fewer than two classes have rows enough.

    Args:
        row_ids: Of the originals.
        texts: Their texts.
        labels: Their labels.
        clusters: Number of the duplicate cluster of each, -1 for none: such rows share a fold.
        encoder: Gives vectors.
    """
    names, counts = np.unique(np.array(labels, dtype=object), return_counts=True)
    classes = tuple(str(name) for name, count in zip(names, counts, strict=True) if count >= FEWEST)
    if len(classes) < 2:
        return None
    number = {name: place for place, name in enumerate(classes)}
    usable = [place for place, label in enumerate(labels) if label in number]
    codes = np.array([number[labels[place]] for place in usable], np.int64)
    chosen = texts_array([texts[place] for place in usable])
    features = learn_features(chosen)
    rows = training(features(chosen, encoder.encode(chosen)[0]))
    own_clusters = clusters[usable]
    places = np.flatnonzero(own_clusters >= 0)
    order = places[np.argsort(own_clusters[places], kind="stable")]
    same = np.flatnonzero(np.diff(own_clusters[order]) == 0)
    group = grouped(len(usable), (order[same], order[same + 1]))
    fold = assign_folds(group, codes, row_ids[usable], FOLDS)
    told, models = crossed(rows, codes, len(classes), fold, STRENGTHS[-1], rounds_for(len(usable), len(classes)))
    best = told.argmax(axis=1) == codes
    own = told[np.arange(len(codes)), codes]
    ids = row_ids[usable].tolist()
    return LabelModel(
        features=features, encoder=encoder, models=tuple(models), classes=classes,
        folds=dict(zip(ids, fold.tolist(), strict=True)),
        own=dict(zip(ids, zip(own.tolist(), best.tolist(), strict=True), strict=True)),
    )  # fmt: skip


def check_label(candidates: Sequence[Candidate], model: LabelModel | None) -> None:
    """Reject new rows that the classifier puts into another class than their source's label.

    Where it puts the source itself into another class, it can only say whether the new row is farther from the label
    than the source was.
    """
    judged = [one for one in candidates if model is not None and one.label in model.classes]
    if model is None or not judged:
        return
    told = model.probabilities(judged)
    strange = [one for one in judged if one.source not in model.own]
    theirs = {one.source: row for one, row in zip(strange, model.probabilities(strange, of_sources=True), strict=True)}
    for one, row in zip(judged, told, strict=True):
        number = model.classes.index(str(one.label))
        one.label_probability = round(float(row[number]), 5)
        if int(row.argmax()) == number:
            continue
        if one.source in theirs:
            own = theirs[one.source]
            before, right = float(own[number]), int(own.argmax()) == number
        else:
            before, right = model.own[one.source]
        if right or row[number] < before:
            one.reject("label")
