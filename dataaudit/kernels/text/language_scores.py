"""The language of spans of text: by script, then by a naive Bayes model over byte n-grams.

Reads the bytes of all texts and the bounds of spans in them. The model is a finite automaton, so every byte is one move
whatever the n-grams, and weights are added along one row, in which the languages of a script are adjacent. Only
features seen in the span are added and cleared again. A text that is not in NFC breaks the scores: the model's n-grams
are bytes of NFC.

Sources: Lui and Baldwin 2012, "langid.py: An off-the-shelf language identification tool"; the evaluation (logarithmic
counts, temperature by length) is that of py3langid, whose model is read.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import LETTER
from dataaudit.kernels.text.utf8 import ascii_end, decode

_LOGARITHMS = np.log1p(np.arange(1 << 15)).astype(np.float32)  # by count; a larger count is computed


class LanguageModel(NamedTuple):
    """A finite automaton over bytes whose states complete features, and the weights of features by class.

    ``moves`` (int32): the next state by row and byte; ``rows`` (int32): the row of every state, which many states
    share; ``features`` (int32): the feature that a state completes, or -1; ``weights`` (float32, shape (features,
    classes)) and ``prior`` (float32), with the classes of one script adjacent; ``labels`` (int32): the language of
    every class, where classes of one language add up; ``firsts`` and ``lengths`` (int32): the first class of a script,
    and their number; ``single`` (int32): the only language of a script, or -1.
    """

    moves: NDArray[np.int32]
    rows: NDArray[np.int32]
    features: NDArray[np.int32]
    weights: NDArray[np.float32]
    prior: NDArray[np.float32]
    labels: NDArray[np.int32]
    firsts: NDArray[np.int32]
    lengths: NDArray[np.int32]
    single: NDArray[np.int32]


@njit(nogil=True, cache=True)
def _letters_by_script(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    letters: NDArray[np.int64],
) -> int:
    """Count the letters of every script; returns the total."""
    for script in range(letters.shape[0]):
        letters[script] = 0
    total, position = 0, start
    while position < stop:
        if data[position] < 0x80:
            behind = ascii_end(data, position, stop)
            for place in range(position, behind):
                if classes[data[place]] & LETTER:
                    letters[scripts[data[place]]] += 1
                    total += 1
            position = behind
            continue
        point, size = decode(data, position)
        position += size
        if classes[point] & LETTER:
            letters[scripts[point]] += 1
            total += 1
    return total


@njit(nogil=True, cache=True)
def language_scores(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    model: LanguageModel,
    kana: NDArray[np.int64],
    languages: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """The most likely language of every span.

    Args:
        data: UTF-8 bytes in NFC, uint8.
        starts: First byte of every span, int64.
        stops: One past the last byte of every span, int64.
        classes: Class bits by code point, from ``character_tables``.
        scripts: Script index by code point, from ``character_tables``.
        model: The model, with the script indices of ``scripts``.
        kana: Script indices of Han, Hiragana and Katakana; if a twentieth of their letters are kana, all count as
            Hiragana.
        languages: Number of labels.

    Returns:
        ``best`` (int32, a label; -1 without letters, or where the model has no language of that script), ``confidence``
        (float32, 0 to 1: the label's probability within the script times the share of letters in that script) and
        ``letters`` (int64), one per span.
    """
    count = starts.shape[0]
    best = np.full(count, -1, dtype=np.int32)
    confidence = np.zeros(count, dtype=np.float32)
    total = np.zeros(count, dtype=np.int64)
    letters = np.zeros(256, dtype=np.int64)
    seen = np.zeros(model.weights.shape[0], dtype=np.int32)
    touched = np.empty(model.weights.shape[0], dtype=np.int32)
    scores = np.empty(model.prior.shape[0], dtype=np.float32)
    sums = np.empty(languages, dtype=np.float64)
    for span in range(count):
        start, stop = starts[span], stops[span]
        total[span] = _letters_by_script(data, start, stop, classes, scripts, letters)
        if total[span] == 0:
            continue
        kana_letters = letters[kana[1]] + letters[kana[2]]
        # Han alone is Chinese; Japanese is Han with kana, even where most of the letters are Han.
        if 20 * kana_letters >= kana_letters + letters[kana[0]]:
            letters[kana[1]] = kana_letters + letters[kana[0]]
            letters[kana[0]] = letters[kana[2]] = 0
        script = int(np.argmax(letters))
        share = np.float32(letters[script] / total[span])
        if model.single[script] >= 0:
            best[span], confidence[span] = model.single[script], share
            continue
        members = model.lengths[script]
        if members == 0:
            continue
        used, state = 0, 0
        for position in range(start, stop):
            state = model.moves[(model.rows[state] << 8) + data[position]]
            feature = model.features[state]
            if feature >= 0:
                if seen[feature] == 0:  # a span has far fewer features than the model: the list spares a full pass
                    touched[used] = feature
                    used += 1
                seen[feature] += 1
        first = model.firsts[script]
        for place in range(members):
            scores[place] = model.prior[first + place]
        for index in range(used):
            feature = touched[index]
            times = seen[feature]
            weight = _LOGARITHMS[times] if times < _LOGARITHMS.shape[0] else np.float32(np.log1p(times))
            seen[feature] = 0
            row = model.weights[feature, first : first + members]
            for place in range(members):
                scores[place] += weight * row[place]
        best[span], probability = _likeliest(
            scores, members, model.labels[first : first + members], np.sqrt(stop - start), sums
        )
        confidence[span] = probability * share
    return best, confidence, total


@njit(nogil=True, cache=True)
def _likeliest(
    scores: NDArray[np.float32],
    members: int,
    labels: NDArray[np.int32],
    temperature: float,
    sums: NDArray[np.float64],
) -> tuple[int, np.float32]:
    """The label of the highest probability, and that probability."""
    highest = scores[0]  # subtracted first, so that no exponential overflows
    for place in range(1, members):
        highest = max(highest, scores[place])
    for place in range(members):
        sums[labels[place]] = 0.0
    whole = 0.0
    for place in range(members):
        value = np.exp((scores[place] - highest) / temperature)
        sums[labels[place]] += value
        whole += value
    chosen = labels[0]
    for place in range(1, members):
        if sums[labels[place]] > sums[chosen]:
            chosen = labels[place]
    return chosen, np.float32(sums[chosen] / whole)
