"""The signals of one part: what is known already is taken over, the rest computed batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from threading import Event
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from dataaudit.engine.reading.earlier_signals import EarlierSignals
from dataaudit.sources.corpus import UNREAD
from dataaudit.sources.source_file import ROW_BITS, SourceFile
from dataaudit.stages.contract import RowStage

BATCH = 2048
"""Rows that stages see at a time."""
_KEPT_COLUMNS = ("row_id", "file", "position", "split", "label", "row_digest")


class GivenUpError(Exception):
    """A part that nobody waits for any more."""


def signal_table(
    batch: pa.RecordBatch,
    stages: Sequence[RowStage],
    given_up: Event,
    computed: Callable[[int], None],
    files: Mapping[int, SourceFile] = MappingProxyType({}),
    earlier: EarlierSignals | None = None,
) -> pa.Table:
    """Row identity and the signals of all stages; the text itself is left behind.

    Args:
        batch: Rows with their texts.
        stages: Row stages.
        given_up: Set when nobody waits for the part any more.
        computed: Told how many rows are done.
        files: By ordinal.
        earlier: Signals that are known already.
    """
    pieces: list[pa.Table] = []
    for file, rows in _by_file(batch) if earlier is not None else [(-1, batch)]:
        order = None
        if earlier is not None:
            known, found = earlier.of(rows, files[file])
            if found.any():
                held = _identity(rows.filter(pa.array(found)))
                pieces.append(pa.table(held | dict(zip(known.column_names, known.columns, strict=True))))
                computed(len(known))
                order = np.argsort(np.concatenate([np.flatnonzero(found), np.flatnonzero(~found)]), kind="stable")
                rows = rows.filter(pa.array(~found))
        begun = len(pieces)
        for first in range(0, len(rows), BATCH):
            if given_up.is_set():
                raise GivenUpError
            pieces.append(pa.Table.from_batches([_with_signals(rows.slice(first, BATCH), stages)]))
            computed(len(pieces[-1]))
        if order is not None and len(pieces) > begun:
            pieces[begun - 1 :] = [pa.concat_tables(pieces[begun - 1 :]).take(pa.array(order))]
    return pa.concat_tables(pieces or [pa.Table.from_batches([_with_signals(batch, stages)])]).combine_chunks()


def _by_file(batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of each file, which follow one another."""
    ordinals = batch.column("row_id").to_numpy() >> ROW_BITS
    cuts = [0, *(np.flatnonzero(np.diff(ordinals)) + 1).tolist(), len(batch)]
    for first, last in pairwise(cuts):
        if last > first:
            yield int(ordinals[first]), batch.slice(first, last - first)


def _identity(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """The columns that reading gives, by name."""
    kept = [name for name in batch.schema.names if name in _KEPT_COLUMNS or name.startswith(UNREAD)]
    columns = {name: batch.column(name) for name in kept}
    for name in ("split", "label"):
        columns[name] = columns[name].cast(pa.string())
    return columns


def _with_signals(batch: pa.RecordBatch, stages: Sequence[RowStage]) -> pa.RecordBatch:
    columns = _identity(batch)
    given = dict(zip(batch.schema.names, batch.columns, strict=True))
    for stage in stages:
        added = stage(pa.RecordBatch.from_pydict(given))  # with the signals of the stages before
        found = dict(zip(added.schema.names, added.columns, strict=True))
        columns |= found
        given |= found
    return pa.RecordBatch.from_pydict(columns)
