"""One file of a run with its reader."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.columnar import Columnar, dataset_reader
from dataaudit.sources.file_discovery import FoundFile, fingerprint
from dataaudit.sources.files.compression import ByteStream, bare_name, first_bytes
from dataaudit.sources.json_shape import Shape
from dataaudit.sources.recognise_format import format_of, marked_encoding
from dataaudit.sources.row_blocks import ArrowRows, ObjectRows, Reader
from dataaudit.sources.source_format import source_formats
from dataaudit.sources.splits import split_of, split_of_folder

HEAD_ROWS = 1000
HEAD_BYTES = 64 << 20
"""Bytes of first rows that are held, of all files together."""
_LEAST_HEAD = 64 << 10
"""Bytes of first rows that every file may give, however many files there are."""
ROW_BITS = 40
"""Bits of a row id that number the row in its file."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a run.

    Attributes:
        ordinal: Its place among the inputs, from 0; the upper bits of its row ids.
        file: Name relative to its input; empty for a table in memory.
        path: Where it is; empty for a table in memory.
        format: A name of ``source_formats``; saved, hub or memory where there is no single file.
        split: The split that its name gives, or None.
        fingerprint: What tells one version from another.
        size: Bytes, or None where there is no single file.
        modified: Time of last change in nanoseconds, or None.
        reader: Gives its rows.
        lines: Whether positions are line numbers from 1, and not row numbers from 0.
        mixed_types: Whether one column may hold values of several types, so that every row's text is checked.
        member: Its name in the archive that ``path`` is, or None.
    """

    ordinal: int
    file: str
    path: str
    format: str
    split: str | None
    fingerprint: str
    size: int | None
    modified: int | None
    reader: Reader
    lines: bool = False
    mixed_types: bool = False
    member: str | None = None

    @property
    def first_row_id(self) -> int:
        """Row id of the row with number 0."""
        return self.ordinal << ROW_BITS

    def expected_rows(self) -> int | None:
        """About how many rows it has, from its metadata or from the length of its first lines; None where unknown."""
        if isinstance(self.reader, Columnar):
            return self.reader.rows
        if not self.size or not ByteStream(Path(self.path), max_ratio=2, member=self.member).is_plain_file():
            return 0 if self.size == 0 else None
        with Path(self.path).open("rb") as file:
            begin = file.read(1 << 20)
        return round(self.size / len(begin) * max(begin.count(b"\n"), 1))

    def schema(self) -> pa.Schema:
        """Its columns: all of a columnar file, those seen in the first rows of another."""
        return self.reader.schema if isinstance(self.reader, Columnar) else self.head().schema

    def head(self, most: int = HEAD_BYTES) -> pa.Table:
        """Its first rows, of so many bytes, with all columns seen in them."""
        return head_of(self.reader, most)

    def changed(self) -> bool:
        """Whether the file is no longer what it was when the run began."""
        if not self.path:
            return False
        if self.format == "saved":
            return not Path(self.path).is_dir() or fingerprint(Path(self.path)) != self.fingerprint
        try:
            facts = Path(self.path).stat()
        except OSError:
            return True
        return facts.st_size != self.size or facts.st_mtime_ns != self.modified


def open_found(found: FoundFile, ordinal: int, config: InputOptions, limits: LimitsOptions) -> list[SourceFile]:
    """The files behind one found input: several for a dataset with splits.

    Raises:
        InputError: It cannot be read at all.
    """
    if found.kind != "file":
        return _open_datasets(found, ordinal, config)
    path = Path(found.path)
    name = format_of(path, config.format, config.encoding, limits.max_decompressed_ratio, found.member)
    form = source_formats()[name]
    facts = path.stat()
    encoding = marked_encoding(first_bytes(path, limits.max_decompressed_ratio, found.member), config.encoding)
    stream = ByteStream(path, max_ratio=limits.max_decompressed_ratio, encoding=encoding, member=found.member)
    return [
        SourceFile(
            ordinal=ordinal,
            file=found.relative,
            path=found.path,
            format=name,
            split=_named_split(found),
            fingerprint=fingerprint(path),
            size=facts.st_size,
            modified=facts.st_mtime_ns,
            reader=form.open(stream, config, limits),
            lines=form.lines,
            mixed_types=form.mixed_types,
            member=found.member,
        )
    ]


def _named_split(found: FoundFile) -> str | None:
    """The split by the name below the input, or by the folder that was named as input or that the named file is in."""
    if found.split is not None:
        return found.split
    root = Path(found.root)
    folder = root.name if root.is_dir() else Path(found.path).parent.name
    return split_of(Path(bare_name(found.relative)).with_suffix("").as_posix()) or split_of_folder(folder)


def _open_datasets(found: FoundFile, ordinal: int, config: InputOptions) -> list[SourceFile]:
    import datasets

    datasets.disable_progress_bars()
    if found.kind == "saved":
        loaded = _load(found.path, lambda: datasets.load_from_disk(found.path))
        stamp = fingerprint(Path(found.path))
    else:
        name = found.relative
        loaded = _load(
            found.path,
            lambda: datasets.load_dataset(name, name=config.hub_subset, revision=config.hub_revision),
        )
        stamp = "-".join(part._fingerprint for part in _by_split(loaded).values())
    path = found.path if found.kind == "saved" else ""
    return [
        dataset_file(
            part, ordinal + place, "/".join(filter(None, (found.relative, split))), split, found.kind, stamp, path
        )
        for place, (split, part) in enumerate(_by_split(loaded).items())
    ]


def dataset_file(
    dataset: Any, ordinal: int, file: str, split: str | None, kind: str, stamp: str, path: str = ""
) -> SourceFile:
    """A ``datasets.Dataset`` as a file of a run."""
    reader = dataset_reader(dataset, file or "dataset")
    return SourceFile(ordinal, file, path, kind, split, stamp, None, None, reader)


def _by_split(loaded: Any) -> dict[str | None, Any]:
    return dict(loaded.items()) if hasattr(loaded, "items") else {split_of(str(loaded.split or "")): loaded}


def _load(name: str, load: Any) -> Any:
    try:
        return load()
    except Exception as error:
        problem = " ".join(str(error).split())[:300]
        culprit = next((str(path) for path in sorted(Path(name).rglob("*.arrow")) if not _is_arrow(path)), name)
        message = f"{culprit}: datasets cannot load it ({type(error).__name__}: {problem})"
        raise InputError(message) from error


def _is_arrow(path: Path) -> bool:
    """Whether a file of a saved data set is what its name says."""
    try:
        with pa.memory_map(str(path)) as file:
            pa.ipc.open_stream(file)
    except (OSError, pa.ArrowException):
        return False
    return True


def head_of(reader: Reader, most: int = HEAD_BYTES) -> pa.Table:
    """The first rows of a reader as a table; columns are those seen in them.

    Args:
        reader: What reads the file.
        most: Bytes of rows from which on no further ones are taken.
    """
    held = 0
    objects: list[dict[str, Any]] = []
    batches: list[pa.RecordBatch] = []
    chunks = reader.chunks(0, HEAD_ROWS) if isinstance(reader, Columnar) else reader.chunks()
    for chunk in islice(chunks, 100):
        if isinstance(chunk.rows, ArrowRows):
            batches.append(_first_rows(chunk.rows.batch, most - held))
            held += batches[-1].nbytes
        elif isinstance(chunk.rows, ObjectRows):
            for row in chunk.rows.objects[: HEAD_ROWS - len(objects)]:
                if held >= most:
                    break
                objects.append(row)
                held += sum(len(value if isinstance(value, str) else str(value)) for value in row.values())
        if len(objects) + sum(map(len, batches)) >= HEAD_ROWS or held >= most:
            break
    batches = [batch for batch in batches if batch.num_columns]
    if batches:
        return pa.Table.from_batches(batches)
    if isinstance(reader, Columnar):
        return reader.schema.empty_table()
    shape = Shape()
    for row in objects:
        shape.add(row)
    schema = pa.schema([(name, inner.to_arrow()) for name, inner in shape.fields.items()])
    return pa.Table.from_batches([ObjectRows.to_arrow(_as_rows(objects), schema)], schema=schema)


def head_share(files: int) -> int:
    """Bytes of first rows that each of so many files may give."""
    return max(HEAD_BYTES // max(files, 1), _LEAST_HEAD)


def _first_rows(batch: pa.RecordBatch, most: int) -> pa.RecordBatch:
    """The first rows of a batch, at least one, without the memory of the others."""
    rows = min(HEAD_ROWS, max(1, len(batch) * most // max(batch.nbytes, 1)))
    return batch if len(batch) <= rows else batch.take(pa.array(range(rows)))


def _as_rows(objects: list[dict[str, Any]]) -> ObjectRows:
    import numpy as np

    return ObjectRows(np.arange(len(objects)), objects, [b""] * len(objects), [0] * len(objects))
