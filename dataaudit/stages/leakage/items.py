"""Evaluation items: rows of another corpus, or of the evaluation splits of the same corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import InputError
from dataaudit.sources.corpus import TURNS, Corpus
from dataaudit.sources.shapes.turns import SILENT
from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.instructions.instruction_signals import prompt_and_answer

KEY = "stages.leakage.against"
INCOMPLETE = "SRC002"
"""The code of a note about a truncated file."""


@dataclass(slots=True)
class Items:
    """Evaluation items, column by column.

    Attributes:
        texts: The whole text of every item.
        questions: The question of every item; its whole text if the rows are not instruction data.
        answers: The answer; empty if there is none.
        names: ``file:position``.
        splits: The split of the item; for another corpus, the name of its file and of its split, if any.
        rows: Row id of an item of the same corpus, -1 for an item of another.
    """

    texts: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    splits: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    def add(self, text: str | None, turns: str | None, name: str, split: str, row: int) -> None:
        """Add a row; rows without a text are skipped."""
        if not text or not text.strip():
            return
        spoken = [turn for turn in orjson.loads(turns) if turn[0] not in SILENT] if turns else []
        question, answer = prompt_and_answer(spoken) if turns else (text, "")
        self.texts.append(text)
        self.questions.append(question if question.strip() else text)
        self.answers.append(answer)
        self.names.append(name)
        self.splits.append(split)
        self.rows.append(row)

    def extend(self, other: Items) -> None:
        """Add the items of another list."""
        for own, theirs in zip(self._columns(), other._columns(), strict=True):
            own.extend(theirs)

    def _columns(self) -> tuple[list[Any], ...]:
        return self.texts, self.questions, self.answers, self.names, self.splits, self.rows

    def column(self, values: list[str]) -> pa.LargeStringArray:
        """Texts of the items as an Arrow array."""
        return pa.array(values, pa.large_string())


def foreign_items(corpus: Corpus, names: Mapping[str, str]) -> Items:
    """Read the items of another corpus.

    Args:
        corpus: The corpus.
        names: By file, a name that replaces the file name.

    Raises:
        InputError: The corpus has no text, or a row that cannot be read.
    """
    items = Items()
    if corpus.roles.turns is not None:  # of a question with choices the question alone counts too
        asked = replace(corpus.roles, turns=replace(corpus.roles.turns, kind="instruction"))
        corpus = replace(corpus, roles=asked)
    files = {file.ordinal: file.file or "the evaluation data" for file in corpus.files}
    for part in corpus.parts():
        for ordinal, bad in part.quarantined:
            where = f"line {bad.line}" if bad.line is not None else f"row {bad.row}"
            message = f"{KEY}: {files[ordinal]}, {where}: {bad.message}; repair the file, since no item may be left out"
            raise InputError(message)
        for ordinal, note in part.notes:
            if note.code == INCOMPLETE:
                message = f"{KEY}: {files[ordinal]}: {note.message}; repair the file, since no item may be left out"
                raise InputError(message)
        columns = part.batch
        turns = columns.column(TURNS).to_pylist() if corpus.roles.turns else [None] * len(columns)
        values = (columns.column(name).to_pylist() for name in ("text", "file", "position", "split"))
        for text, file, position, split, spoken in zip(*values, turns, strict=True):
            shown = file or "evaluation"
            items.add(text, spoken, f"{names.get(shown, shown)}:{position}", _split_name(shown, split), -1)
    if not len(items):
        shown = ", ".join(list(files.values())[:3]) or "the evaluation data"
        message = f"{KEY}: {shown}: contains no text; name files with evaluation items"
        raise InputError(message)
    return items


def _split_name(file: str, split: str | None) -> str:
    stem = PurePosixPath(file).name.split(".")[0] or file
    return stem if split is None or stem == split else f"{stem} ({split})"


def own_items(store: SignalStore, table: pa.Table, *, turns: bool) -> Items:
    """The rows of evaluation splits, as items for the rows of other splits.

    Args:
        store: Source of the texts.
        table: ``row_id, file, position, split`` of all rows.
        turns: Whether rows are instruction data.
    """
    items = Items()
    splits = table.column("split").to_pylist()
    chosen = np.flatnonzero(np.fromiter((is_evaluation(split) for split in splits), np.bool_, len(splits)))
    if not len(chosen) or len(set(splits)) < 2:
        return items
    ids: NDArray[np.uint64] = table.column("row_id").to_numpy()[chosen]
    files = table.column("file").take(pa.array(chosen)).to_pylist()
    positions = table.column("position").take(pa.array(chosen)).to_pylist()
    spoken = _flat(store.turns(ids)) if turns else iter([None] * len(chosen))
    values = zip(chosen.tolist(), ids.tolist(), files, positions, _flat(store.texts(ids)), spoken, strict=True)
    for place, row, file, position, text, said in values:
        items.add(text, said, f"{file or 'row'}:{position}", splits[place], row)
    return items


def _flat(pieces: Iterable[tuple[NDArray[np.uint64], pa.LargeStringArray]]) -> Iterator[str | None]:
    for _, texts in pieces:
        yield from texts.to_pylist()
