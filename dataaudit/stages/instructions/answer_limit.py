"""Answers that stop at one length without an end: cut at the token limit of the model that wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore, added_table
from dataaudit.stages.instructions.result_schemas import ANSWER_LIMIT

OPEN = "_answer_open"
"""Signal: whether the last answer has no end, neither a mark of punctuation nor a symbol or a name behind a dash."""
UNITS = {"tokens": "_answer_tokens", "words": "_answer_words", "characters": "answer_chars"}
"""Signals with the length of the last answer; tokens only where a tokenizer counts them."""

FEWEST = 6
"""Answers that stop at one length from which on this is not by chance."""
_SHORTEST = {"tokens": 24, "words": 16, "characters": 80}
"""Shorter answers are names, numbers and headings."""
_SPREAD = 1.25
"""Longest over shortest answer of a group, in tokens of another tokenizer than the model's."""
_ENDED = 3.0
"""How many times as often an answer must be open at the limit as below it."""
_BEYOND, _OPEN_BEYOND = 0.25, 0.1
"""Rows, and open answers, that may be longer, for every one that is cut."""
_CROWDED = 5.0
"""How many times as often as around it one exact length must occur, to be a limit although longer answers exist."""


class Limit(NamedTuple):
    """A length at which answers stop: its unit, the shortest and longest answer, and which rows are cut there."""

    unit: str
    low: int
    high: int
    cut: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """Corpus stage ``answer_limit``.

    Attributes:
        units: Keys of ``UNITS`` that the rows have.
        name: ``answer_limit``.

    Adds to the rows ``answer_cut``: whether the last answer stops without an end at the length where many do.
    """

    units: tuple[str, ...]
    name: str = "answer_limit"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", OPEN, *(UNITS[unit] for unit in self.units))

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("answer_limit",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return pa.schema([("answer_cut", pa.bool_())])

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        table = store.signals(list(self.needs))
        opened = table.column(OPEN).fill_null(False).to_numpy()
        lengths = {
            unit: table.column(UNITS[unit]).fill_null(0).to_numpy().astype(np.int64) for unit in self.units
        }  # fmt: skip
        found = find_limit(opened, lengths)
        cut = found.cut if found else np.zeros(len(opened), np.bool_)
        told = [] if found is None else [{**found._asdict(), "cut": int(cut.sum())}]
        store.write("answer_limit", pa.Table.from_pylist(told, schema=ANSWER_LIMIT))
        columns = {"row_id": table.column("row_id"), "answer_cut": pa.array(cut)}
        store.write(added_table(self), pa.table(columns, schema=pa.schema([("row_id", pa.uint64()), *self.added])))
        return {}


def find_limit(opened: NDArray[np.bool_], lengths: Mapping[str, NDArray[np.int64]]) -> Limit | None:
    """The length at which answers were cut; None where nothing shows one.

    One exact length in any unit is looked for first; tokens of another tokenizer than the model's differ by some
    percent, so then a narrow range of tokens is.

    Args:
        opened: Whether an answer has no end.
        lengths: Lengths of all answers by unit, 0 for none.

    Examples:
        >>> opened = np.array([True] * 8 + [False] * 12)
        >>> find_limit(opened, {"words": np.array([80] * 8 + list(range(20, 80, 5)))}).high
        80
    """
    exact = [found for unit in lengths if (found := _at_one_length(opened, lengths[unit], unit))]
    best = max(exact, key=lambda one: int(one.cut.sum()), default=None)
    near = _in_a_range(opened, lengths["tokens"]) if "tokens" in lengths else None
    if best and (near is None or best.cut.sum() >= 0.8 * near.cut.sum()):
        return best
    return near


def _at_one_length(opened: NDArray[np.bool_], length: NDArray[np.int64], unit: str) -> Limit | None:
    asked = opened & (length >= _SHORTEST[unit])
    if asked.sum() < FEWEST:
        return None
    values, counts = np.unique(length[asked], return_counts=True)
    value = int(values[np.argmax(counts)])
    cut = asked & (length == value)
    around = asked & (np.abs(length - value) <= max(value // 10, 2)) & ~cut
    width = 2 * max(value // 10, 2)
    crowded = cut.sum() >= _CROWDED * max(around.sum() / width, 0.1) and cut.sum() >= around.sum()
    return _limit(opened, length, unit, value, value, crowded=bool(crowded))


def _in_a_range(opened: NDArray[np.bool_], length: NDArray[np.int64]) -> Limit | None:
    asked = np.sort(length[opened & (length >= _SHORTEST["tokens"])])
    if len(asked) < FEWEST:
        return None
    ends = np.searchsorted(asked, asked * _SPREAD, side="right")
    begin = int(np.argmax(ends - np.arange(len(asked))))
    return _limit(opened, length, "tokens", int(asked[begin]), int(asked[ends[begin] - 1]), crowded=False)


def _limit(
    opened: NDArray[np.bool_], length: NDArray[np.int64], unit: str, low: int, high: int, *, crowded: bool
) -> Limit | None:
    """The limit, if answers in its range are open and shorter ones are not, and hardly any are longer."""
    inside, below = (length >= low) & (length <= high), (length >= _SHORTEST[unit]) & (length < low)
    cut = opened & inside
    count = int(cut.sum())
    if count < FEWEST or 2 * count < inside.sum():
        return None
    if (opened & below).sum() * _ENDED * inside.sum() > count * below.sum() and below.any():
        return None
    longer = length > high
    if not crowded and (longer.sum() > _BEYOND * count or (opened & longer).sum() > _OPEN_BEYOND * count):
        return None
    return Limit(unit, low, high, cut)
