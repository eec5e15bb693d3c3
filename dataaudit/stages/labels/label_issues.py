"""Label issues of all rows: out-of-sample probabilities, confident learning, and neighbours that disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.stages.contract import SignalStore, added_table
from dataaudit.stages.labels.confident_learning import confident_learning, several_labels
from dataaudit.stages.labels.features import Features, joined, learn_features
from dataaudit.stages.labels.folds import CROWD, assign_folds, grouped
from dataaudit.stages.labels.given_labels import GivenLabels, given_labels
from dataaudit.stages.labels.logistic_regression import Training, training
from dataaudit.stages.labels.neighbour_votes import neighbour_votes
from dataaudit.stages.labels.own_probabilities import Suspicion, read_probabilities, suspicion
from dataaudit.stages.labels.probabilities import (
    Model,
    calibrated,
    calibration_error,
    columns_for,
    crossed,
    loss,
    repeats_for,
    rounds_for,
    strengths_for,
)
from dataaudit.stages.labels.result_schemas import CONFUSIONS, LABEL_SUMMARY
from dataaudit.stages.vectors.aligned_texts import texts_and_vectors

_BLOCK = 1 << 16
"""Rows that are looked at together where all rows and classes would take too much memory."""


@dataclass(frozen=True, slots=True)
class LabelIssues:
    """Corpus stage ``labels``.

    Attributes:
        most: Most rows to fit the model on; the other rows are judged by it as well.
        probabilities: Column with the user's own probabilities, or None.
        classes: Classes of these probabilities in order; the sorted labels if empty.
        exact: Whether the signal ``hash_text`` exists.
        vectors: Whether the run has vectors.
        name: ``labels``.

    Tables: ``label_confusions``, ``label_summary``. Adds to the rows ``label_suggested`` (the more likely class; the
    given one where there is no issue), ``label_issue_score`` (probability of the given class, 0 worst) and
    ``neighbour_agreement`` (share of the nearest labelled rows that have the same label).
    """

    most: int
    probabilities: str | None
    classes: tuple[str, ...]
    exact: bool
    vectors: bool
    name: str = "labels"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", "label", "chars", *(("hash_text",) if self.exact else ()))

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("label_confusions", "label_summary")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        numbers = [("label_issue_score", pa.float32()), ("neighbour_agreement", pa.float32())]
        return pa.schema([("label_suggested", pa.string()), *numbers])

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        table = store.signals(["row_id", "label", "chars"])
        there = table.column("chars").fill_null(0).to_numpy() > 0
        given = given_labels(table.column("label").to_pylist(), there)
        if given.reason:
            store.write(added_table(self), self._rows(np.zeros(0, np.uint64), [], [], []))
            store.write("label_confusions", CONFUSIONS.empty_table())
            store.write("label_summary", _summary({}, given.reason))
            return {"reason": given.reason}
        row_ids = table.column("row_id").to_numpy()
        judged = _Judged(self, store, given, row_ids)
        ours, facts = judged.probabilities()
        votes = neighbour_votes(store.read("neighbours"), row_ids, given, judged.group)
        if votes is not None:
            ours, facts["neighbours_weight"] = votes.mixed(ours, given.labels)
        numbers = dict(facts)
        if self.probabilities:
            ours, checked = judged.brought(ours)
            numbers |= {
                "given_accuracy": checked.accuracy,
                "in_sample": float(checked.in_sample),
                "suspicious": checked.suspicious,
                "suspicious_repeated": checked.repeated,
            }
        issue, suggested, score, confusions, noise = judged.issues(ours)
        agreement = np.full(len(given.places), np.nan) if votes is None else votes.agreement
        store.write(added_table(self), self._rows(row_ids[given.places], suggested, score, agreement))
        store.write("label_confusions", confusions)
        numbers |= {"issues": float(issue.sum()), "rows": float(len(issue)), "left_out": float(given.left_out), **noise}
        store.write("label_summary", _summary(numbers, ""))
        return {**numbers, "classes": len(given.classes)}

    def _rows(self, row_ids: NDArray[np.uint64], suggested: Any, score: Any, agreement: Any) -> pa.Table:
        columns = {
            "row_id": row_ids,
            "label_suggested": pa.array(suggested, pa.string()),
            "label_issue_score": pa.array(score, pa.float32(), from_pandas=True),
            "neighbour_agreement": pa.array(agreement, pa.float32(), from_pandas=True),
        }
        return pa.table(columns, schema=pa.schema([pa.field("row_id", pa.uint64()), *self.added]))


@dataclass(slots=True)
class _Judged:
    stage: LabelIssues
    store: SignalStore
    given: GivenLabels
    row_ids: NDArray[np.uint64]
    order: NDArray[np.uint64] = field(init=False)
    group: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        places, count = self.given.places, len(self.row_ids)
        links: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self.order = places.astype(np.uint64)
        if self.stage.exact:
            hashes = self.store.signals(["hash_text"]).column(0).combine_chunks()
            high, low = hex_halves(*text_buffers(pa.concat_arrays([hashes]).cast(pa.large_string())))
            self.order = high[places] ^ low[places]  # by content: the order of the rows does not change the folds
            by_hash = np.lexsort((low, high))
            same = (np.diff(high[by_hash]) == 0) & (np.diff(low[by_hash]) == 0)
            links.append((by_hash[:-1][same], by_hash[1:][same]))
        clusters, pairs = self.store.read("minhash_clusters"), self.store.read("embedding_pairs")
        if clusters is not None and clusters.num_rows:
            members, roots = clusters.column("row_id").to_numpy(), clusters.column("cluster_id").to_numpy()
            links.append((np.searchsorted(self.row_ids, members), np.searchsorted(self.row_ids, roots)))
        if pairs is not None and pairs.num_rows:
            links.append(_pair_links(pairs, self.row_ids))
        self.group = grouped(count, *links)[places]

    def probabilities(self) -> tuple[NDArray[np.floating[Any]], dict[str, float]]:
        """Out-of-sample probabilities of all labelled rows, and figures about the model."""
        labels, classes = self.given.labels, len(self.given.classes)
        strata = labels if labels.ndim == 1 else labels.argmax(axis=1)
        fold = assign_folds(self.group, strata, self.order)
        sample = np.sort(np.argsort(self.order, kind="stable")[: self.stage.most])
        learnt, features = self._features(sample)
        rows = len(sample)
        rounds, best, models, strength = rounds_for(rows, classes), np.inf, list[Model](), 1.0
        found = np.zeros((rows, classes))
        for one in strengths_for(rows, classes):
            tried, fitted = crossed(features, labels[sample], classes, fold[sample], one, rounds)
            if (value := loss(tried, labels[sample])) < best:
                best, found, models, strength = value, tried, fitted, one
            self.store.progress(1, 2)
        for turn in range(1, repeats_for(rows, classes)):
            again = assign_folds(self.group, strata, self.order, turn=turn)[sample]
            found += crossed(features, labels[sample], classes, again, strength, rounds)[0]
        found /= repeats_for(rows, classes)
        result = np.zeros((len(labels), classes), np.float32)
        result[sample] = found
        self._rest(result, sample, learnt, fold, models)
        facts = {"strength": strength, "fitted_rows": float(rows)}
        if labels.ndim == 1:
            before = calibration_error(result[sample], labels[sample])
            _, temperature = calibrated(result[sample], labels[sample])
            for first in range(0, len(result), _BLOCK):
                some = result[first : first + _BLOCK]
                # Raising to this power divides the log-probabilities by the temperature.
                np.power(np.clip(some, 1e-12, 1, out=some), 1 / temperature, out=some)
                some /= some.sum(axis=1, keepdims=True)
            facts |= {
                "accuracy": float((result.argmax(axis=1) == labels).mean()),
                "temperature": temperature,
                "calibration_error_before": before,
                "calibration_error": calibration_error(result[sample], labels[sample]),
            }
        else:
            facts["accuracy"] = float(((result >= 0.5) == labels).mean())
        return result, facts

    def _features(self, sample: NDArray[np.int64]) -> tuple[Features, Training]:
        places = self.given.places[sample]
        pieces = list(texts_and_vectors(self.store, self.row_ids[places], places, vectors=self.stage.vectors))
        learnt = learn_features(pa.concat_arrays([texts for texts, _ in pieces]), columns_for(len(self.given.classes)))
        return learnt, training(joined([learnt(texts, vectors) for texts, vectors in pieces]))

    def _rest(
        self,
        result: NDArray[np.float32],
        sample: NDArray[np.int64],
        learnt: Features,
        fold: NDArray[np.int64],
        models: list[Model],
    ) -> None:
        """Judge the rows outside the sample, each by the model that did not see its fold."""
        rest = np.setdiff1d(np.arange(len(result)), sample)
        places, before = self.given.places[rest], 0
        if not len(rest):
            return
        for texts, vectors in texts_and_vectors(self.store, self.row_ids[places], places, vectors=self.stage.vectors):
            some = rest[before : before + len(texts)]
            for number, model in enumerate(models):
                here = fold[some] == number
                held = None if vectors is None else vectors[here]
                result[some[here]] = model(learnt(texts.filter(pa.array(here)), held))
            before += len(texts)
            self.store.progress(before, len(rest))

    def brought(self, ours: NDArray[np.floating[Any]]) -> tuple[NDArray[np.floating[Any]], Suspicion]:
        """The user's probabilities in place of ours where complete, and whether they look in-sample."""
        names = self.stage.classes or self.given.classes
        lacking = [name for name in self.given.classes if name not in names]
        if self.given.several or lacking:
            problem = (
                "rows have several classes, so their probabilities cannot be read; remove stages.labels.probabilities"
                if self.given.several
                else f"class '{lacking[0]}' is missing; list the class of every probability, in order"
            )
            message = f"stages.labels.classes: {problem}"
            raise ConfigurationError(message)
        column, ids = str(self.stage.probabilities), self.row_ids[self.given.places]
        theirs = read_probabilities(self.store, column, ids, len(names))
        theirs = theirs[:, [names.index(name) for name in self.given.classes]]
        with np.errstate(invalid="ignore", divide="ignore"):
            theirs = theirs / theirs.sum(axis=1, keepdims=True)
        whole = np.isfinite(theirs).all(axis=1)
        labels = self.given.labels
        issue = confident_learning(ours, labels).issue
        checked = suspicion(theirs[whole], ours[whole], labels[whole], issue[whole])
        return np.where(whole[:, None], theirs, ours), checked

    def issues(
        self, probabilities: NDArray[np.floating[Any]]
    ) -> tuple[NDArray[np.bool_], list[str], NDArray[np.floating[Any]], pa.Table, dict[str, float]]:
        """Issues, suggestions, scores, the table of confusions and the noise rate."""
        given, labels = self.given, self.given.labels
        if given.several:
            issue, suggested, score = several_labels(probabilities, labels)
            shown = [given.shown(row, chosen) for row, chosen in enumerate(suggested)]
            own = self.store.signals(["label"]).column(0).take(pa.array(given.places)).to_pylist()
            names = [new if flagged else old for new, old, flagged in zip(shown, own, issue.tolist(), strict=True)]
            return issue, names, score, CONFUSIONS.empty_table(), {"noise": float(issue.mean())}
        found = confident_learning(probabilities, labels)
        names = [given.classes[one] for one in found.suggested.tolist()]
        pairs = [(one, two) for one in range(len(given.classes)) for two in range(len(given.classes)) if one != two]
        flagged = np.zeros((len(given.classes), len(given.classes)), np.int64)
        np.add.at(flagged, (labels[found.issue], found.suggested[found.issue]), 1)
        records: list[dict[str, Any]] = [
            {
                "label": given.classes[one],
                "suggested": given.classes[two],
                "rows": int(flagged[one, two]),
                "estimated": round(float(found.joint[one, two]), 3),
            }
            for one, two in pairs
            if flagged[one, two] or found.joint[one, two] > 0
        ]
        records.sort(key=lambda one: (-one["rows"], -one["estimated"], one["label"], one["suggested"]))
        table = pa.Table.from_pylist(records, schema=CONFUSIONS)
        noise = {
            "noise": found.noise,
            "noise_low": found.low,
            "noise_high": found.high,
            "noise_joint": found.joint_noise,
        }
        return found.issue, names, probabilities[np.arange(len(labels)), labels], table, noise


def _pair_links(pairs: pa.Table, row_ids: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Links between rows with similar vectors; those that would join too large a share of the rows are left out."""
    left, right = (np.searchsorted(row_ids, pairs.column(name).to_numpy()) for name in ("row_a", "row_b"))
    group = grouped(len(row_ids), (left, right))
    kept = np.bincount(group, minlength=len(row_ids))[group[left]] <= max(CROWD * len(row_ids), 10)
    return left[kept], right[kept]


def _summary(numbers: Mapping[str, float], reason: str) -> pa.Table:
    records = [{"name": name, "value": float(value), "text": None} for name, value in numbers.items()]
    records += [{"name": "reason", "value": None, "text": reason}] if reason else []
    return pa.Table.from_pylist(records, schema=LABEL_SUMMARY)
