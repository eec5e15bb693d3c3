"""All rows of a run, in the order that row ids have: cut into parts, or read again by row id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial, reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from numpy.typing import NDArray

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.corpus_part import Cursor, Part, PartBuilder, empty_batch
from dataaudit.sources.json_shape import Shape
from dataaudit.sources.quarantine import Quarantined
from dataaudit.sources.read_ahead import read_ahead
from dataaudit.sources.row_blocks import Chunk, ObjectRows, RowBlock
from dataaudit.sources.row_choice.row_sample import RowSample
from dataaudit.sources.row_choice.shard import Shard
from dataaudit.sources.shapes.moments import seconds_of
from dataaudit.sources.shapes.split_keys import group_values
from dataaudit.sources.source_file import ROW_BITS, SourceFile
from dataaudit.sources.template import Template
from dataaudit.sources.types import texts_in, wider
from dataaudit.sources.value_digest import cell_digests, value_digest

FIELD_PREFIX = "field:"
"""Before the name of a further text among a part's columns."""
TURNS = "turns"
"""The column of a part that holds turns, as ``sources.shapes.turns`` writes them."""
UNREAD = "unread:"
"""Prefix of the columns of a part with digests of columns that are not compared."""
CONTENT = "content"
"""The column of a part that tells rows of one text apart, as ``sources.shapes.turns`` writes it."""


SCORES = "scores"
"""The column of a part with a number for the worth of an answer, as ``sources.shapes.scores`` writes it."""


