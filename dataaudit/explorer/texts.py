"""Texts of rows, read from the source by position; masked unless a person asks for the raw ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
import polars as pl

from dataaudit.errors import AuditError
from dataaudit.report.excerpt import excerpt, visible
from dataaudit.results.explain_row import row_texts
from dataaudit.results.result import AuditResult
from dataaudit.store.parts import read_table

_LONGEST = 4000
"""Characters of a text that are shown."""
_FIRST_BLOCK, _BLOCK = 500, 20_000
"""Rows whose texts are searched before the clock is looked at: few at first, so that hits come soon, then more."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search has found so far.

    Attributes:
        row_ids: Rows that hold the words.
        searched: How many of the chosen rows have been looked at.
        missing: Why texts cannot be read, or None.
    """

    row_ids: list[int]
    searched: int
    missing: str | None = None


class Texts:
    """The texts of one run."""

    def __init__(self, result: AuditResult) -> None:
        self.result = result
        table = read_table(result.path / "excerpts.parquet")
        self._excerpts = dict(zip(table.column("row_id").to_pylist(), table.column("excerpt").to_pylist(), strict=True))

    def of(self, row_ids: Sequence[int], *, raw: bool = False) -> tuple[dict[int, str | None], str | None]:
        """Texts by row id, and why the source could not be read; then only excerpts are known.

        Args:
            row_ids: Rows that exist.
            raw: Whether personal data stay in.
        """
        try:
            texts = row_texts(self.result.manifest, row_ids)
        except AuditError as error:
            return {row_id: self._excerpts.get(row_id) for row_id in row_ids}, str(error)
        return {row_id: None if text is None else _shown(text, raw=raw) for row_id, text in texts.items()}, None

    def search(self, words: str, chosen: pl.Series, begin: int, most: int, seconds: float) -> Hits:
        """Rows whose text holds some words, ignoring case, among chosen ones from a place on.

        It ends with enough hits, at the end, or when its time is over; the next call begins where it stopped.

        Args:
            words: What a text must hold.
            chosen: Row ids.
            begin: Place among them.
            most: Hits.
            seconds: Time.
        """
        ended = monotonic() + seconds
        hits: list[int] = []
        at, block = begin, _FIRST_BLOCK
        while at < len(chosen) and len(hits) < most and monotonic() < ended:
            ids = chosen[at : at + block]
            try:
                found = self._holding(words.casefold(), ids)
            except AuditError as error:
                return Hits(hits, at, str(error))
            for place, row_id in enumerate(ids.to_list()):
                if row_id in found:
                    hits.append(row_id)
                    if len(hits) == most:  # the next call begins behind the last hit that is shown
                        return Hits(hits, at + place + 1)
            at += len(ids)
            block = min(4 * block, _BLOCK)
        return Hits(hits, at)

    def _holding(self, words: str, ids: pl.Series) -> set[int]:
        """Rows whose text holds words in small letters."""
        texts = self.result.all_texts(ids.sort().to_numpy().astype(np.uint64))
        return {row_id for row_id, text in texts if text and words in text.casefold()}


def _shown(text: str, *, raw: bool) -> str:
    """A text for the page: control characters visible, cut, and masked unless ``raw``."""
    if not raw:
        return excerpt(text, _LONGEST)
    return visible(text[:_LONGEST]) + ("…" if len(text) > _LONGEST else "")
