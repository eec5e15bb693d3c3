"""From what a user names to a corpus: files found and opened, roles told, every file checked against them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import xxhash

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.column_roles import Roles, find_roles
from dataaudit.sources.columnar import table_reader
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.field_path import column_root, field_type
from dataaudit.sources.file_discovery import find_files
from dataaudit.sources.recognise_format import has_known_extension, named_otherwise
from dataaudit.sources.row_choice.row_sample import RowSample
from dataaudit.sources.shapes.split_keys import SplitKeys
from dataaudit.sources.source_file import SourceFile, dataset_file, head_share, open_found
from dataaudit.sources.source_format import source_formats
from dataaudit.sources.template import Template


def open_paths(
    config: InputOptions,
    limits: LimitsOptions,
    exclude: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Corpus:
    """The corpus behind files, folders, globs, saved datasets and hub names.

    Args:
        config: The ``input`` section, with its paths.
        limits: The ``limits`` section.
        exclude: Where the run writes; never read.
        tell: Gets sentences about files at addresses.

    Raises:
        InputError: Nothing readable, a file that cannot be read, or a column that does not exist.
    """
    found = find_files(config.paths, exclude, tell)
    files: list[SourceFile] = []
    skipped: list[tuple[str, str]] = []
    ordinal = 0
    for item in found.files:
        try:
            opened = open_found(item, ordinal, config, limits)
        except InputError as error:
            if config.on_bad_file == "stop":
                raise
            skipped.append((item.relative, str(error)))
            opened = []
        files += opened
        ordinal += max(len(opened), 1)
    return replace(_corpus(files, config, limits, found.passed_over, tuple(skipped)), not_files=found.not_files)


def open_data(data: Any, config: InputOptions, limits: LimitsOptions) -> Corpus:
    """The corpus behind a table in memory.

    Args:
        data: A ``datasets.Dataset`` or ``DatasetDict``, a polars or pandas frame, an Arrow table, or a mapping of
            splits to any of these.
        config: The ``input`` section; its paths are not looked at.
        limits: The ``limits`` section.

    Raises:
        InputError: The data have another type, or a column does not exist.
    """
    parts: list[tuple[str | None, Any]]
    if isinstance(data, Mapping):
        parts = [(str(name), part) for name, part in data.items()]
    else:
        split = getattr(data, "split", None)
        parts = [(str(split) if _is_dataset(data) and split else None, data)]
    files = [_data_file(part, ordinal, split) for ordinal, (split, part) in enumerate(parts)]
    return _corpus(files, config, limits, (), ())


def _data_file(data: Any, ordinal: int, split: str | None) -> SourceFile:
    if _is_dataset(data):
        return dataset_file(data, ordinal, "", split, "memory", str(data._fingerprint))
    table = to_arrow_table(data)
    reader = table_reader(table, f"split {split}" if split else "the table")
    return SourceFile(ordinal, "", "", "memory", split, _content(table), None, None, reader)


def _is_dataset(data: Any) -> bool:
    return type(data).__module__.split(".")[0] == "datasets" and hasattr(data, "_fingerprint")


def to_arrow_table(data: Any) -> pa.Table:
    """An Arrow table from a polars or pandas frame, an Arrow table or record batch, without loading either library.

    Raises:
        InputError: The data have another type.
    """
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, pa.Table):
        return data
    library, kind = type(data).__module__.split(".")[0], type(data).__name__
    try:
        if library == "polars" and kind in ("DataFrame", "LazyFrame"):
            collected = data.collect() if kind == "LazyFrame" else data
            return collected.to_arrow()
        if library == "pandas" and kind == "DataFrame":
            # An index of texts would be taken for a text of the rows.
            numbered = data.index.nlevels == 1 and data.index.dtype.kind in "iufM"
            table = pa.Table.from_pandas(data, preserve_index=None if numbered else False)
            return _with_index_named(table.replace_schema_metadata(None))
    except (pa.ArrowException, ValueError, TypeError) as error:
        problem = " ".join(str(error).split())[:200]
        message = f"the {library} frame cannot be read as an Arrow table ({problem}); give its columns one type each"
        raise InputError(message) from error
    message = (
        f"a {type(data).__name__} cannot be audited; give a path, a datasets.Dataset or DatasetDict, "
        "a polars or pandas frame, or an Arrow table"
    )
    raise InputError(message)


def _with_index_named(table: pa.Table) -> pa.Table:
    """A table of pandas whose index without a name is called ``index``; one that only counts is left out."""
    unnamed = [name for name in table.column_names if name.startswith("__index_level_")]
    taken = set(table.column_names)
    if len(unnamed) == 1 and "index" not in taken:
        return table.rename_columns(["index" if name == unnamed[0] else name for name in table.column_names])
    return table


def _content(table: pa.Table) -> str:
    digest = xxhash.xxh3_128(str(table.schema).encode())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    digest.update(sink.getvalue())
    return digest.hexdigest()


def _has_text(head: pa.Table, roles: Roles) -> bool:
    return all(column_root(column, head.schema.names) for column in roles.text.columns)


def _side_by_side(heads: list[pa.Table]) -> pa.Table:
    """The first rows of several files as one table: every column from the first file that has it, nulls below it."""
    columns: dict[str, pa.ChunkedArray] = {}
    metadata: dict[bytes, bytes] = {}
    for head in heads:
        metadata = metadata or dict(head.schema.metadata or {})
        for name in head.schema.names:
            columns.setdefault(name, head.column(name))
    rows = max(map(len, columns.values()))
    padded = {
        name: pa.chunked_array([*column.chunks, pa.nulls(rows - len(column), column.type)], column.type)
        for name, column in columns.items()
    }
    return pa.table(padded).replace_schema_metadata(metadata or None)


def _corpus(
    files: list[SourceFile],
    config: InputOptions,
    limits: LimitsOptions,
    passed_over: tuple[str, ...],
    skipped: tuple[tuple[str, str], ...],
) -> Corpus:
    heads = {file.ordinal: file.head(head_share(len(files))) for file in files}
    with_columns = [file for file in files if heads[file.ordinal].num_columns]
    for file in with_columns:
        names = heads[file.ordinal].schema.names
        if len(names) > limits.max_columns:
            message = (
                f"{file.file or 'the table'}: {len(names)} columns are more than limits.max_columns "
                f"({limits.max_columns}); the first too many is '{names[limits.max_columns]}'"
            )
            raise InputError(message)
    if not with_columns:
        return Corpus(tuple(files), Roles(Template.of_column(config.text or "text")), passed_over, skipped=skipped)
    first = with_columns[0]
    together = _side_by_side([heads[file.ordinal] for file in with_columns])
    roles = find_roles(config, together, first.file or "the table")
    for file in with_columns:
        schema = heads[file.ordinal].schema
        where = f"{file.file or 'the table'}"
        other = next((one for one in with_columns if one is not file and _has_text(heads[one.ordinal], roles)), None)
        if other is not None:
            where += f" (the text of {other.file} is {roles.shown}; audit files of one shape)"
        if roles.text.strict or not any(column_root(column, schema.names) for column in roles.text.columns):
            roles.text.check(schema.names, where)
        if roles.text.strict and not file.mixed_types:
            roles.text.check_type(field_type(schema, roles.text.columns[0]) or pa.null(), where)
    corpus = Corpus(tuple(files), roles, passed_over, skipped=skipped)
    if config.sample is not None:
        sample = RowSample.of(config.sample, files)
        corpus = replace(corpus, choice=sample if sample.share < 1 else None)
    # Between no splits there is nothing to compare.
    return corpus if corpus.several_splits else replace(corpus, roles=replace(roles, split_keys=SplitKeys()))


def corpus_notes(corpus: Corpus) -> list[str]:
    """Sentences for the user: which columns mean what, how files were read, which were left out."""
    notes = [*_sample_notes(corpus), *corpus.roles.found]
    keys = corpus.roles.split_keys
    for what, key, columns in (("groups", "groups", keys.groups), ("times", "time", [name for name, _ in keys.times])):
        if columns and not set(columns) <= set(keys.declared):
            notes.append(f"{what} compared between splits: {', '.join(columns)} (by name; input.{key} chooses others)")
    told: dict[str, list[str]] = {}
    formats = source_formats()
    for file in corpus.files:
        if sentence := getattr(file.reader, "told", ""):
            told.setdefault(sentence, []).append(file.file)
        if file.format in formats and named_otherwise(file.file, file.format):
            told.setdefault(f"{formats[file.format].title}, whatever the extension says", []).append(file.file)
    notes += [f"{_shown(files, 3)}: read as {how}" for how, files in told.items()]
    results = [name for name in corpus.passed_over if name.endswith("/") or has_known_extension(name)]
    others = [name for name in corpus.passed_over if name not in results]
    special = list(corpus.not_files)
    reasons = {"unrecognised extension": others, "results of an earlier run": results, "not a regular file": special}
    for why, names in reasons.items():
        if names:
            notes.append(f"{len(names)} {'file' if len(names) == 1 else 'files'} skipped: {why} ({_shown(names, 10)})")
    return notes


def _sample_notes(corpus: Corpus) -> list[str]:
    """What an audit of a sample cannot say."""
    if not isinstance(corpus.choice, RowSample):
        return []
    share = f"{100 * corpus.choice.share:.2g}%"
    return [
        f"a sample of {share} of the rows: duplicates and leaks of rows outside of it are not known, and what is rare "
        "may be missing; audit all rows before you train on them"
    ]


def _shown(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
