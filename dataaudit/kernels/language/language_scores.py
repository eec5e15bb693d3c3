"""The language of spans of text: by script, then by a naive Bayes model over byte n-grams.

Reads the bytes of all texts, the bounds of spans in them and of parts of the spans. The model is a finite automaton, so
every byte is one move whatever the n-grams. A move waits for memory, so four places of a text are read at once: a state
depends on the last few bytes alone, and so the other three begin that much earlier. A part of a text takes its states
from the text as soon as both agree. Weights are added along one row, in which the languages of a script are adjacent.
Only features seen in the span are added and cleared again. A text that is not in NFC breaks the scores: the model's
n-grams are bytes of NFC.

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

HAN_LETTERS = 3
"""Letters that a Han character counts as."""
STEP = np.float32(0.05)
"""Natural logarithm that a weight of one stands for: rows of bytes are read from memory four times as fast."""
_LOGARITHMS = np.log1p(np.arange(1 << 15)).astype(np.float32) * STEP  # by count; a larger count is computed


class LanguageModel(NamedTuple):
    """A finite automaton over bytes whose states complete features, and the weights of features by class.

    ``moves`` (int32): the next state by row and byte; ``rows`` (int32): the row of every state, which many states
    share; ``features`` (int32): the feature that a state completes, or -1; ``depth`` (int32, shape (1,)): the bytes
    that a state depends on; ``weights`` (int8, in steps of ``STEP``; what is the same for all classes is left
    out): for every script a table of features by classes, one after the other; ``prior`` (float32), with the classes of
    one script adjacent; ``labels`` (int32): the language of every class, where classes of one language add up;
    ``firsts`` and ``lengths`` (int32): the first class of a script, and their number; ``single`` (int32): the only
    language of a script, or -1; ``common`` (float32): by class, what its probability is multiplied by; ``groups``
    (int32): by label, the group of close languages, or -1; ``slots`` (int32): by label, its place in the group.
    """

    moves: NDArray[np.int32]
    rows: NDArray[np.int32]
    features: NDArray[np.int32]
    depth: NDArray[np.int32]
    weights: NDArray[np.int8]
    prior: NDArray[np.float32]
    labels: NDArray[np.int32]
    firsts: NDArray[np.int32]
    lengths: NDArray[np.int32]
    single: NDArray[np.int32]
    common: NDArray[np.float32]
    groups: NDArray[np.int32]
    slots: NDArray[np.int32]


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
def _read(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    model: LanguageModel,
    states: NDArray[np.int32],
    found: NDArray[np.int32],
) -> None:
    """The state behind every byte of a text, and the feature that it completes."""
    moves, rows, features, depth = model.moves, model.rows, model.features, model.depth[0]
    quarter = (stop - start) >> 2
    if quarter < depth:
        quarter = 0
    second, third, fourth = start + quarter, start + 2 * quarter, start + 3 * quarter
    one = two = three = four = 0
    for place in range(max(quarter - depth, 0), quarter):
        two = moves[(rows[two] << 8) + data[start + place]]
        three = moves[(rows[three] << 8) + data[second + place]]
        four = moves[(rows[four] << 8) + data[third + place]]
    for place in range(quarter):
        one = moves[(rows[one] << 8) + data[start + place]]
        two = moves[(rows[two] << 8) + data[second + place]]
        three = moves[(rows[three] << 8) + data[third + place]]
        four = moves[(rows[four] << 8) + data[fourth + place]]
        states[place], found[place] = one, features[one]
        states[place + quarter], found[place + quarter] = two, features[two]
        states[place + 2 * quarter], found[place + 2 * quarter] = three, features[three]
        states[place + 3 * quarter], found[place + 3 * quarter] = four, features[four]
    for place in range(4 * quarter, stop - start):
        four = moves[(rows[four] << 8) + data[start + place]]
        states[place], found[place] = four, features[four]


@njit(nogil=True, cache=True)
def language_scores(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    bounds: NDArray[np.int64],
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    model: LanguageModel,
    kana: NDArray[np.int64],
    languages: int,
    members_most: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
    """The most likely language of every text and of parts of it.

    Args:
        data: UTF-8 bytes in NFC, uint8.
        starts: First byte of every text, int64.
        stops: One past the last byte of every text, int64.
        begins: First byte of every part, int64, in the order of the texts.
        ends: One past the last byte of every part, int64.
        bounds: The first part of every text and, last, their number; int64, shape (texts + 1,).
        classes: Class bits by code point, from ``character_tables``.
        scripts: Script index by code point, from ``character_tables``.
        model: The model, with the script indices of ``scripts``.
        kana: Script indices of Han, Hiragana and Katakana; if a twentieth of their letters are kana, all count as
            Hiragana.
        languages: Number of labels.
        members_most: Most languages of a group.

    Returns:
        ``best`` (int32, a label; -1 without letters, or where the model has no language of that script), ``confidence``
        (float32, 0 to 1: the probability within the script of the label, or of its group of close languages, times the
        share of letters in that script) and ``letters`` (int64; a Han character counts as three), for every text and
        then for every part; and ``shares`` (float32, shape (texts, members)): for every text the probability of every
        language of the group within it, zeros without a group.
    """
    count = starts.shape[0]
    best = np.full(count + begins.shape[0], -1, dtype=np.int32)
    confidence = np.zeros(best.shape[0], dtype=np.float32)
    total = np.zeros(best.shape[0], dtype=np.int64)
    letters = np.zeros(256, dtype=np.int64)
    number = model.weights.shape[0] // model.prior.shape[0]
    seen = np.zeros(number, dtype=np.int32)
    touched = np.empty(number, dtype=np.int32)
    scores = np.empty(model.prior.shape[0], dtype=np.float32)
    sums = np.zeros(languages, dtype=np.float64)
    shares = np.zeros((count, members_most), dtype=np.float32)
    longest = 0
    for text in range(count):
        longest = max(longest, stops[text] - starts[text])
    states, found = np.empty(longest, dtype=np.int32), np.empty(longest, dtype=np.int32)
    own = np.empty(longest, dtype=np.int32)
    for text in range(count):
        read = False
        for one in range(-1, bounds[text + 1] - bounds[text]):
            part = bounds[text] + one
            span = text if one < 0 else count + part
            start, stop = (starts[text], stops[text]) if one < 0 else (begins[part], ends[part])
            total[span] = _letters_by_script(data, start, stop, classes, scripts, letters)
            if total[span] == 0:
                continue
            kana_letters = letters[kana[1]] + letters[kana[2]]
            # One says as much as three letters do.
            total[span] += (HAN_LETTERS - 1) * letters[kana[0]]
            letters[kana[0]] *= HAN_LETTERS
            # Han alone is Chinese; Japanese is Han with kana, even where most of the letters are Han.
            if 20 * HAN_LETTERS * kana_letters >= HAN_LETTERS * kana_letters + letters[kana[0]]:
                letters[kana[1]] = kana_letters + letters[kana[0]]
                letters[kana[0]] = letters[kana[2]] = 0
            script = int(np.argmax(letters))
            share = np.float32(letters[script] / total[span])
            if model.single[script] >= 0:
                best[span], confidence[span] = model.single[script], share
                continue
            members, first = model.lengths[script], model.firsts[script]
            if members == 0:
                continue
            if not read:
                _read(data, starts[text], stops[text], model, states, found)
                read = True
            used, place = 0, start - starts[text]
            if one >= 0:
                state = 0
                while place < stop - starts[text]:
                    state = model.moves[(model.rows[state] << 8) + data[starts[text] + place]]
                    if state == states[place]:
                        break
                    own[place - start + starts[text]] = model.features[state]
                    place += 1
                used = _count(own[: place - start + starts[text]], seen, touched, 0)
            used = _count(found[place : stop - starts[text]], seen, touched, used)
            for member in range(members):
                scores[member] = model.prior[first + member]
            table = model.weights[np.int64(first) * number : np.int64(first + members) * number]
            _add(scores[:members], table.reshape(number, members), touched[:used], seen)
            own_labels = model.labels[first : first + members]
            common = model.common[first : first + members]
            best[span], whole = _likeliest(scores, members, own_labels, common, np.sqrt(stop - start), sums)
            told, group = sums[best[span]], model.groups[best[span]]
            if group >= 0:
                told = 0.0
                for label in own_labels:
                    if model.groups[label] == group:
                        told += sums[label]
                        if one < 0:
                            shares[text, model.slots[label]] += sums[label]
                        sums[label] = 0.0  # two classes may have one label
                if one < 0:
                    for slot in range(members_most):
                        shares[text, slot] /= told
            confidence[span] = np.float32(told / whole) * share
    return best, confidence, total, shares


@njit(nogil=True, cache=True)
def _add(
    scores: NDArray[np.float32], weights: NDArray[np.int8], touched: NDArray[np.int32], seen: NDArray[np.int32]
) -> None:
    """Add the weights of the features that were seen, and forget them."""
    members = weights.shape[1]
    for feature in touched:
        times = seen[feature]
        seen[feature] = 0
        weight = _LOGARITHMS[times] if times < _LOGARITHMS.shape[0] else np.float32(np.log1p(times)) * STEP
        row = weights[feature]
        for member in range(members):
            scores[member] += weight * row[member]


@njit(nogil=True, cache=True)
def _count(found: NDArray[np.int32], seen: NDArray[np.int32], touched: NDArray[np.int32], used: int) -> int:
    """Count features; a span has far fewer than the model, so a list of them spares a full pass."""
    for feature in found:
        if feature >= 0:
            if seen[feature] == 0:
                touched[used] = feature
                used += 1
            seen[feature] += 1
    return used


@njit(nogil=True, cache=True)
def _likeliest(
    scores: NDArray[np.float32],
    members: int,
    labels: NDArray[np.int32],
    common: NDArray[np.float32],
    temperature: float,
    sums: NDArray[np.float64],
) -> tuple[int, float]:
    """The label of the highest probability, and the sum of all; ``sums`` holds what each has of it."""
    highest = scores[0]  # subtracted first, so that no exponential overflows
    for place in range(1, members):
        highest = max(highest, scores[place])
    for place in range(members):
        sums[labels[place]] = 0.0
    whole = 0.0
    for place in range(members):
        value = np.exp((scores[place] - highest) / temperature) * common[place]
        sums[labels[place]] += value
        whole += value
    chosen = labels[0]
    for place in range(1, members):
        if sums[labels[place]] > sums[chosen]:
            chosen = labels[place]
    return chosen, whole
