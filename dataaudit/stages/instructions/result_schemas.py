"""Columns of the table about prompts and answers."""

from __future__ import annotations

import pyarrow as pa

TURN_LANGUAGES = pa.schema([("side", pa.string()), ("language", pa.string()), ("sure", pa.int64())])
"""``turn_languages.parquet``: how many prompts (the user's last turn) and answers are surely in a language: with a
confidence of at least 0.8 and 40 characters, and of answers those whose prompt names no language."""
