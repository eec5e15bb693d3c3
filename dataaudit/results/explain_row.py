"""Why a row is where it is: what dropped or flagged it, by which number, and the kept row that stands for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dataaudit.engine.pipeline import Pipeline, load_pipeline
from dataaudit.errors import AuditError, InputError
from dataaudit.findings.finding import Result
from dataaudit.findings.registry import find_finding
from dataaudit.findings.threshold_finding import LANGUAGE
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.file_discovery import FoundFile
from dataaudit.sources.source_file import ROW_BITS, SourceFile, open_found
from dataaudit.sources.template import Template
from dataaudit.store.manifest import Manifest
from dataaudit.store.parts import part_paths, read_table

_LARGEST = (1 << 63) - 1
"""A number that no row has, and that columns can hold: it stands for larger ones."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding that a row carries.

    Attributes:
        code: Its code.
        name: Its name.
        signals: The row's own numbers that it looked at.
        thresholds: The options that decided.
    """

    code: str
    name: str
    signals: dict[str, Any]
    thresholds: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known about one row.

    Attributes:
        row: Its entry in ``rows/``.
        reasons: Findings that it carries.
        keeper: The entry of the kept row that it duplicates, or None.
        text: Its text, or None where it has none or the input is not there any more.
        keeper_text: The kept row's text, likewise.
        missing: Why texts could not be read, or None.
    """

    row: dict[str, Any]
    reasons: tuple[Reason, ...]
    keeper: dict[str, Any] | None
    text: str | None
    keeper_text: str | None
    missing: str | None


def find_row(folder: Path, word: str) -> dict[str, Any]:
    """A row by its row id or by ``file:position``.

    Raises:
        InputError: There is none.
    """
    if word.isdecimal():
        wanted = pl.col("row_id") == min(int(word), _LARGEST)
    else:
        file, _, position = word.rpartition(":")
        if not position.isdecimal():
            message = f"{word}: a row id or file:position is expected, as 1273 or train.jsonl:17"
            raise InputError(message)
        wanted = (pl.col("file") == file) & (pl.col("position") == min(int(position), _LARGEST))
    paths = part_paths(folder, "rows")
    found = pl.concat([pl.DataFrame(read_table(path)).filter(wanted) for path in paths])
    if not found.height and not word.isdecimal() and "/" in file:
        # A path as annotations and editors have it; rows name a file relative to the input.
        return find_row(folder, f"{file.partition('/')[2]}:{position}")
    if found.height > 1:
        ids = ", ".join(map(str, found["row_id"].to_list()))
        message = f"{word}: several inputs have a file of that name; choose one of the rows {ids}"
        raise InputError(message)
    if not found.height:
        message = f"{folder}: has no row {word}; it may be in quarantine/, or be blank"
        raise InputError(message)
    return found.row(0, named=True)


def witness(folder: Path, manifest: Manifest, findings: Sequence[Result], word: str) -> Witness:
    """Everything known about a row.

    Args:
        folder: The run's folder.
        manifest: The run's manifest.
        findings: The run's findings, for their thresholds.
        word: Row id, or ``file:position``.

    Raises:
        InputError: There is no such row.
    """
    row = find_row(folder, word)
    thresholds = {result.code: dict(result.threshold) for result in findings}
    reasons = []
    for code in dict.fromkeys([*([row["dropped_by"]] if row["dropped_by"] else []), *row["flags"]]):
        finding = find_finding(code)
        signals = {name: row[name] for name in finding.reads if name in row}
        reasons.append(Reason(code, finding.name, signals, _for_language(thresholds.get(code, {}), row.get(LANGUAGE))))
    keeper = find_row(folder, str(row["duplicate_of"])) if row["duplicate_of"] is not None else None
    ids = sorted({row["row_id"], *([keeper["row_id"]] if keeper else [])})
    try:
        texts, missing = row_texts(manifest, ids), None
    except AuditError as error:
        texts, missing = {}, str(error)
    return Witness(
        row=row,
        reasons=tuple(reasons),
        keeper=keeper,
        text=texts.get(row["row_id"]),
        keeper_text=texts.get(keeper["row_id"]) if keeper else None,
        missing=missing,
    )


def _for_language(thresholds: dict[str, Any], language: str | None) -> dict[str, Any]:
    """Thresholds as they hold for a row of some language."""
    general = {name: value for name, value in thresholds.items() if name != "languages"}
    own: dict[str, Any] = thresholds.get("languages", {}).get(language, {})
    return general | own


def row_texts(manifest: Manifest, row_ids: Sequence[int]) -> dict[int, str | None]:
    """Texts of some rows, read from the files of the run again.

    Raises:
        InputError: A file is gone, has changed since the run, or was a table in memory.
    """
    wanted = np.array(sorted(row_ids), np.uint64)
    corpus = reopened(manifest, {row_id >> ROW_BITS for row_id in row_ids})
    found: dict[int, str | None] = {}
    for ids, texts in corpus.texts(wanted):
        found |= dict(zip(ids.tolist(), texts.to_pylist(), strict=True))
    return found


def reopened(manifest: Manifest, ordinals: Collection[int]) -> Corpus:
    """Some files of a run as they were read.

    Raises:
        InputError: One is gone, has changed since the run, or was a table in memory.
    """
    pipeline = load_pipeline(mapping=manifest.configuration).pipeline
    entries = [entry for entry in manifest.inputs if entry["ordinal"] in ordinals]
    return Corpus(tuple(_reopen(entry, pipeline) for entry in entries), Roles(text_template(manifest)))


def text_template(manifest: Manifest) -> Template:
    """How a run made a row's text from its columns."""
    parts = [(literal, column) for literal, column in manifest.roles["text"]]
    on_list = manifest.configuration.get("input", {}).get("on_list", "join")
    strict, between = len(parts) == 1 and not parts[0][0], manifest.roles.get("between", "\n")
    return Template(tuple(parts), strict=strict, on_list=on_list, between=between)


def _reopen(entry: dict[str, Any], pipeline: Pipeline) -> SourceFile:
    path = Path(entry["path"])
    if not entry["path"]:
        message = "the texts were a table or a data set in memory; only their signals are stored"
        raise InputError(message)
    if not path.exists():
        message = f"{path}: is not there any more; only the row's signals are known"
        raise InputError(message)
    if entry["format"] == "saved":
        name = entry["file"].removesuffix(f"/{entry['split']}") if entry["split"] else entry["file"]
        parts = open_found(FoundFile(str(path), name, str(path), "saved"), 0, pipeline.input, pipeline.limits)
        file = replace(next(one for one in parts if one.file == entry["file"]), ordinal=entry["ordinal"])
    else:
        found = FoundFile(str(path), entry["file"], str(path), member=entry.get("member"))
        file = open_found(found, entry["ordinal"], pipeline.input, pipeline.limits)[0]
    if file.fingerprint != entry["fingerprint"]:
        message = f"{path}: has changed since the run; its rows may be others now"
        raise InputError(message)
    return file
