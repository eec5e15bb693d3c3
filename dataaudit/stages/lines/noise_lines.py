"""How much of a text is menus, footers and the like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dataaudit.stages.lines.line_model import text_probability, traits_of
from dataaudit.stages.signal_batch import missing_texts, ratio, signal_batch

NOISE = "noise_line_share"
FEWEST_LINES = 8
"""Lines that a text has at least whose lines are judged: fewer say too little about each other."""
LEAST = 0.5
"""Probability of being text below which a line is noise."""


@dataclass(frozen=True, slots=True)
class NoiseLines:
    """Row stage ``lines``.

    Attributes:
        name: ``lines``.
        pages: Whether texts can be pages: the lists and the code of answers look like menus, and are not judged.

    Signals: ``noise_line_share`` (lines that are menus, links, footers, notes on cookies and the like, over all lines
    with something in them) and ``noise_letter_share`` (the same in letters and numbers, a Han character for three);
    null for texts of fewer than eight lines, and in conversations.
    """

    name: str = "lines"
    pages: bool = True

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([("noise_line_share", pa.float32()), ("noise_letter_share", pa.float32())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        if not self.pages:
            return pa.RecordBatch.from_arrays([pa.nulls(len(batch), pa.float32())] * 2, schema=self.schema)
        owners, _, _, traits = traits_of(batch.column("text"))
        count = len(batch)
        lines = np.bincount(owners, minlength=count)
        judged = lines[owners] >= FEWEST_LINES
        noise = np.zeros(len(owners))
        noise[judged] = text_probability(traits[judged]) < LEAST
        letters = np.expm1(traits[:, 0].astype(np.float64))
        counted = np.where(lines >= FEWEST_LINES, lines, 0)
        columns = {
            "noise_line_share": ratio(np.bincount(owners, noise, count), counted),
            "noise_letter_share": ratio(
                np.bincount(owners, noise * letters, count),
                np.where(counted > 0, np.bincount(owners, letters, count), 0.0),
            ),
        }
        return signal_batch(self.schema, columns, missing_texts(batch))


def noise_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the noise lines of a text, in code points, with the line end behind each.

    Nothing where the text has fewer than eight lines, or where no line of it is text.
    """
    _, _, _, traits = traits_of(pa.array([text], pa.large_string()))
    if len(traits) < FEWEST_LINES:
        return
    noise = (text_probability(traits) < LEAST).tolist()
    if all(noise):
        return
    begin, judged = 0, iter(noise)
    for line in text.splitlines(keepends=True):
        end = begin + len(line)
        if line.strip() and next(judged):
            yield begin, end
        begin = end
