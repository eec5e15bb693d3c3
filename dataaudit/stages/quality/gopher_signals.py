"""The signals of Gopher and FineWeb, and counts of special and repeated characters.

The Gopher rules (Rae et al. 2021, section A1.1) follow datatrove's formulas (``GopherQualityFilter``,
``GopherRepetitionFilter``). Only the words differ: here they are runs between white space, and every character in
scripts without spaces, where datatrove by default splits off punctuation with spaCy; and a word without a letter, mark
or number is a symbol here, where datatrove has a list of punctuation marks.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.line_shapes import FIELDS as LINE_FIELDS
from dataaudit.kernels.text.line_shapes import line_shapes, terminal_table
from dataaudit.kernels.text.mojibake import mojibake_characters, mojibake_tables
from dataaudit.kernels.text.ngrams import DUPLICATE_SIZES, TOP_SIZES
from dataaudit.kernels.text.repetition import FIELDS as REPETITION_FIELDS
from dataaudit.kernels.text.repetition import repetition
from dataaudit.stages.signal_batch import Columns, ratio
from dataaudit.stages.text_scan_cache import scanned

COUNTS = ("longest_character_run", "longest_space_run", "stop_words")
SHARES = (
    "special_character_share",
    "mean_word_length",
    "hash_sign_ratio",
    "ellipsis_ratio",
    "bullet_line_share",
    "ellipsis_line_share",
    "alphabetic_word_share",
    "mojibake_share",
    "terminal_line_share",
    "short_line_share",
    "repeated_line_char_share",
    "line_feed_ratio",
    "duplicate_line_share",
    "duplicate_line_char_share",
    "duplicate_paragraph_share",
    "duplicate_paragraph_char_share",
    *(f"top_{size}gram_char_share" for size in TOP_SIZES),
    *(f"duplicate_{size}gram_char_share" for size in DUPLICATE_SIZES),
)


def gopher_signals(texts: pa.LargeStringArray) -> Columns:
    """``COUNTS`` and ``SHARES`` of texts, one value per text."""
    scan = scanned(texts)
    classes = character_tables()[0]
    chars, tokens = scan["chars"], scan["words"] + scan["symbols"]
    again = dict(zip(REPETITION_FIELDS, repetition(*text_buffers(texts), classes).T, strict=True))
    lines = dict(zip(LINE_FIELDS, line_shapes(*text_buffers(texts), classes, terminal_table()).T, strict=True))
    present = np.where(chars > 0, 1, 0)  # the kernel gives an empty text one empty line, of which there is no share
    columns: Columns = {
        "longest_character_run": scan["longest_run"],
        "longest_space_run": scan["longest_space_run"],
        "stop_words": scan["stop_words"],
        "special_character_share": ratio(scan["special"], chars),
        "mean_word_length": ratio(scan["word_chars"], scan["words"]),
        "hash_sign_ratio": ratio(scan["hashes"], tokens),
        "ellipsis_ratio": ratio(scan["ellipses"], tokens),
        "bullet_line_share": ratio(scan["bullet_lines"], scan["lines"]),
        "ellipsis_line_share": ratio(scan["ellipsis_lines"], scan["lines"]),
        "mojibake_share": ratio(mojibake_characters(*text_buffers(texts), *mojibake_tables()), chars),
        "terminal_line_share": ratio(lines["terminal_lines"], lines["filled_lines"]),
        "short_line_share": ratio(lines["short_lines"], lines["filled_lines"]),
        "repeated_line_char_share": ratio(lines["repeated_line_chars"], chars - lines["line_feeds"]),
        "line_feed_ratio": ratio(lines["line_feeds"], tokens),
        "alphabetic_word_share": ratio(scan["alpha_words"], tokens),
        "duplicate_line_share": ratio(again["duplicate_lines"], again["lines"] * present),
        "duplicate_line_char_share": ratio(again["duplicate_line_chars"], chars),
        "duplicate_paragraph_share": ratio(again["duplicate_paragraphs"], again["paragraphs"] * present),
        "duplicate_paragraph_char_share": ratio(again["duplicate_paragraph_chars"], chars),
    }
    for size in TOP_SIZES:
        columns[f"top_{size}gram_char_share"] = ratio(again[f"top_{size}gram_chars"], chars)
    for size in DUPLICATE_SIZES:
        columns[f"duplicate_{size}gram_char_share"] = ratio(again[f"duplicate_{size}gram_chars"], chars)
    return columns
