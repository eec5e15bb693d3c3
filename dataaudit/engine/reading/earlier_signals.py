"""Signals of rows that an earlier run has computed, for files that are the same, and for the same rows of others.

A file that is the same is looked up by place, and the digests of its rows must be equal too. In a file that was
touched, edited or renamed a row is looked up by its digest, among the rows of the file of that name, else of those
that are gone: not among all, because digests of 64 bits of a very large corpus are not all distinct.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dataaudit.sources.source_file import ROW_BITS, SourceFile
from dataaudit.store.atomic import sha256_of

_DIGEST = "row_digest"
_HELD = 4
"""Parts that are held at least: of a file that several shards have read, rows come from one after the other."""


class EarlierSignals:
    """Looks signals up by the content of their file; a row is taken over only if its digest is the same too.

    Attributes:
        taken: Rows whose signals were taken over.
    """

    def __init__(
        self,
        indexes: Sequence[Path],
        inputs: Sequence[Mapping[str, Any]],
        files: Collection[str],
        settings_key: str,
        names: Sequence[str],
    ) -> None:
        """Open what an earlier run has kept.

        Args:
            indexes: Folders of the signals that it kept, or that its shards did.
            inputs: Its files, as in the manifest.
            files: Names of the files of this run.
            settings_key: Of the plan: signals of other settings are not taken over.
            names: Columns that row stages make.
        """
        self._names = list(names)
        self._ordinals = {(one["fingerprint"], one["format"]): int(one["ordinal"]) for one in reversed(inputs)}
        self._named = {str(one["file"]): int(one["ordinal"]) for one in inputs}
        self._gone = frozenset(ordinal for name, ordinal in self._named.items() if name not in files)
        self._parts: list[tuple[Path, NDArray[np.uint64], NDArray[np.uint64]]] = []
        self._lock = Lock()
        self._held: dict[Path, pa.Table] = {}
        self.taken = 0
        for mark in [mark for index in indexes for mark in sorted(index.glob("*.json"))]:
            facts = json.loads(mark.read_bytes())["facts"]
            path = mark.parent / Path(facts["signals_file"]).stem
            written = facts["signals_part"]
            if facts["settings"] != settings_key or not path.is_file() or sha256_of(path) != written["sha256"]:
                continue
            held = pq.ParquetFile(path).read(["row_id", _DIGEST])
            if len(held):
                self._parts.append((path, held.column("row_id").to_numpy(), held.column(_DIGEST).to_numpy()))
        self._firsts = np.array([ids[0] for _, ids, _ in self._parts], np.uint64)
        self._lasts = np.array([ids[-1] for _, ids, _ in self._parts], np.uint64)
        self._most = min(max(_HELD, len(indexes)), 4 * _HELD)

    def of(self, batch: pa.RecordBatch, file: SourceFile) -> tuple[pa.Table, NDArray[np.bool_]]:
        """Signals of those rows of one file that are known.

        Args:
            batch: The rows, with their ids and digests.
            file: Their file.

        Returns:
            The signals, a row each in the order of the batch, and which rows of the batch have them.
        """
        ordinal = self._ordinals.get((file.fingerprint, file.format))
        known = self._at_place(batch, ordinal) if ordinal is not None else None
        found = np.ones(len(batch), np.bool_)
        if known is None:
            named = self._named.get(file.file)
            known, found = self._by_digest(batch, self._gone if named is None else frozenset([named]))
        with self._lock:
            self.taken += int(found.sum())
        return known, found

    def _at_place(self, batch: pa.RecordBatch, ordinal: int) -> pa.Table | None:
        """Signals of the rows at the same places of a file; None if any row is another."""
        rows = batch.column("row_id").to_numpy() & np.uint64((1 << ROW_BITS) - 1)
        wanted = rows | np.uint64(ordinal << ROW_BITS)
        pieces = []
        near = (self._firsts <= wanted[-1]) & (self._lasts >= wanted[0])
        for path, ids, _ in (self._parts[place] for place in np.flatnonzero(near)):
            first, last = np.searchsorted(ids, wanted[0]), np.searchsorted(ids, wanted[-1], "right")
            if first < last:
                pieces.append(self._table(path).slice(int(first), int(last - first)))
        if not pieces:
            return None
        known = pa.concat_tables(pieces)
        if len(pieces) > 1:  # of several shards
            known = known.take(pa.array(np.argsort(known.column("row_id").to_numpy(), kind="stable")))
        same = np.array_equal(known.column("row_id").to_numpy(), wanted) and np.array_equal(
            known.column(_DIGEST).to_numpy(), batch.column(_DIGEST).to_numpy()
        )
        return known.select(self._names) if same else None

    def _by_digest(self, batch: pa.RecordBatch, ordinals: frozenset[int]) -> tuple[pa.Table, NDArray[np.bool_]]:
        wanted = batch.column(_DIGEST).to_numpy()
        found = np.zeros(len(batch), np.bool_)
        pieces, places = [], []
        for path, ids, digests in self._parts:
            inside = np.flatnonzero(np.isin(ids >> np.uint64(ROW_BITS), np.array(sorted(ordinals), np.uint64)))
            if found.all() or not len(inside):
                continue
            inside = inside[np.argsort(digests[inside], kind="stable")]
            spot = np.minimum(np.searchsorted(digests[inside], wanted), len(inside) - 1)
            here = np.flatnonzero((digests[inside][spot] == wanted) & ~found)
            if len(here):
                found[here] = True
                places.append(here)
                pieces.append(self._table(path).take(pa.array(inside[spot[here]])))
        if not pieces:
            return pa.table({}), found
        order = np.argsort(np.concatenate(places), kind="stable")
        return pa.concat_tables(pieces).take(pa.array(order)).select(self._names), found

    def _table(self, path: Path) -> pa.Table:
        """A part; the last ones are held, because rows are asked for in their order."""
        with self._lock:
            table = self._held.pop(path, None)
            if table is None:
                columns = list(dict.fromkeys(["row_id", _DIGEST, *self._names]))
                table = pq.ParquetFile(path).read(columns)
            self._held[path] = table
            while len(self._held) > self._most:
                self._held.pop(next(iter(self._held)))
            return table
