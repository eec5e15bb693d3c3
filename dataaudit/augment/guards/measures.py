"""Guards that compare a new row with its source: length, meaning, language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.config.augment import GuardsOptions
from dataaudit.stages.language.text_language import Language
from dataaudit.stages.vectors.encoders import Encoder

import pyarrow as pa  # isort: skip


def check_length(candidates: Sequence[Candidate], settings: GuardsOptions) -> None:
    """Reject new rows far shorter or longer than their source."""
    for one in candidates:
        one.length_ratio = len(one.text) / max(len(one.source_text), 1)
        if not settings.min_length <= one.length_ratio <= settings.max_length:
            one.reject("length")


def check_meaning(candidates: Sequence[Candidate], settings: GuardsOptions, encoder: Encoder) -> None:
    """Reject new rows whose vector lies too far from that of their source, or too near.

    A row made of two is compared with both of them together.
    """
    if not candidates:
        return
    old, _ = encoder.encode(texts_array([_said(one) for one in candidates]))
    new, _ = encoder.encode(texts_array([one.after for one in candidates]))
    cosines = np.einsum("ij,ij->i", old.astype(np.float64), new.astype(np.float64))
    there = (np.abs(old).max(axis=1) > 0) & (np.abs(new).max(axis=1) > 0)
    for one, value, known in zip(candidates, cosines.tolist(), there.tolist(), strict=True):
        if not known:
            continue
        one.cosine = round(min(value, 1.0), 5)
        if not settings.min_cosine <= one.cosine <= settings.max_cosine:
            one.reject("meaning")


def _said(one: Candidate) -> str:
    return one.before if one.partner is None else f"{one.before}\n{one.partner}"


def check_language(candidates: Sequence[Candidate], told: str | None) -> None:
    """Reject new rows in another language than their source, where that of the source is known."""
    if not candidates:
        return
    new = languages_of([one.after for one in candidates], told)
    for one, language in zip(candidates, new, strict=True):
        if language != one.language and one.language != "und":
            one.reject("language")


def languages_of(texts: Sequence[str], told: str | None = None) -> list[str]:
    """The language of every text.

    Args:
        texts: Texts.
        told: A language that they are all said to be in. It is believed of texts that are sure to be in no other.
    """
    if not texts:
        return []
    batch = pa.RecordBatch.from_pydict({"text": texts_array(list(texts))})
    found = Language()(batch)
    languages = found.column("language").to_pylist()
    if told is None:
        return [one or "und" for one in languages]
    sure = found.column("language_confidence").to_pylist()
    return [
        one if one not in (None, "und", told) and (confidence or 0.0) >= _SURE else told
        for one, confidence in zip(languages, sure, strict=True)
    ]


_SURE = 0.95
"""Confidence from which a text is in another language than all are said to be in."""
