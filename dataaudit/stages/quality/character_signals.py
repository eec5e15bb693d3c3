"""Signals of composition: case, digits, marks, invisible characters, markup, code, lines that C4 keeps, sentences."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.character_stats import FIELDS as CHARACTER_FIELDS
from dataaudit.kernels.text.character_stats import composition
from dataaudit.kernels.text.character_traits import character_traits
from dataaudit.kernels.text.characters import SCRIPTS, character_tables
from dataaudit.kernels.text.page_lines import FIELDS as LINE_FIELDS
from dataaudit.kernels.text.page_lines import page_lines, page_phrases
from dataaudit.stages.signal_batch import Columns, ratio
from dataaudit.stages.text_scan_cache import scanned

COUNTS = (
    "longest_word",
    "longest_line",
    "sentences",
    "unfinished_end",
    "c4_sentences",
    "c4_placeholder",
    "c4_brace",
)
SHARES = (
    "uppercase_share",
    "digit_share",
    "space_share",
    "punctuation_share",
    "unseen_share",
    "brace_share",
    "parenthesis_share",
    "alphanumeric_share",
    "main_script_share",
    "listed_special_share",
    "uppercase_word_share",
    "single_letter_share",
    "mean_line_length",
    "boilerplate_line_share",
    "code_line_share",
    "c4_line_share",
    "list_line_share",
    "url_share",
    "tag_share",
    "entity_ratio",
)


def composition_signals(texts: pa.LargeStringArray) -> Columns:
    """``COUNTS`` and ``SHARES`` of texts, one value per text."""
    scan = scanned(texts)
    classes, traits = character_tables()[0], character_traits()
    data, offsets = text_buffers(texts)
    counted = composition(data, offsets, classes, _scripts(), traits)
    of = dict(zip(CHARACTER_FIELDS, counted.T, strict=True))
    lines = dict(zip(LINE_FIELDS, page_lines(data, offsets, classes, traits, page_phrases()).T, strict=True))
    chars, tokens, size = scan["chars"], scan["words"] + scan["symbols"], np.diff(offsets)
    return {
        "longest_word": of["longest_word"],
        "longest_line": lines["longest_line"],
        "sentences": of["sentences"],
        "unfinished_end": of["unfinished"],
        "c4_sentences": lines["c4_sentences"],
        "c4_placeholder": lines["c4_placeholder"],
        "c4_brace": lines["c4_brace"],
        "uppercase_share": ratio(of["upper"], of["letters"]),
        "digit_share": ratio(of["numbers"], chars),
        "space_share": ratio(of["spaces"], chars),
        "punctuation_share": ratio(of["punctuation"], chars),
        "unseen_share": ratio(of["unseen"], chars),
        "brace_share": ratio(of["braces"], chars),
        "parenthesis_share": ratio(of["parentheses"], chars),
        "alphanumeric_share": ratio(of["letters"] + of["numbers"], chars),
        "main_script_share": ratio(of["script_letters"], of["letters"]),
        "listed_special_share": ratio(of["special"], chars),
        "uppercase_word_share": ratio(of["upper_words"], tokens),
        "single_letter_share": ratio(of["single_letters"], tokens),
        "mean_line_length": ratio(chars, lines["lines"]),
        "boilerplate_line_share": ratio(lines["boilerplate_lines"], lines["lines"]),
        "code_line_share": ratio(lines["code_lines"], lines["lines"]),
        "c4_line_share": ratio(lines["c4_lines"], lines["lines"]),
        "list_line_share": ratio(lines["bullet_lines"], lines["feed_lines"]),
        "url_share": ratio(lines["url_chars"], size),
        "tag_share": ratio(lines["tag_chars"], size),
        "entity_ratio": ratio(lines["entities"], tokens),
    }


@cache
def _scripts() -> NDArray[np.uint8]:
    """Scripts by code point, with kana and Han as one, since Japanese mixes them."""
    scripts = character_tables()[1].copy()
    scripts[np.isin(scripts, [SCRIPTS.index("Hira"), SCRIPTS.index("Kana")])] = SCRIPTS.index("Hani")
    scripts.flags.writeable = False
    return scripts
