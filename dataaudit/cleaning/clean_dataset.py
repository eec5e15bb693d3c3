"""The clean data set: kept rows with all their original columns and their row id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.cleaning.conserved_values import ConservedValues
from dataaudit.cleaning.personal_data_edits import Editor
from dataaudit.sources.columnar import features_of
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.corpus_part import PART_BYTES, PART_ROWS

_ALL_PENDING = 4 * PART_BYTES
"""Bytes of rows that wait, of all splits together."""
ROW_ID = "row_id"
RENAMED = "input_row_id"
"""What an input column called ``row_id`` is called in the clean data set, if no other column is."""


def clean_schema(schema: pa.Schema, features: Mapping[str, Any] | None) -> pa.Schema:
    """Columns of the clean data set.

    Args:
        schema: The original columns.
        features: What ``datasets`` knows of each, kept so that class names and others load again; None for nothing.
    """
    renamed = {name: name for name in schema.names} | {ROW_ID: renamed_id(schema.names)}
    columns = [pa.field(ROW_ID, pa.uint64()), *(pa.field(renamed[one.name], one.type) for one in schema)]
    if features is None:
        return pa.schema(columns)
    described = {ROW_ID: {"dtype": "uint64", "_type": "Value"}} | {
        renamed[name]: features[name] for name in schema.names
    }
    return pa.schema(columns, metadata={"huggingface": json.dumps({"info": {"features": described}})})


def renamed_id(names: Sequence[str]) -> str:
    """What an input column called ``row_id`` is called in the clean data set, beside columns of these names."""
    return next(free for free in _free_names() if free not in names)


def _free_names() -> Iterator[str]:
    yield RENAMED
    number = 2
    while True:
        yield f"{RENAMED}_{number}"
        number += 1


@dataclass(slots=True)
class _Pending:
    """Rows of one split that wait to be written."""

    tables: list[pa.Table] = field(default_factory=list)
    rows: int = 0
    size: int = 0


@dataclass(slots=True)
class CleanWriter:
    """Writes kept rows in parts, those of every split into a separate folder.

    Attributes:
        schema: Of the clean data set.
        folders: By split, from ``split_folders``; empty where no row has one.
        write: Writes a part of a folder ("" for ``clean/`` itself) and of a number that no other part has.
    """

    schema: pa.Schema
    folders: Mapping[str | None, str]
    write: Callable[[str, int, pa.Table], None]
    parts: int = 0
    _pending: dict[str, _Pending] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)

    def add(self, table: pa.Table, splits: Sequence[str | None]) -> None:
        """Take rows, in row order.

        Args:
            table: In the schema.
            splits: The split of every row.
        """
        if not self.folders:
            self._take("", table)
            return
        names = np.array([self.folders[split] for split in splits], object)
        for name in dict.fromkeys(names.tolist()):
            mine = np.flatnonzero(names == name)
            self._take(name, table if len(mine) == len(table) else table.take(pa.array(mine)))

    def _take(self, folder: str, table: pa.Table) -> None:
        while table.num_rows:
            held = self._pending.setdefault(folder, _Pending())
            piece = table.slice(0, PART_ROWS - held.rows)
            table = table.slice(len(piece))
            held.tables.append(piece)
            held.rows, held.size = held.rows + len(piece), held.size + piece.nbytes
            if held.rows == PART_ROWS or held.size >= PART_BYTES:
                self._flush(folder)
        while sum(one.size for one in self._pending.values()) > _ALL_PENDING:
            self._flush(max(self._pending, key=lambda name: self._pending[name].size))

    def _flush(self, folder: str) -> None:
        held = self._pending.pop(folder, _Pending())
        self.write(folder, self.parts, pa.concat_tables([*held.tables, self.schema.empty_table()]))
        self.parts += 1
        self._written.add(folder)

    def finish(self) -> None:
        """Write what waits; a split of which no row was kept gets an empty part, and so does a run without rows."""
        for folder in list(self._pending):
            self._flush(folder)
        for folder in self.folders.values() or [""]:
            if folder not in self._written:
                self._flush(folder)


def write_clean(
    corpus: Corpus,
    writer: CleanWriter,
    original: pa.Schema,
    splits: Sequence[str | None],
    conserved: ConservedValues,
    editor: Editor | None = None,
) -> NDArray[np.uint64]:
    """Write the kept rows.

    Args:
        corpus: Gives their columns.
        writer: Takes them.
        original: Types that fit the original columns of every file.
        splits: The split of every kept row.
        conserved: Learns what every row must hold; its row ids are the kept ones.
        editor: Changes rows before they are written, or None.

    Returns:
        Row ids in the order written.
    """
    written: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    done = 0
    for rows, ids in corpus.rows(conserved.row_ids):
        given = rows.to_arrow(original)
        before = len(editor.edits) if editor else 0
        batch = given if editor is None else editor(ids, given)
        conserved.expect(ids, rows, given, batch, editor.edits[before:] if editor else [])
        table = pa.Table.from_arrays([pa.array(ids, pa.uint64()), *batch.columns], schema=writer.schema)
        writer.add(table, splits[done : done + len(ids)])
        written.append(ids)
        done += len(ids)
    writer.finish()
    return np.concatenate(written)


def shared_features(corpus: Corpus, original: pa.Schema) -> dict[str, Any] | None:
    """What Hugging Face ``datasets`` wrote about the columns, where no two inputs say different things of one.

    Columns of which none says anything are described by their type.
    """
    known: dict[str, Any] = {}
    for file in corpus.files:
        for name, feature in features_of(file.schema()).items():
            if known.setdefault(name, feature) != feature:
                return None
    if not known:
        return None
    import datasets

    described = datasets.Features.from_arrow_schema(original.remove_metadata()).to_dict()
    return {name: known.get(name, feature) for name, feature in described.items()}
