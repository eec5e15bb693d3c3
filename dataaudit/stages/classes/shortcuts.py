"""Whether a label is predictable without understanding the text: from its length, position or file, or one word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.classes.result_schemas import SHORTCUTS
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.share_interval import wilson
from dataaudit.stages.vectors.text_words import text_words

FEWEST = 100
"""Fewest labelled rows to assess."""
MOST_CLASSES = 50
SAMPLE = 50_000
"""Rows whose words are counted, evenly spaced."""
BINS = 20
FEWEST_OF_WORD = 20
"""Rows that must contain a word."""


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """Corpus stage ``shortcuts``.

    Attributes:
        name: ``shortcuts``.

    Tables: ``shortcuts``.
    """

    name: str = "shortcuts"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", "file", "position", "label", "chars")

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("shortcuts",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        table = store.signals(list(self.needs))
        values = table.column("label").to_pylist()
        names = sorted({value for value in values if value is not None})
        number = {name: place for place, name in enumerate(names)}
        label = np.array([number.get(value, -1) for value in values], np.int64)
        places = np.flatnonzero(label >= 0)
        if len(places) < FEWEST or not 2 <= len(names) <= MOST_CLASSES:
            store.write("shortcuts", SHORTCUTS.empty_table())
            return {"labelled": len(places)}
        label = label[places]
        chars = table.column("chars").fill_null(0).to_numpy()[places].astype(np.float64)
        files = table.column("file").to_pylist()
        known = {name: place for place, name in enumerate(dict.fromkeys(files))}
        source = np.array([known[files[place]] for place in places.tolist()], np.int64)
        half = np.random.default_rng(0).random(len(places)) < 0.5
        told = {
            "length": _ranked(chars),
            "position": _ranked(places.astype(np.float64)),
            **({"source": source} if 1 < len(known) <= 1000 else {}),
        }
        records: list[dict[str, Any]] = [
            {"kind": kind, "strength": told_apart(bins, label, half, len(names)), "rows": len(places)}
            for kind, bins in told.items()
        ]
        records += self._tokens(store, table.column("row_id").to_numpy()[places], label, names)
        store.write("shortcuts", pa.Table.from_pylist(records, schema=SHORTCUTS))
        return {"labelled": len(places)}

    def _tokens(
        self, store: SignalStore, row_ids: NDArray[np.uint64], label: NDArray[np.int64], names: list[str]
    ) -> list[dict[str, Any]]:
        """The token of every class that predicts the largest part of it."""
        step = max(1, len(row_ids) // SAMPLE)
        row_ids, label = row_ids[::step], label[::step]
        counts: dict[int, NDArray[np.int64]] = {}
        shown: dict[int, str] = {}
        before = 0
        for _, texts in store.texts(row_ids):
            words = text_words(texts)
            owner = label[before : before + len(texts)][words.owner]
            # A word counts once per text, however often it occurs there.
            _, first = np.unique(np.stack([words.owner.astype(np.uint64), words.ids]), axis=1, return_index=True)
            hashes, place, inverse = np.unique(words.ids[first], return_index=True, return_inverse=True)
            held = np.zeros((len(hashes), len(names)), np.int64)
            np.add.at(held, (inverse, owner[first]), 1)
            for row, key in enumerate(hashes.tolist()):
                if key in counts:
                    counts[key] += held[row]
                else:
                    counts[key] = held[row]
                    shown[key] = words.spelt(int(first[place[row]]))
            before += len(texts)
        keys = [key for key, row in counts.items() if row.sum() >= FEWEST_OF_WORD]
        if not keys:
            return []
        table = np.array([counts[key] for key in keys])
        sizes = np.bincount(label, minlength=len(names))
        records = []
        for one, name in enumerate(names):
            total = table.sum(axis=1)
            lowest = np.array(
                [wilson(int(hits), int(rows))[0] for hits, rows in zip(table[:, one], total, strict=True)]
            )
            share = table[:, one] / max(sizes[one], 1)
            # The lower bound, not the share itself: a rare word that happens to occur in one class must not win.
            telling = np.where(lowest > sizes[one] / len(label), lowest, 0) * share
            best = int(telling.argmax())
            if not telling[best]:
                continue
            records.append(
                {
                    "kind": "token",
                    "label": name,
                    "token": shown[keys[best]],
                    "strength": float(table[best, one] / total[best]),
                    "lowest": float(lowest[best]),
                    "rows": int(total[best]),
                    "share_of_class": float(share[best]),
                    "class_share": float(sizes[one] / len(label)),
                }
            )
        return records


def _ranked(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Quantile bins, of about equal size."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
    bins: NDArray[np.int64] = np.searchsorted(edges, values, "right")
    return bins


def told_apart(bins: NDArray[np.int64], label: NDArray[np.int64], half: NDArray[np.bool_], classes: int) -> float:
    """Accuracy of predicting the class from the bin alone, scaled from 0 (guessing) to 1 (always right).

    A bin predicts the class with the largest share of its rows there. It is learned on one half and tested on
    the other, both ways, and accuracy is balanced over classes.

    Args:
        bins: Bin of every row, int64.
        label: Class of every row, int64.
        half: The half that a row is in, bool.
        classes: Number of classes.
    """
    scores = []
    for learnt in (half, ~half):
        counts = np.zeros((int(bins.max(initial=0)) + 1, classes))
        np.add.at(counts, (bins[learnt], label[learnt]), 1)
        sizes = counts.sum(axis=0)
        guess = (counts / np.maximum(sizes, 1)).argmax(axis=1)
        asked = ~learnt
        right = np.bincount(label[asked], guess[bins[asked]] == label[asked], minlength=classes)
        total = np.bincount(label[asked], minlength=classes)
        present = total > 0
        accuracy = float((right[present] / total[present]).mean()) if present.any() else 0.0
        chance = 1 / max(int(present.sum()), 1)
        scores.append((accuracy - chance) / (1 - chance) if chance < 1 else 0.0)
    return float(np.mean(scores))
