"""The clean data set: kept rows with all their original columns and their row id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.sources.corpus import PART_BYTES, PART_ROWS, Corpus

ROW_ID = "row_id"
RENAMED = "input_row_id"
"""What an input column called ``row_id`` is called in the clean data set."""


def clean_schema(schema: pa.Schema, metadata: dict[bytes, bytes] | None) -> pa.Schema:
    """Columns of the clean data set.

    Args:
        schema: The original columns.
        metadata: Metadata that all inputs share, kept so that class names and other features load again.
    """
    columns = [pa.field(ROW_ID, pa.uint64())]
    taken = {ROW_ID, *schema.names}
    for column in schema:
        name = column.name
        if name == ROW_ID:
            name = next(free for free in _free_names() if free not in taken)
        columns.append(pa.field(name, column.type))
    return pa.schema(columns, metadata=_with_row_id(metadata) if metadata else None)


def _free_names() -> Iterator[str]:
    yield RENAMED
    number = 2
    while True:
        yield f"{RENAMED}_{number}"
        number += 1


def _with_row_id(metadata: dict[bytes, bytes]) -> dict[bytes, bytes] | None:
    """Hugging Face metadata with a feature for the row id; dropped where it is not understood."""
    try:
        features = json.loads(metadata[b"huggingface"])["info"]["features"]
        described = {ROW_ID: {"dtype": "uint64", "_type": "Value"}, **features}
        return {b"huggingface": json.dumps({"info": {"features": described}}).encode()}
    except (KeyError, ValueError, TypeError):
        return None


def write_clean(
    corpus: Corpus,
    kept: NDArray[np.uint64],
    original: pa.Schema,
    write: Callable[[int, pa.Table], None],
    edit: Callable[[NDArray[np.uint64], pa.RecordBatch], pa.RecordBatch] | None = None,
) -> NDArray[np.uint64]:
    """Write the kept rows in parts.

    Args:
        corpus: Gives the original columns.
        kept: Row ids, ascending.
        original: Types that fit the original columns of every file.
        write: Writes one part of a number; called at least once.
        edit: Changes rows before they are written, or None.

    Returns:
        Row ids in the order written.
    """
    schema = clean_schema(original, _shared_metadata(corpus, original))
    pending: list[pa.Table] = []
    rows = size = parts = 0
    written: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]

    def flush() -> None:
        nonlocal pending, rows, size, parts
        write(parts, pa.concat_tables([*pending, schema.empty_table()]))
        pending, rows, size, parts = [], 0, 0, parts + 1

    for ids, given in corpus.originals(kept, original):
        batch = given if edit is None else edit(ids, given)
        table = pa.Table.from_arrays([pa.array(ids, pa.uint64()), *batch.columns], schema=schema)
        written.append(ids)
        while table.num_rows:
            piece = table.slice(0, PART_ROWS - rows)
            table = table.slice(len(piece))
            pending.append(piece)
            rows, size = rows + len(piece), size + piece.nbytes
            if rows == PART_ROWS or size >= PART_BYTES:
                flush()
    if rows or not parts:
        flush()
    return np.concatenate(written)


def _shared_metadata(corpus: Corpus, original: pa.Schema) -> dict[bytes, bytes] | None:
    """The metadata of the inputs, if all have the same metadata and it covers all columns."""
    found = {json.dumps(sorted((file.schema().metadata or {}).items()), default=str) for file in corpus.files}
    if len(found) != 1:
        return None
    metadata: dict[bytes, bytes] = dict(corpus.files[0].schema().metadata or {})
    try:
        features = json.loads(metadata[b"huggingface"])["info"]["features"]
    except (KeyError, ValueError, TypeError):
        return None
    return metadata if set(features) == set(original.names) and ROW_ID not in features else None
