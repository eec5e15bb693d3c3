"""Rows with a list of answers to one prompt, and what says which of them is the best: its number, or their ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from dataaudit.sources.field_path import value_at
from dataaudit.sources.shapes.compared_answers import LOOKED_AT, asked_in
from dataaudit.sources.shapes.conversation import Turn, column_names, part_text, text_of
from dataaudit.sources.shapes.text_columns import inner_texts
from dataaudit.sources.shapes.turns import ORDER, Turns, verdict_text

_BEST = (
    "choice", "chosen", "preference", "preferred", "better", "best", "winner", "best_index", "chosen_index", "selected",
)  # fmt: skip
"""Columns with the number of the best answer, from 0."""
_RANKS = ("rank", "ranking")
"""Keys of answers by their place, the best one first."""
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Candidates(Turns):
    """The template that gives the turns of a row whose answers are in a list: the best one, and the worst.

    Attributes:
        answers: The column with the list.
        best: The column with the number of the best one; "" where the answers have ranks.
        rank: The key of an answer with its place; "" where ``best`` has a name.
    """

    answers: str = ""
    best: str = ""
    rank: str = ""

    @property
    def read(self) -> tuple[str, ...]:
        """See ``RowTemplate``."""
        asked = [column for role, column in self.named if role not in ("chosen", "rejected")]
        return tuple(dict.fromkeys(one for one in (*asked, self.answers, self.best) if one))

    def preferred(self, row: Mapping[str, Any]) -> Literal["first", "second"] | None:
        """The first, since ``turns`` puts the answers in order; None where it is not known."""
        given = value_at(row, self.answers)
        return "first" if isinstance(given, list) and self._order(given, row) else None

    def turns(self, row: Mapping[str, Any]) -> list[Turn]:
        """The turns of a row: the best answer, the worst, those between; as they are listed where none is the best."""
        given = value_at(row, self.answers)
        answers = [one for one in given if one is not None] if isinstance(given, list) else []
        known = self._order(answers, row)
        order = known or list(range(len(answers)))
        ends = (answers[order[0]], answers[order[-1]]) if len(order) > 1 else (*answers, None, None)[:2]
        sides = {f"{self.answers}[{place}]": end for place, end in enumerate(ends)}
        between = [Turn("rejected", text_of(answers[at])) for at in order[1:-1]]
        return [*Turns.turns(self, {**row, **sides}), *between, *([] if known else [Turn("context", "no best answer")])]

    def _order(self, answers: Sequence[Any], row: Mapping[str, Any]) -> list[int]:
        """Places of the answers, the best one first; none where it is not known."""
        if len(answers) < _FEWEST:
            return []
        if self.rank:
            ranks = [one.get(self.rank) if isinstance(one, Mapping) else None for one in answers]
            known = sorted((rank, place) for place, rank in enumerate(ranks) if isinstance(rank, int | float))
            return [place for _, place in known] if len({rank for rank, _ in known}) == len(answers) else []
        said = verdict_text(row.get(self.best))
        best = int(said) if said.isdecimal() and int(said) < len(answers) else None
        return [] if best is None else [best, *(place for place in range(len(answers)) if place != best)]


def find_candidates(head: pa.Table) -> Turns | None:
    """The turns of rows with a list of answers; None for others.

    Args:
        head: First rows.
    """
    lowered = {name.casefold(): name for name in reversed(head.schema.names)}
    for low, column in lowered.items():
        kind = head.schema.field(column).type
        if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)) or not _is_called_answers(low):
            continue
        lists = [value for value in head.column(column).slice(0, LOOKED_AT).to_pylist() if value]
        if not lists or any(len(one) < _FEWEST or not all(map(part_text, one)) for one in lists):
            continue
        rank = next((key for key in _RANKS if _are_ranked(lists, key)), "")
        best = "" if rank else _number_of_best(head, lowered, lists)
        asked = asked_in(head, lowered, (column, best))
        asked = asked or [("user", path) for path in inner_texts(head.drop_columns([column]))[:1]]
        if asked and (rank or best):
            sides = [("chosen", f"{column}[0]"), ("rejected", f"{column}[1]")]
            named = sorted([*asked, *sides], key=lambda one: ORDER.index(one[0]))
            parts, roles = tuple(("", one) for _, one in named), tuple(role for role, _ in named)
            return Candidates(parts, roles=roles, kind="preference", answers=column, best=best, rank=rank)
    return None


def _is_called_answers(name: str) -> bool:
    words = column_names()["answered_by"]
    plain = name.removesuffix("s").removesuffix("ie")
    return plain in words or f"{plain}y" in words


def _are_ranked(lists: Sequence[Sequence[Any]], key: str) -> bool:
    ranks = [one.get(key) if isinstance(one, Mapping) else None for some in lists for one in some]
    return all(isinstance(rank, int | float) and not isinstance(rank, bool) for rank in ranks)


def _number_of_best(head: pa.Table, lowered: Mapping[str, str], lists: Sequence[Sequence[Any]]) -> str:
    """The column with the number of the best answer."""
    most = min(map(len, lists))
    for name in (one for one in _BEST if one in lowered):
        values = [value for value in head.column(lowered[name]).slice(0, LOOKED_AT).to_pylist() if value is not None]
        if values and all(type(value) is int and 0 <= value < most for value in values):
            return lowered[name]
    return ""
