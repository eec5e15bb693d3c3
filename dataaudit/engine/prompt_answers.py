"""What rows are beside others by their prompts and answers: repeated, contradictory, swapped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dataaudit.cleaning.row_facts import group_numbers, has_hash, hash_halves
from dataaudit.sources.corpus import UNREAD
from dataaudit.sources.shapes.conversation import column_names
from dataaudit.stages.instructions.instruction_signals import HASHES as INSTRUCTION_HASHES
from dataaudit.stages.instructions.instruction_signals import REJECTED

_MOST_KEYS = 4
"""Keys of one prompt that may be mistakes; a prompt with more of them is a game, whose key is drawn."""


def answers_of_prompts(rows: pl.DataFrame, hashes: Sequence[str], near: NDArray[np.int64]) -> list[pl.Series]:
    """Rows that repeat an earlier row's answer, and rows whose prompt has several answers; near-duplicates have one."""
    if not set(INSTRUCTION_HASHES) <= set(hashes):
        return []
    _, answer, asked, key = (
        group_numbers(*hash_halves(rows, name), has_hash(rows, name)) for name in INSTRUCTION_HASHES
    )
    given = has_hash(rows, INSTRUCTION_HASHES[0])
    keyed = has_hash(rows, INSTRUCTION_HASHES[3])
    about = set(column_names()["about"])
    unread = [
        name for name in rows.columns if name.startswith(UNREAD) and name.removeprefix(UNREAD).casefold() not in about
    ]
    most = rows.height if REJECTED in hashes else _MOST_KEYS
    alike = np.where(near >= 0, -1 - near, key)
    # Rows that differ in an unread text, list or object may have been asked different things.
    pairs = pl.DataFrame([pl.Series("prompt", asked), pl.Series("answer", alike), *(rows[name] for name in unread)])
    pairs = pairs.with_columns(several=pl.col("answer").n_unique().over("prompt", *unread))
    return [
        # The same answer to the same prompt is a duplicate.
        pl.Series("_repeated_answer", given & (answer != np.arange(rows.height)) & (asked != asked[answer])),
        pl.Series("_contradictory", given & keyed & pairs["several"].is_between(2, most).to_numpy()),
        pl.Series("_swapped_sides", _swapped(rows, asked) if REJECTED in hashes else np.zeros(rows.height, np.bool_)),
    ]


def _swapped(rows: pl.DataFrame, asked: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows whose two answers another row has the other way round, after the same prompt."""
    sides = [hash_halves(rows, name)[0] for name in (INSTRUCTION_HASHES[1], REJECTED)]
    given = has_hash(rows, REJECTED) & (sides[0] != sides[1])
    pairs = pl.DataFrame({"asked": asked, "low": np.minimum(*sides), "high": np.maximum(*sides), "first": sides[0]})
    ways = (
        pairs.with_row_index("row")
        .filter(pl.Series(given))
        .with_columns(ways=pl.col("first").n_unique().over("asked", "low", "high"))
    )
    found = np.zeros(rows.height, np.bool_)
    found[ways.filter(pl.col("ways") > 1)["row"].to_numpy()] = True
    return found
