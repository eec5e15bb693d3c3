"""The n-gram tier: items that occur, whole or nearly whole, in one place of a text.

Every text is read once. An n-gram weighs more the fewer texts of the corpus contain it, so a common phrase is not
evidence. How common n-grams are is known only after all texts have been read, so coverage is computed at the end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.containment import best_windows, gram_hits
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.leakage.index import QUESTION, SIZE, ItemParts, needed

LOOSE = 0.45
"""Unweighted share of a part's n-grams from which a place is kept until the weights are known."""
_TEXTS = 2048

Pieces = Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]


@dataclass(frozen=True, slots=True)
class Contained:
    """Parts of items found in rows, one entry per row and part.

    Attributes:
        row: Row id, uint64.
        part: Number of the part, int64.
        coverage: Weighted share of the part's n-grams that occur in the place, float64.
        first: First token of the place in the row, int64.
        last: One past its last token, int64.
    """

    row: NDArray[np.uint64]
    part: NDArray[np.int64]
    coverage: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


@dataclass(slots=True)
class ContainmentSearch:
    """A search for parts of items in texts.

    Attributes:
        parts: The parts to find.
        workers: Number of threads.
        coverage: Coverage that a long question must reach.
        documents: By n-gram the number of texts that contain it, int64.
        texts: Number of texts read.
    """

    parts: ItemParts
    workers: int
    coverage: float
    documents: NDArray[np.int64] = field(init=False)
    texts: int = 0
    _found: list[tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], list[bytes]]] = (
        field(default_factory=list)
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.documents = np.zeros(self.parts.gram_count, np.int64)

    def look_through(self, pieces: Pieces) -> Iterator[int]:
        """Search texts; yields the number of texts done, a piece at a time."""
        with ThreadPoolExecutor(self.workers) as pool:
            waiting = []
            for ids, texts in pieces:
                for first in range(0, len(texts), _TEXTS):
                    chosen = slice(first, first + _TEXTS)
                    waiting.append(pool.submit(self._look, ids[chosen], texts[chosen]))
                while len(waiting) > 2 * self.workers:
                    yield waiting.pop(0).result()
            for one in waiting:
                yield one.result()

    def _look(self, ids: NDArray[np.uint64], texts: pa.LargeStringArray) -> int:
        hashes, bounds = text_shingles(texts, SIZE)
        # Counted apart and added under the lock: the kernel runs in several threads at once.
        documents = np.zeros(self.parts.gram_count, np.int64)
        text, part, place, gram = gram_hits(hashes, bounds, self.parts.table, documents)
        found = self._windows(ids, text, part, place, gram)
        with self._lock:
            self.documents += documents
            self.texts += len(texts)
            self._found += [found] if found is not None else []
        return len(texts)

    def _windows(
        self,
        ids: NDArray[np.uint64],
        text: NDArray[np.int64],
        part: NDArray[np.int64],
        place: NDArray[np.int64],
        gram: NDArray[np.int64],
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], list[bytes]] | None:
        if not len(text):
            return None
        order = np.lexsort((place, part, text))
        text, part, place, gram = text[order], part[order], place[order], gram[order]
        edges = np.flatnonzero((np.diff(text) != 0) | (np.diff(part) != 0)) + 1
        starts = np.concatenate([np.zeros(1, np.int64), edges, np.array([len(text)])])
        # A window holds no more n-grams than its group has hits, so groups with too few need no window.
        wanted = min(LOOSE, self.coverage) * self.parts.grams[part[starts[:-1]]]
        chosen = np.flatnonzero(np.diff(starts) >= wanted)
        if not len(chosen):
            return None
        lengths = 2 * self.parts.tokens[part[starts[:-1]]] + 40
        begin, end, best = best_windows(starts, place, gram, lengths)
        chosen = chosen[best[chosen] >= wanted[chosen]]
        if not len(chosen):
            return None
        held = [np.unique(gram[begin[one] : end[one]]).tobytes() for one in chosen.tolist()]
        return (
            ids[text[starts[chosen]]],
            part[starts[chosen]],
            place[begin[chosen]],
            place[end[chosen] - 1] + SIZE,
            held,
        )

    def contained(self) -> Contained:
        """The parts found, with n-grams weighted over the whole corpus."""
        weights = np.where(self.parts.template, 0.0, np.log1p(self.texts / np.maximum(self.documents, 1)))
        lengths = np.diff(self.parts.bounds)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        totals = np.bincount(owner, weights[self.parts.held], minlength=len(lengths))
        rows = np.concatenate([np.zeros(0, np.uint64), *(one[0] for one in self._found)])
        parts = np.concatenate([np.zeros(0, np.int64), *(one[1] for one in self._found)])
        first = np.concatenate([np.zeros(0, np.int64), *(one[2] for one in self._found)])
        last = np.concatenate([np.zeros(0, np.int64), *(one[3] for one in self._found)])
        held = [np.frombuffer(one, np.int64) for found in self._found for one in found[4]]
        matched = np.fromiter((weights[grams].sum() for grams in held), np.float64, len(rows))
        template = self.parts.template
        framed = np.bincount(owner, template[self.parts.held], minlength=len(lengths))[parts]
        there = np.fromiter((template[grams].sum() for grams in held), np.float64, len(rows))
        frame = np.divide(there, framed, out=np.ones(len(rows)), where=framed > 0)
        coverage = np.round(np.minimum(matched / totals[parts], frame), 9)
        enough = coverage >= needed(self.parts.units[parts], self.coverage) - 1e-9
        order = np.lexsort((parts, rows))
        order = order[enough[order]]
        return Contained(rows[order], parts[order], coverage[order], first[order], last[order])

    def is_question(self, found: Contained) -> NDArray[np.bool_]:
        """Whether each part found is a question rather than an answer."""
        result: NDArray[np.bool_] = self.parts.kind[found.part] == QUESTION
        return result
