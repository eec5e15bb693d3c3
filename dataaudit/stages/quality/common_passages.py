"""Passages shared by many texts: boilerplate, templates, over-represented sequences of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.passage_hashes import KINDS, LINE, PARAGRAPH, WORDS, passages
from dataaudit.kernels.text.characters import UNSEGMENTED, character_tables
from dataaudit.stages.contract import SignalStore, added_table
from dataaudit.stages.quality.result_schemas import PASSAGES, SHARE
from dataaudit.stages.signal_batch import missing_texts

HASHES, SIZES = "_passages", "_passage_chars"
PARTITIONS = 64
"""Files that hashes are spread over; one at a time is sorted in memory."""
EXAMPLES = 3
"""Rows listed with a passage."""

SHARE_SCHEMA = pa.schema([("row_id", pa.uint64()), (SHARE, pa.float64())])


@dataclass(frozen=True, slots=True)
class PassageHashes:
    """Row stage ``passages``.

    Attributes:
        name: ``passages``.

    Signals, for the corpus stage only: ``_passages`` (hashes of the text's distinct passages) and ``_passage_chars``
    (code points of each, over all its occurrences; 0 for passages other than lines and paragraphs).
    """

    name: str = "passages"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([(HASHES, pa.list_(pa.uint64())), (SIZES, pa.list_(pa.uint32()))])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        data, offsets = text_buffers(batch.column("text"))
        hashes, _, _, sizes, bounds = passages(data, offsets, character_tables()[0])
        owner = np.repeat(np.arange(len(batch)), np.diff(bounds))
        order = np.lexsort((hashes, owner))
        owner, hashes, sizes = owner[order], hashes[order], sizes[order]
        again = np.zeros(len(hashes), np.bool_)
        again[1:] = (hashes[1:] == hashes[:-1]) & (owner[1:] == owner[:-1])
        starts = np.flatnonzero(~again)
        totals = np.add.reduceat(sizes, starts) if len(starts) else sizes  # a repeated line counts each time
        counts = np.bincount(owner[starts], minlength=len(batch))
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.int32)
        missing = pa.array(missing_texts(batch))
        columns = [
            pa.ListArray.from_arrays(pa.array(bounds), pa.array(values, kind), mask=missing)
            for values, kind in ((hashes[starts], pa.uint64()), (totals, pa.uint32()))
        ]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


@dataclass(frozen=True, slots=True)
class CommonPassages:
    """Corpus stage ``passages``: the passages in many rows, and the share of every row that they take up.

    Hashes are counted from files, a sixty-fourth at a time, to limit memory.

    Attributes:
        min_rows: Fewest rows that must contain a passage.
        min_share: Smallest share of the rows that must contain it.
        most: Most passages of every kind to keep.
        name: ``passages``.

    Tables: ``passages``. Adds ``common_passage_share`` to the rows.
    """

    min_rows: int
    min_share: float
    most: int
    name: str = "passages"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", HASHES, SIZES, "chars")

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("passages",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return pa.schema([SHARE_SCHEMA.field(SHARE)])

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        files = [store.scratch() / f"passages-{number}.bin" for number in range(PARTITIONS)]
        rows = _spread(store, files)
        least = max(self.min_rows, int(np.ceil(round(self.min_share * rows, 6))))  # rounded: 0.07 * 100 exceeds 7
        hashes, counts = self._common(files, least)
        examples, shares = self._rows(store, hashes)
        store.write("passages", self._table(store, hashes, counts, examples, rows))
        store.write(added_table(self), shares)
        return {"passages": len(hashes), "rows_at_least": least}

    def _common(self, files: list[Path], least: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The hashes in enough rows, ascending, and their numbers of rows; the most frequent ones of every kind."""
        found: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
        counted: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        for file in files:
            hashes, counts = np.unique(np.fromfile(file, np.uint64), return_counts=True)
            file.unlink()
            found.append(hashes[counts >= least])
            counted.append(counts[counts >= least])
        hashes, counts = np.concatenate(found), np.concatenate(counted)
        kept = np.zeros(len(hashes), np.bool_)
        for kind in range(len(KINDS)):
            places = np.flatnonzero((hashes & np.uint64(7)) == kind)
            kept[places[np.lexsort((hashes[places], -counts[places]))[: self.most]]] = True
        order = np.argsort(hashes[kept])
        return hashes[kept][order], counts[kept][order]

    def _rows(self, store: SignalStore, hashes: NDArray[np.uint64]) -> tuple[list[list[int]], pa.Table]:
        """The first rows of every common passage, and the share of every row in common lines and paragraphs."""
        examples: list[list[int]] = [[] for _ in hashes]
        ids: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
        shares: list[NDArray[np.float64]] = [np.zeros(0)]
        for part in store.batches(list(self.needs)):
            owner, held, sizes = _flat(part)
            places = np.minimum(np.searchsorted(hashes, held), max(len(hashes) - 1, 0))
            common = hashes[places] == held if len(hashes) else np.zeros(len(held), np.bool_)
            row_ids = part.column("row_id").to_numpy()
            for place, row in zip(places[common].tolist(), owner[common].tolist(), strict=True):
                if len(examples[place]) < EXAMPLES:
                    examples[place].append(int(row_ids[row]))
            lines = np.zeros(len(row_ids))
            for kind in (LINE, PARAGRAPH):
                chosen = common & ((held & np.uint64(7)) == kind)
                taken = np.bincount(owner[chosen], sizes[chosen], minlength=len(row_ids))
                lines = np.maximum(lines, taken)
            chars = part.column("chars").cast(pa.float64()).to_numpy(zero_copy_only=False)
            ids.append(row_ids)
            taken = np.divide(lines, chars, out=np.zeros(len(chars)), where=lines > 0)
            shares.append(np.minimum(taken, 1.0))
        table = pa.table({"row_id": np.concatenate(ids), SHARE: np.concatenate(shares)}, schema=SHARE_SCHEMA)
        return examples, table

    def _table(
        self,
        store: SignalStore,
        hashes: NDArray[np.uint64],
        counts: NDArray[np.int64],
        examples: list[list[int]],
        rows: int,
    ) -> pa.Table:
        wanted = {int(value): place for place, value in enumerate(hashes.tolist())}
        texts: list[str | None] = [None] * len(hashes)
        first = np.unique(np.array([one[0] for one in examples], np.uint64))
        if len(first):
            for _, batch in store.texts(first):
                for value, text in _named(batch):
                    place = wanted.get(value)
                    if place is not None and texts[place] is None:
                        texts[place] = text
        records: list[dict[str, Any]] = [
            {
                "kind": KINDS[value & 7],
                "rows": int(counts[place]),
                "share": int(counts[place]) / rows,
                "chars": len(texts[place] or ""),
                "text": texts[place],
                "row_ids": examples[place],
            }
            for value, place in wanted.items()
        ]
        records.sort(key=lambda one: (one["kind"], -one["rows"], one["text"] or ""))
        return pa.Table.from_pylist(records, schema=PASSAGES)


def _spread(store: SignalStore, files: list[Path]) -> int:
    """Write the hashes of all rows to files by their highest bits; returns the number of rows."""
    # A row lists a hash once, so its number of occurrences in a file is the number of rows that have it.
    rows = 0
    for file in files:
        file.write_bytes(b"")
    for part in store.batches([HASHES]):
        rows += part.num_rows
        held = part.column(HASHES).combine_chunks().flatten().to_numpy()
        owner = (held >> np.uint64(64 - PARTITIONS.bit_length() + 1)).astype(np.int64)
        order = np.argsort(owner, kind="stable")
        bounds = np.searchsorted(owner[order], np.arange(PARTITIONS + 1))
        for number, file in enumerate(files):
            with file.open("ab") as out:
                out.write(held[order[bounds[number] : bounds[number + 1]]].tobytes())
    return rows


def _flat(part: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]]:
    """The row, the hash and the characters of every passage of a part."""
    lists = part.column(HASHES).combine_chunks()
    lengths = np.nan_to_num(lists.value_lengths().cast(pa.float64()).to_numpy(zero_copy_only=False)).astype(np.int64)
    sizes = part.column(SIZES).combine_chunks().flatten().to_numpy().astype(np.int64)
    return np.repeat(np.arange(part.num_rows), lengths), lists.flatten().to_numpy(), sizes


def _named(texts: pa.LargeStringArray) -> Iterator[tuple[int, str]]:
    """The hash and the text of every passage of some texts; openings, endings and n-grams as spaced words."""
    data, offsets = text_buffers(texts)
    classes = character_tables()[0]
    for place, text in enumerate(texts.to_pylist()):
        hashes, begins, ends, _, _ = passages(data, offsets[place : place + 2], classes)
        words = spaced_words(text or "")
        for value, begin, end in zip(hashes.tolist(), begins.tolist(), ends.tolist(), strict=True):
            lines = value & 7 in (LINE, PARAGRAPH)
            yield value, bytes(data[begin:end]).decode() if lines else " ".join(words[begin : begin + WORDS])


def spaced_words(text: str) -> list[str]:
    """The words between white space; in scripts without spaces, the characters.

    Examples:
        >>> spaced_words("hello there 你好")
        ['hello', 'there', '你', '好']
    """
    classes = character_tables()[0]
    found: list[str] = []
    for run in text.split():
        word = ""
        for character in run:
            if classes[ord(character)] & UNSEGMENTED:
                found += [word, character] if word else [character]
                word = ""
            else:
                word += character
        if word:
            found.append(word)
    return found
