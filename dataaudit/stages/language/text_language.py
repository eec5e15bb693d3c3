"""The language of every text, and the share of it in other languages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.language.close_words import MEMBERS
from dataaudit.kernels.language.language_scores import language_scores
from dataaudit.kernels.text import composed
from dataaudit.kernels.text.characters import SCRIPTS, character_tables
from dataaudit.kernels.text.composed import composing_characters, may_compose
from dataaudit.stages.language.close_languages import decide, members_by_label
from dataaudit.stages.language.function_words import stop_word_share
from dataaudit.stages.language.language_model import language_model
from dataaudit.stages.language.result_schemas import UNKNOWN
from dataaudit.stages.signal_batch import missing_texts, signal_batch
from dataaudit.store.kept_arrays import kept_arrays

FIELD_LANGUAGE = "language_field_"
"""Prefix of the signals with the language of further texts, ``und`` where it is not certain."""
READ = 1 << 14
"""Bytes of a text that are read."""
LINE_BYTES, LINE_CONFIDENCE, MOST_LINES = 40, 0.8, 100
"""Shortest line and lowest confidence that count for the mixture of languages, and most lines read per text."""

_KANA = ("Hani", "Hira", "Kana")


@dataclass(frozen=True, slots=True)
class Language:
    """Row stage ``language``.

    Attributes:
        min_confidence: Confidence below which the language is ``und``.
        fields: Further texts of the batch (columns ``field:<name>``) to identify.
        name: ``language``.

    Signals: ``language`` (ISO 639-1, else 639-3; ``und`` without letters or below the minimum confidence),
    ``language_confidence`` (0 to 1: the language's probability within its script times the share of letters in that
    script), ``stop_word_share`` (function words of that language over words; null if it is unknown or has no list),
    ``other_language_share`` (of the letters in long lines of certain language, the share in languages other than the
    most frequent one; null with fewer than two such lines), and ``language_field_<name>`` for every further text.
    """

    min_confidence: float = 0.5
    fields: tuple[str, ...] = ()
    name: str = "language"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        shares = ("language_confidence", "other_language_share", "stop_word_share")
        fields = [(FIELD_LANGUAGE + name, pa.string()) for name in self.fields]
        return pa.schema([("language", pa.string()), *((name, pa.float32()) for name in shares), *fields])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        missing = missing_texts(batch)
        prepared = _prepared(batch.column("text"))
        data, offsets = text_buffers(prepared)
        starts, stops = offsets[:-1], _cut(data, offsets)
        lines = _long_lines(data, starts, stops)
        best, confidence, letters, shares = _scores(data, starts, stops, lines)
        count = len(starts)
        mixture = _mixture(count, lines[0], best[count:], confidence[count:], letters[count:])
        labels = language_model()[1]
        best, confidence = decide(prepared, stops - starts, best[:count], confidence[:count], shares, labels)
        known = (best >= 0) & (confidence >= self.min_confidence)
        languages = _named(best, known)
        columns = {
            "language": pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), languages),
            "language_confidence": confidence.astype(np.float64),
            "other_language_share": mixture,
            "stop_word_share": _function_words(prepared, np.where(known, best, -1)),
        }
        for name in self.fields:
            texts = batch.column(f"field:{name}")
            told, _ = languages_of(texts, LINE_CONFIDENCE)
            columns[FIELD_LANGUAGE + name] = pc.if_else(texts.is_valid(), told, pa.scalar(None, pa.string()))
        return signal_batch(self.schema, columns, missing)


def languages_of(texts: pa.LargeStringArray, least: float) -> tuple[pa.StringArray, NDArray[np.float32]]:
    """The languages of texts, ``und`` below the least confidence, and the confidences; a null is an empty text."""
    prepared = _prepared(texts)
    data, offsets = text_buffers(prepared)
    stops = _cut(data, offsets)
    best, confidence, _, shares = _scores(data, offsets[:-1], stops)
    best, confidence = decide(prepared, stops - offsets[:-1], best, confidence, shares, language_model()[1])
    return _named(best, (best >= 0) & (confidence >= least)), confidence


def _named(best: NDArray[np.int32], known: NDArray[np.bool_]) -> pa.StringArray:
    """Codes of labels, ``und`` where they are not known."""
    codes = pa.array(language_model()[1], pa.string()).take(pa.array(np.where(known, best, 0)))
    return pc.if_else(pa.array(known), codes, UNKNOWN)


def _prepared(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Texts in the form that the model was trained on: NFC, and lower case if they are all upper case."""
    rest = pa.array(may_compose(*text_buffers(texts), _composing()))
    if rest.true_count:
        texts = pc.replace_with_mask(texts, rest, pc.utf8_normalize(texts.filter(rest), form="NFC"))
    upper = pc.utf8_is_upper(texts).fill_null(False)
    return pc.replace_with_mask(texts, upper, pc.utf8_lower(texts.filter(upper))) if upper.true_count else texts


