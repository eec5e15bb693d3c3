"""How much leaked items raise a score, measured by a nearest-neighbour baseline on leaked and on clean items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.leakage.result_schemas import INFLATION
from dataaudit.stages.vectors.embeddings import column_vectors
from dataaudit.stages.vectors.result_schemas import VECTOR

FEWEST = 30
"""Fewest clean items of a split, and fewest training rows."""
REPLICATES = 1000
"""Bootstrap samples for the interval."""
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class ScoreInflation:
    """Corpus stage ``inflation``, after ``leakage``.

    Attributes:
        measure: The signal to predict: ``label`` or ``hash_answer``.
        name: ``inflation``.

    Tables: ``score_inflation``.
    """

    measure: str
    name: str = "inflation"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", "split", self.measure, VECTOR)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("score_inflation",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        table = store.signals(["row_id", "split", self.measure])
        answers = np.array(table.column(self.measure).to_pylist(), object)
        splits = table.column("split").to_pylist()
        given = np.array([value is not None for value in answers], np.bool_)
        asked = np.array([is_evaluation(split) for split in splits], np.bool_) & given
        learnt = ~np.array([is_evaluation(split) for split in splits], np.bool_) & given
        leaks = store.read("leaks")
        if leaks is None or int(learnt.sum()) < FEWEST or not asked.any():
            store.write("score_inflation", INFLATION.empty_table())
            return {"items": 0}
        vectors = _vectors(store, len(splits))
        places, known = np.flatnonzero(asked), np.flatnonzero(learnt)
        nearest = _nearest(vectors, places, known)
        right = answers[known[nearest]] == answers[places]
        row_ids = table.column("row_id").to_numpy()
        training = set(row_ids[known].tolist())
        pairs = zip(leaks.column("row_id").to_pylist(), leaks.column("item_row").to_pylist(), strict=True)
        held = {item for row, item in pairs if item is not None and row in training}
        leaked = np.array([row in held for row in row_ids[places].tolist()], np.bool_)
        names = np.array([str(splits[place]) for place in places.tolist()], object)
        records = [
            {"item_split": name, "measure": self.measure.removeprefix("hash_"), **inflation(right[own], leaked[own])}
            for name in sorted(set(names.tolist()))
            if int((own := names == name).sum()) and int((~leaked[own]).sum()) >= FEWEST
        ]
        store.write("score_inflation", pa.Table.from_pylist(records, schema=INFLATION))
        return {"items": len(places), "leaked": int(leaked.sum())}


def _vectors(store: SignalStore, rows: int) -> NDArray[np.float16]:
    """Vectors of all rows; zeros for a row without one."""
    parts = [np.zeros((0, 0), np.float16)]
    for part in store.batches([VECTOR]):
        values, there = column_vectors(part.column(VECTOR))
        parts.append(np.where(there[:, None], values, np.float16(0)))
    found = [one for one in parts if len(one)]
    return np.concatenate(found) if found else np.zeros((rows, 1), np.float16)


def _nearest(vectors: NDArray[np.float16], places: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every place the nearest of the known rows, by number among them."""
    best = np.zeros(len(places), np.int64)
    highest = np.full(len(places), -2.0, np.float32)
    for first in range(0, len(known), _BLOCK):
        some = vectors[known[first : first + _BLOCK]].astype(np.float32).T
        for begin in range(0, len(places), _BLOCK):
            window = slice(begin, begin + _BLOCK)
            similarity = vectors[places[window]].astype(np.float32) @ some
            top = similarity.argmax(axis=1)
            value = similarity[np.arange(len(top)), top]
            better = value > highest[window]
            highest[window] = np.where(better, value, highest[window])
            best[window] = np.where(better, top + first, best[window])
    return best


def inflation(right: NDArray[np.bool_], leaked: NDArray[np.bool_]) -> dict[str, Any]:
    """Scores of all, clean and leaked items, and how much the leaked ones raise the score.

    Args:
        right: Whether the baseline answers each item correctly, bool.
        leaked: Whether training rows contain it, bool; at least one must be clean.

    Examples:
        >>> found = inflation(np.array([True] * 50 + [False] * 50), np.array([True] * 50 + [False] * 50))
        >>> found["score"], found["clean_score"], found["inflation"]
        (0.5, 0.0, 0.5)
    """
    score, clean = float(right.mean()), float(right[~leaked].mean())
    # The scores depend on four counts only, so drawing counts is the same as drawing items, and far less work.
    random = np.random.default_rng(0)
    kinds = np.array(
        [(right & leaked).sum(), (~right & leaked).sum(), (right & ~leaked).sum(), (~right & ~leaked).sum()]
    )
    drawn = random.multinomial(len(right), kinds / len(right), REPLICATES)
    clean_drawn = drawn[:, 2] / np.maximum(drawn[:, 2] + drawn[:, 3], 1)
    low, high = np.percentile((drawn[:, 0] + drawn[:, 2]) / len(right) - clean_drawn, [2.5, 97.5])
    return {
        "items": len(right),
        "leaked": int(leaked.sum()),
        "score": score,
        "clean_score": clean,
        "leaked_score": float(right[leaked].mean()) if leaked.any() else None,
        "inflation": score - clean,
        "low": float(low),
        "high": float(high),
    }
