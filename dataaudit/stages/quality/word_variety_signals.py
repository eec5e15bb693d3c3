"""Signals of variety: how varied a text's words are, and how often sequences of words or characters recur.

RedPajama v2's formulas on words in lower case without ASCII punctuation, BLOOM's repetition ratios in the version of
data-juicer, and the compression ratio.
"""

from __future__ import annotations

import string
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import zstandard
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.character_ngrams import character_ngrams
from dataaudit.kernels.text.characters import SCRIPTS, character_tables
from dataaudit.kernels.text.ngrams import DUPLICATE_SIZES, LEFT_OUT, TOP_SIZES
from dataaudit.kernels.text.redpajama_words import FIELDS, normal_words
from dataaudit.stages.signal_batch import Columns, ratio
from dataaudit.stages.text_scan_cache import scanned

_WHOLE = ("Hani", "Hira", "Kana", "Hang")
"""Scripts whose characters NFD would decompose."""

COUNTS = ("normal_words",)
SHARES = (
    "normal_word_length",
    "unique_word_share",
    "unigram_entropy",
    "symbol_word_ratio",
    *(f"top_{size}gram_word_share" for size in TOP_SIZES),
    *(f"covered_{size}gram_share" for size in DUPLICATE_SIZES),
    "repeated_10gram_share",
    "repeated_character_share",
    "compression_ratio",
)


def word_variety_signals(texts: pa.LargeStringArray) -> Columns:
    """``COUNTS`` and ``SHARES`` of texts, one value per text."""
    scan = scanned(texts)
    counts, entropy = normal_words(*text_buffers(_normal(texts)), _classes())
    words = dict(zip(FIELDS, counts.T, strict=True))
    most, sequences = character_ngrams(*text_buffers(texts)).T
    columns: Columns = {
        "normal_words": words["words"],
        "normal_word_length": ratio(words["word_chars"], words["words"]),
        "unique_word_share": ratio(words["unique_words"], words["words"]),
        "unigram_entropy": entropy,
        "symbol_word_ratio": ratio(scan["hashes"] + scan["ellipses"], scan["words"] + scan["symbols"]),
        "repeated_10gram_share": ratio(words["repeated_10grams"], np.maximum(words["words"] - 9, 0)),
        "repeated_character_share": ratio(most, sequences),
        "compression_ratio": _compression_ratio(texts),
    }
    for size in TOP_SIZES:
        columns[f"top_{size}gram_word_share"] = ratio(words[f"top_{size}gram_chars"], words["word_chars"])
    for size in DUPLICATE_SIZES:
        columns[f"covered_{size}gram_share"] = ratio(words[f"covered_{size}gram_chars"], words["word_chars"])
    return columns


def _normal(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Texts in lower case and in NFD, like RedPajama's; in NFC if NFD would decompose syllables and kana."""
    normal = pc.utf8_lower(texts)
    whole = np.isin(scanned(texts)["script"], [SCRIPTS.index(script) for script in _WHOLE])
    rest = pc.invert(pc.string_is_ascii(normal).fill_null(True))
    for form, chosen in (("NFD", pc.and_(rest, pa.array(~whole))), ("NFC", pc.and_(rest, pa.array(whole)))):
        if chosen.true_count:
            normal = pc.replace_with_mask(normal, chosen, pc.utf8_normalize(normal.filter(chosen), form=form))
    return normal


@cache
def _classes() -> NDArray[np.uint8]:
    """Classes of characters by which ASCII punctuation is left out of words."""
    classes = character_tables()[0].copy()
    classes[[ord(character) for character in string.punctuation]] = LEFT_OUT
    classes.flags.writeable = False
    return classes


def _compression_ratio(texts: pa.LargeStringArray) -> NDArray[np.float64]:
    """Size of a text over its size compressed by zstd at level 1; NaN for an empty text."""
    data, offsets = text_buffers(texts)
    result = np.full(len(texts), np.nan)
    sizes = np.diff(offsets)
    places = np.flatnonzero(sizes)
    if len(places):
        segments = np.stack([offsets[:-1][places] - offsets[0], sizes[places]], axis=1).astype(np.uint64)
        buffer = zstandard.BufferWithSegments(data[offsets[0] : offsets[-1]].tobytes(), segments.tobytes())
        compressed = zstandard.ZstdCompressor(level=1, write_content_size=False).multi_compress_to_buffer(buffer)
        result[places] = sizes[places] / np.array([len(compressed[place]) for place in range(len(places))])
    return result