@cache
def _composing() -> NDArray[np.bool_]:
    """The table of characters that NFC may change, kept beside the compiled code: making it takes a while."""
    version = unicodedata.unidata_version.encode()
    return kept_arrays("composing", version, [composed], lambda: {"table": composing_characters()})["table"]


def _function_words(texts: pa.LargeStringArray, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    data, offsets = text_buffers(pc.utf8_lower(texts))
    return stop_word_share(data, offsets[:-1], _cut(data, offsets), labels)


def _cut(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """The end of the part of every text that is read, never inside a character."""
    stops = np.minimum(offsets[1:], offsets[:-1] + READ)
    for _ in range(3):  # a character has at most three continuation bytes
        inside = stops < offsets[1:]
        inside[inside] = (data[stops[inside]] & 0xC0) == 0x80
        stops = stops - inside
    return stops


def _scores(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    lines: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
    """Label, confidence and letters of all texts, and then of their lines, and of texts the shares in a group."""
    model, labels = language_model()
    kana = np.array([SCRIPTS.index(script) for script in _KANA])
    owners, begins, ends = lines or (np.empty(0, np.int64),) * 3
    bounds = np.searchsorted(owners, np.arange(len(starts) + 1))
    scored: tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]] = language_scores(
        data, starts, stops, begins, ends, bounds, *character_tables(), model, kana, len(labels), MEMBERS
    )
    return scored


def _mixture(
    count: int,
    text: NDArray[np.int64],
    best: NDArray[np.int32],
    confidence: NDArray[np.float32],
    letters: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The share of a text's letters in lines that are not in its main language; NaN for fewer than two sure lines."""
    share = np.full(count, np.nan)
    sure = (best >= 0) & (confidence >= LINE_CONFIDENCE)
    # A line is too short to tell close languages apart: one group counts as one language.
    text, best, letters = text[sure], _as_groups(best[sure]), letters[sure]
    if not len(text):
        return share
    several = np.flatnonzero(np.bincount(text, minlength=count) > 1)
    keep = np.isin(text, several)
    key = text[keep].astype(np.int64) << 16 | best[keep]
    pairs, inverse = np.unique(key, return_inverse=True)
    weights = np.bincount(inverse, letters[keep])
    whole, largest = np.zeros(count), np.zeros(count)
    np.add.at(whole, pairs >> 16, weights)
    np.maximum.at(largest, pairs >> 16, weights)
    share[several] = 1.0 - largest[several] / whole[several]
    return share


def _as_groups(best: NDArray[np.int32]) -> NDArray[np.int32]:
    """Labels, with the first of a group of close languages for all of it."""
    groups, members = members_by_label(language_model()[1])
    of = groups[best]
    return np.where(of >= 0, members[np.maximum(of, 0), 0], best)


def _long_lines(
    data: NDArray[np.uint8], starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Text, begin and end of the long lines among the first lines of every text; texts of one line have none."""
    # Over all texts at once: the line breaks of a batch are one array, and a search tells the text of each.
    if not len(starts):
        return starts, starts, starts
    breaks = np.flatnonzero(data[starts[0] : stops[-1]] == 0x0A) + starts[0]
    text = np.searchsorted(starts, breaks, side="right") - 1
    breaks, text = breaks[breaks < stops[text]], text[breaks < stops[text]]
    broken = np.unique(text)
    owner = np.concatenate([broken, text])
    begins = np.concatenate([starts[broken], breaks + 1])
    order = np.lexsort((begins, owner))
    owner, begins = owner[order], begins[order]
    ends = np.append(begins[1:] - 1, 0)
    last = np.append(owner[1:] != owner[:-1], True) if len(owner) else np.zeros(0, np.bool_)
    ends = np.where(last, stops[owner], ends[: len(owner)])
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    chosen = (ends - begins >= LINE_BYTES) & (place < MOST_LINES)
    return owner[chosen], begins[chosen], ends[chosen]
