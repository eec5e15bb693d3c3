"""Evaluation items: rows of another corpus, or of the evaluation splits of the same one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import InputError
from dataaudit.sources.corpus import TURNS, Corpus
from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.instructions.instruction_signals import prompt_and_answer

KEY = "stages.leakage.against"
INCOMPLETE = "SRC002"
"""The code of a file that ends too early."""


@dataclass(slots=True)
class Items:
    """Evaluation items, column by column.

    Attributes:
        texts: The whole text of every item.
        questions: What is asked: the whole text where the rows are no instruction data.
        answers: The answer; empty where there is none.
        names: ``file:position``.
        splits: The split that the item belongs to; for another corpus its file's name where it tells no split.
        rows: Row id of an item of the same corpus, -1 for one of another.
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
        """Take in a row; one without a text is no item."""
        if not text or not text.strip():
            return
        question, answer = prompt_and_answer(orjson.loads(turns)) if turns else (text, "")
        self.texts.append(text)
        self.questions.append(question if question.strip() else text)
        self.answers.append(answer)
        self.names.append(name)
        self.splits.append(split)
        self.rows.append(row)

    def extend(self, other: Items) -> None:
        """Take in the items of another list."""
        for own, theirs in zip(self._columns(), other._columns(), strict=True):
            own.extend(theirs)

    def _columns(self) -> tuple[list[Any], ...]:
        return self.texts, self.questions, self.answers, self.names, self.splits, self.rows

    def column(self, values: list[str]) -> pa.LargeStringArray:
        """Some texts of the items as Arrow holds them."""
        return pa.array(values, pa.large_string())


def foreign_items(corpus: Corpus, names: Mapping[str, str]) -> Items:
    """The items of another corpus.

    Args:
        corpus: The corpus.
        names: Names to tell its files by in place of their own.

    Raises:
        InputError: It holds no text at all, or rows that cannot be read.
    """
    items = Items()
    files = {file.ordinal: file.file or "the evaluation data" for file in corpus.files}
    for part in corpus.parts():
        for ordinal, bad in part.quarantined:
            where = f"line {bad.line}" if bad.line is not None else f"row {bad.row}"
            message = f"{KEY}: {files[ordinal]}, {where}: {bad.message}; mend the file, every item counts"
            raise InputError(message)
        for ordinal, note in part.notes:
            if note.code == INCOMPLETE:
                message = f"{KEY}: {files[ordinal]}: {note.message}; mend the file, every item counts"
                raise InputError(message)
        columns = part.batch
        turns = columns.column(TURNS).to_pylist() if corpus.roles.turns else [None] * len(columns)
        values = (columns.column(name).to_pylist() for name in ("text", "file", "position", "split"))
        for text, file, position, split, spoken in zip(*values, turns, strict=True):
            shown = file or "evaluation"
            items.add(text, spoken, f"{names.get(shown, shown)}:{position}", _split_name(shown, split), -1)
    if not len(items):
        shown = ", ".join(list(files.values())[:3]) or "the evaluation data"
        message = f"{KEY}: {shown}: holds no text; name files with evaluation items"
        raise InputError(message)
    return items


def _split_name(file: str, split: str | None) -> str:
    stem = PurePosixPath(file).name.split(".")[0] or file
    return stem if split is None or stem == split else f"{stem} ({split})"


def own_items(store: SignalStore, table: pa.Table, *, turns: bool) -> Items:
    """The rows of evaluation splits as items for the rows of other splits.

    Args:
        store: Gives the texts.
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
