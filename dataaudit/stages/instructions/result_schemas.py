"""Columns of the tables about prompts and answers."""

from __future__ import annotations

import pyarrow as pa

TURN_LANGUAGES = pa.schema([("side", pa.string()), ("language", pa.string()), ("sure", pa.int64())])
"""``turn_languages.parquet``: how many prompts (the user's last turn) and answers are surely in a language: with a
confidence of at least 0.8 and 40 characters, and of answers those whose prompt names no language."""
TRAINED_TOKENS = pa.schema(
    [
        ("limit", pa.int64()),
        ("rows_cut", pa.int64()),
        ("rows_unanswered", pa.int64()),
        ("lost", pa.int64()),
        ("answers_lost", pa.int64()),
        ("system_lost", pa.int64()),
        ("user_lost", pa.int64()),
        ("tool_lost", pa.int64()),
        ("sequences", pa.int64()),
        ("efficiency", pa.float64()),
    ]
)
"""``trained_tokens.parquet``, one row per context length, of the rows as the chat template writes them: rows
that are longer, those of them whose answers are beyond the limit altogether, tokens beyond it and those of
answers and of other roles among them, sequences that the rows, cut there, fill when packed, and how full these are.
Empty where the tokenizer has no template."""
ANSWER_LIMIT = pa.schema([("unit", pa.string()), ("low", pa.int64()), ("high", pa.int64()), ("cut", pa.int64())])
"""``answer_limit.parquet``: the lengths between which answers stop without an end, as if cut at a limit, and how many
do; empty where nothing shows one."""