TAGS = "tags"
"""The column of a part with the tags of a row's tokens, as ``sources.shapes.tags`` writes them."""
FILES = "files"
"""The column of a part with the paths of files that a row names, as ``sources.shapes.media_files`` writes them."""
WATCHED = "column:"
"""Prefix of the columns of a part with digests of the values of columns that are not read; 0 where there is none."""
FOLDED = "folded:"
"""Prefix of those with digests of the words in such columns, without case, spaces and punctuation."""
GROUP, SERIAL, TIME = "group:", "serial:", "time:"
"""Prefixes of those with identifiers of groups, the numbers that these end with, and moments in seconds since 1970."""
_FOLDED_LETTERS = 64


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files of a run and what their columns mean.

    Attributes:
        files: By ordinal, ascending.
        roles: Text, label, split.
        passed_over: Files in input folders with an unrecognised extension, and results of earlier runs.
        not_files: Pipes, devices and links to nothing in input folders.
        skipped: Files that could not be read at all and were left out, with the reason.
        choice: Which rows of the files are read; None for all.
    """

    files: tuple[SourceFile, ...]
    roles: Roles
    passed_over: tuple[str, ...] = ()
    not_files: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    choice: Shard | RowSample | None = None

    def of_shard(self, shard: Shard) -> Corpus:
        """What one of several jobs reads of it; row ids are those of the whole."""
        if self.choice is not None:
            message = "input.sample: a shard is a part of all rows; leave out --sample or --shard"
            raise ConfigurationError(message)
        own, files = shard.of(self.files)
        return replace(self, files=files, choice=own)

    @property
    def several_splits(self) -> bool:
        """Whether rows may belong to several splits."""
        return bool(self.roles.split) or len({file.split for file in self.files}) > 1

    @property
    def schema(self) -> pa.Schema:
        """Columns of a part's batch."""
        columns = [
            ("row_id", pa.uint64()),
            ("file", pa.string()),
            ("position", pa.int64()),
            ("split", pa.large_string()),
            ("label", pa.large_string()),
            ("row_digest", pa.uint64()),
            ("text", pa.large_string()),
        ]
        columns += [(FIELD_PREFIX + name, pa.large_string()) for name in self.roles.fields]
        columns += [(TURNS, pa.large_string())] if self.roles.instruction else []
        columns += [(CONTENT, pa.large_string())] if self.roles.content else []
        columns += [(SCORES, pa.large_string())] if self.roles.instruction and self.roles.scores else []
        columns += [(TAGS, pa.large_string())] if self.roles.tags else []
        columns += [(FILES, pa.large_string())] if self.roles.media_files else []
        columns += [(UNREAD + name, pa.uint64()) for name in self.roles.unread]
        columns += [(GROUP + name, pa.uint64()) for name in self.roles.split_keys.groups]
        columns += [(SERIAL + name, pa.int64()) for name in self.roles.split_keys.groups]
        columns += [(TIME + name, pa.float64()) for name, _ in self.roles.split_keys.times]
        columns += [(WATCHED + name, pa.uint64()) for name in self.roles.watched]
        columns += [(FOLDED + name, pa.uint64()) for name, words in self.roles.watched.items() if words]
        return pa.schema(columns)

    def known_columns(self) -> set[str] | None:
        """All columns of the files; None where they are known only when every row was read, as in JSON."""
        if any(file.mixed_types for file in self.files):
            return None
        return {name for file in self.files for name in file.schema().names}

    @property
    def end(self) -> Cursor:
        """The place behind all rows."""
        return Cursor(self.files[-1].ordinal + 1 if self.files else 0, 0)

    def parts(self, start: Cursor | None = None, stop: Cursor | None = None) -> Iterator[Part]:
        """The rows between two places, cut where ``PART_ROWS`` or ``PART_BYTES`` is reached; at least one part.

        Args:
            start: The first row; the first of all when None.
            stop: The row behind the last; the end of all when None.
        """
        builder = PartBuilder(self.schema)
        begin, end = start or Cursor(), stop or self.end
        for file in self.files:
            if file.ordinal < begin.ordinal or (file.ordinal, 0) >= (end.ordinal, end.row):
                continue
            first = begin.row if file.ordinal == begin.ordinal else 0
            for chunk in _until(file.reader.chunks(first), end.row if file.ordinal == end.ordinal else None):
                chunk = chunk if self.choice is None else _own(chunk, file, self.choice)
                builder.quarantined += [(file.ordinal, item) for item in chunk.quarantined]
                builder.notes += [(file.ordinal, note) for note in chunk.notes]
                if chunk.rows is None:
                    continue
                batch, wrong = self._batch(file, chunk.rows)
                builder.quarantined += [(file.ordinal, item) for item in wrong]
                if isinstance(chunk.rows, ObjectRows):
                    shape = builder.shapes.setdefault(file.ordinal, Shape())
                    for row in chunk.rows.objects:
                        shape.add(row)
                yield from builder.add(batch, file.ordinal)
        yield builder.finish(end)

    def _batch(self, file: SourceFile, rows: RowBlock) -> tuple[pa.RecordBatch, list[Quarantined]]:
        if not len(rows.numbers):
            return empty_batch(self.schema), []
        texts, wrong = rows.texts(self.roles.text)
        if wrong:
            bad = np.isin(rows.numbers, [item.row for item in wrong])
            places = np.flatnonzero(~bad)
            rows, texts = rows.select(places), texts.take(pa.array(places))
        count = len(rows.numbers)
        split: pa.Array = pa.repeat(pa.scalar(file.split, pa.large_string()), count)
        if self.roles.split:
            split = pc.coalesce(rows.strings(self.roles.split), split)
        nothing = pa.nulls(count, pa.large_string())
        columns = [
            pa.array(rows.numbers.astype(np.uint64) + np.uint64(file.first_row_id)),
            pa.repeat(pa.scalar(file.file, pa.string()), count),
            pa.array(rows.numbers + file.lines),
            split,
            self._labels(rows) if self.roles.label else nothing,
            pa.array(rows.digests()),
            texts,
        ]
        columns += [rows.texts(template)[0] for template in self.roles.fields.values()]
        columns += [rows.texts(self.roles.instruction)[0]] if self.roles.instruction else []
        columns += [rows.texts(self.roles.content)[0]] if self.roles.content else []
        columns += [rows.texts(self.roles.scores)[0]] if self.roles.instruction and self.roles.scores else []
        columns += [rows.texts(self.roles.tags)[0]] if self.roles.tags else []
        columns += [rows.texts(self.roles.media_files)[0]] if self.roles.media_files else []
        columns += [pa.array(rows.digests([name])) for name in self.roles.unread]
        groups = [group_values(_plain_texts(rows, name)) for name in self.roles.split_keys.groups]
        columns += [*(value for value, _ in groups), *(serial for _, serial in groups)]
        columns += [
            pa.array(seconds_of(_plain_texts(rows, name), order)) for name, order in self.roles.split_keys.times
        ]
        columns += [pa.array(_filled(name, rows.digests([name]))) for name in self.roles.watched]
        columns += [_folded(rows.strings(name)) for name, words in self.roles.watched.items() if words]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema), wrong

    def _labels(self, rows: RowBlock) -> pa.LargeStringArray:
        """Labels; of pairs null where annotators found none, which SNLI and its successors write as a hyphen."""
        labels = rows.strings(self.roles.label or "")
        if self.roles.turns is None or self.roles.turns.kind != "pair":
            return labels
        return pc.if_else(pc.equal(labels, "-"), pa.scalar(None, pa.large_string()), labels)

    def texts(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """The texts of some rows, in row order, in pieces; every file is read at most once.

        Args:
            row_ids: Sorted, uint64; rows that exist and are not in quarantine.

        Yields:
            Row ids and their texts.
        """
        for rows, ids in self._wanted(row_ids):
            texts, _ = rows.texts(self.roles.text)
            yield ids, texts

    def turns(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """The turns of some rows, or their parts, as ``texts`` gives texts; null for a row without any.

        Args:
            row_ids: Sorted, uint64.
        """
        template: Template | None = self.roles.turns or self.roles.parts
        if template is None:
            return
        for rows, ids in self._wanted(row_ids):
            yield ids, rows.texts(template)[0]

    def values(
        self, column: str, row_ids: NDArray[np.uint64], kind: pa.DataType
    ) -> Iterator[tuple[NDArray[np.uint64], pa.Array]]:
        """An original column of some rows as values of a type, in row order, in pieces.

        Args:
            column: Its name.
            row_ids: Sorted, uint64.
            kind: The type.

        Raises:
            InputError: There is no such column, or its values are of another type.
        """
        known = self.known_columns()
        if known is not None and column not in known:
            message = f"no column '{column}' in the input{did_you_mean(column, sorted(known))}"
            raise InputError(message)
        for rows, ids in self._wanted(row_ids):
            try:
                yield ids, rows.to_arrow(pa.schema([(column, kind)])).column(0)
            except (pa.ArrowException, TypeError, ValueError) as error:
                problem = " ".join(str(error).split())[:200]
                message = f"column '{column}' does not hold {kind}: {problem}"
                raise InputError(message) from error

    def rows(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[RowBlock, NDArray[np.uint64]]]:
        """Some rows with all that was read of them, in row order, in pieces with their row ids.

        Args:
            row_ids: Sorted, uint64.
        """
        return self._wanted(row_ids)

    def _wanted(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[RowBlock, NDArray[np.uint64]]]:
        wanted: list[Callable[[], Iterator[tuple[RowBlock, NDArray[np.uint64]]]]] = []
        for file in self.files:
            first = np.uint64(file.first_row_id)
            begin, end = np.searchsorted(row_ids, [first, first + np.uint64(1 << ROW_BITS)])
            if begin < end:
                wanted.append(partial(_rows_of, file, (row_ids[begin:end] - first).astype(np.int64)))
        return read_ahead(wanted)

    def original_schema(self, shapes: dict[int, Shape]) -> tuple[pa.Schema, list[tuple[str, str]]]:
        """Types that hold the original columns of every file exactly.

        Args:
            shapes: Types of the JSON columns, by file ordinal, from all rows.

        Returns:
            The schema, and columns of which some values become text, with what they were.
        """
        kinds: dict[str, dict[pa.DataType, str]] = {}
        objects = Shape()
        for file in self.files:
            shape = shapes.get(file.ordinal)
            if shape is not None:
                objects.merge(shape)  # all JSON columns together: the ranges of their numbers decide
                columns = [(name, pa.null()) for name in shape.fields]
            else:
                columns = [(column.name, column.type) for column in file.schema()]
            for name, kind in columns:
                kinds.setdefault(name, {}).setdefault(kind, file.file)
        turned: dict[str, list[str]] = {}
        for name, inner in objects.fields.items():
            kinds[name].setdefault(inner.to_arrow(), "JSON")
            if told := inner.turned():
                turned[name] = [told]
        types = {name: reduce(wider, seen) for name, seen in kinds.items()}
        for name, seen in kinds.items():
            if any(texts_in(types[name]) - texts_in(kind) for kind in seen if not pa.types.is_null(kind)):
                kept = [f"{kind} in {file}" for kind, file in seen.items() if not pa.types.is_null(kind)]
                turned.setdefault(name, []).extend(kept)
        return pa.schema(list(types.items())), [(name, "; ".join(found)) for name, found in turned.items()]


def _until(chunks: Iterator[Chunk], stop: int | None) -> Iterator[Chunk]:
    """The pieces of a file up to a row; what lies behind it in the last of them is left out."""
    for chunk in chunks:
        if stop is None or not _reaches(chunk, stop):
            yield chunk
            continue
        bad = [item for item in chunk.quarantined if item.row < stop]
        notes = [note for note in chunk.notes if note.row < stop]
        rows = None if chunk.rows is None else chunk.rows.select(np.flatnonzero(chunk.rows.numbers < stop))
        yield replace(chunk, quarantined=bad, notes=notes, rows=rows)
        break


def _reaches(chunk: Chunk, stop: int) -> bool:
    rows = [item.row for item in chunk.quarantined[-1:]]
    rows += [int(chunk.rows.numbers[-1])] if chunk.rows is not None and len(chunk.rows.numbers) else []
    return max(rows, default=-1) >= stop


def _own(chunk: Chunk, file: SourceFile, choice: Shard | RowSample) -> Chunk:
    """What of a piece of a file belongs to a shard or to a sample."""
    bad = [item for item in chunk.quarantined if choice.has(file, np.array([item.row]))[0]]
    if chunk.rows is None:
        return replace(chunk, quarantined=bad)
    places = np.flatnonzero(choice.has(file, chunk.rows.numbers))
    rows = chunk.rows if len(places) == len(chunk.rows.numbers) else chunk.rows.select(places)
    return replace(chunk, quarantined=bad, rows=rows if len(places) else None)


def _plain_texts(rows: RowBlock, name: str) -> pa.LargeStringArray:
    """The values of a column, or of a field inside one, as texts."""
    return rows.texts(Template((("", name),)))[0]


def _filled(column: str, digests: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Digests of the values of a column, 0 for an empty text as for a null."""
    empty = cell_digests(column, np.array([value_digest("")], np.uint64))[0]
    return np.where(digests == empty, np.uint64(0), digests)


def _folded(texts: pa.LargeStringArray) -> pa.UInt64Array:
    """Digests of the first letters and digits of texts, in lower case; 0 for a text without any letter."""
    begins = pc.utf8_lower(pc.utf8_slice_codeunits(texts.fill_null(""), 0, _FOLDED_LETTERS))
    plain = pc.replace_substring_regex(begins, r"[^\p{L}\p{N}]+", "").dictionary_encode()
    digests = [
        xxhash.xxh3_64_intdigest(one.encode()) if any(map(str.isalpha, one)) else 0
        for one in plain.dictionary.to_pylist()
    ]
    return pa.array(digests, pa.uint64()).take(plain.indices)


def _rows_of(file: SourceFile, numbers: NDArray[np.int64]) -> Iterator[tuple[RowBlock, NDArray[np.uint64]]]:
    """Some rows of a file, by ascending numbers, with their row ids."""
    for chunk in file.reader.chunks(int(numbers[0])):
        if chunk.rows is None:
            continue
        places = np.flatnonzero(np.isin(chunk.rows.numbers, numbers, assume_unique=True))
        if len(places):
            rows = chunk.rows.select(places)
            yield rows, rows.numbers.astype(np.uint64) + np.uint64(file.first_row_id)
        if len(chunk.rows.numbers) and chunk.rows.numbers[-1] >= numbers[-1]:
            break
