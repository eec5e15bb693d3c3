"""The offline language model: that of py3langid and three more languages, arranged by script."""

from __future__ import annotations

import importlib.metadata
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.language.language_scores import STEP, LanguageModel
from dataaudit.kernels.text import characters
from dataaudit.kernels.text.characters import SCRIPTS
from dataaudit.stages.language import close_languages
from dataaudit.stages.language.close_languages import FILE, MORE, members_by_label, more_sentences
from dataaudit.store.atomic import write_error
from dataaudit.store.kept_arrays import kept_arrays

SINGLE = {
    "Hang": "ko",
    "Hira": "ja",
    "Kana": "ja",
    "Hani": "zh",
    "Thai": "th",
    "Laoo": "lo",
    "Khmr": "km",
    "Mymr": "my",
    "Grek": "el",
    "Hebr": "he",
    "Armn": "hy",
    "Geor": "ka",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Gujr": "gu",
    "Guru": "pa",
    "Orya": "or",
    "Sinh": "si",
    "Ethi": "am",
    "Tibt": "bo",
    "Thaa": "dv",
    "Cher": "chr",
    "Cans": "iu",
    "Bopo": "zh",
    "Yiii": "ii",
    "Mong": "mn",
}
"""Scripts used by practically one language; Hiragana also represents kana mixed with Han."""
_OTHERS = {
    "Cyrl": "ba be bg kk ky mk mn ru sr tg tt uk",
    "Arab": "ar ary arz fa ku ps sdh ug ur uzs",
    "Deva": "hi mr ne sa gom",
    "Beng": "as bn",
}
_NOT_LATIN = {"am", "el", "grc", "he", "hbo", "zh", "wuu", "yue", "ja", "ko", "th", "lo", "km", "my", "hy", "ka", "dz"}
_NOT_LATIN |= {"ta", "te", "kn", "ml", "gu", "pa", "or", "si", "zxx"}
_BOTH = {"sr", "uz", "ku", "az"}
_RARE = 0.2
"""What the probability of a language is multiplied by that has no code of two letters: few texts are in one."""
_MIDDLE = -9.0
"""Weights are logarithms of shares between -15.3 and -2.7."""
_UNSEEN = 0.05
"""What a feature counts that does not occur in the sentences of a language."""
_SAME = {"uzs": "uz", "gug": "gn", "kik": "ki", "nn": "no", "hbo": "he", "sdh": "ku"}
"""Labels of the model that are reported by another code: ISO 639-1 where there is one."""


@cache
def language_model() -> tuple[LanguageModel, tuple[str, ...]]:
    """The model and the names of its labels.

    Returns:
        Read-only arrays, and ISO 639 codes by label.

    Raises:
        ResourceError: The temporary folder has no space left.
    """
    version = f"py3langid {importlib.metadata.version('py3langid')}".encode() + FILE.read_bytes() + MORE.read_bytes()
    tables = kept_arrays("languages", version, [sys.modules[__name__], characters, close_languages], _tables)
    model = LanguageModel(*(tables[name] for name in LanguageModel._fields))
    for table in model:
        table.flags.writeable = False
    return model, tuple(tables["names"].tolist())


def _tables() -> dict[str, NDArray[Any]]:
    """The arrays of the model, and the names of its labels: unpacking the package's file takes most of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        source = LanguageIdentifier.from_model_file(MODEL_FILE)  # unpacked to a temporary file
    except OSError as error:
        raise write_error(Path(tempfile.gettempdir()), error) from error
    names = [_SAME.get(name, name) for name in (*source.nb_classes, *more_sentences())]
    labels = tuple(sorted({*names, *SINGLE.values()}))
    number = {name: place for place, name in enumerate(labels)}
    written = {script: set(codes.split()) for script, codes in _OTHERS.items()}
    elsewhere = set().union(*written.values()) | _NOT_LATIN
    latin = (*source.nb_classes, *more_sentences())
    written["Latn"] = {name for name in latin if name not in elsewhere or name in _BOTH}
    firsts, lengths = np.zeros(len(SCRIPTS), np.int32), np.zeros(len(SCRIPTS), np.int32)
    single = np.full(len(SCRIPTS), -1, np.int32)
    weights: list[NDArray[np.int8]] = []
    more = more_sentences()
    ptc = np.column_stack([np.asarray(source.nb_ptc, np.float32), *_columns(source, more.values())])
    classes = [*source.nb_classes, *more]
    priors = np.append(np.asarray(source.nb_pc, np.float32), np.full(len(more), np.median(source.nb_pc), np.float32))
    columns: list[int] = []  # a language written in two scripts gets a column in each
    for script, codes in written.items():
        members = [place for place, name in enumerate(classes) if name in codes]
        firsts[SCRIPTS.index(script)], lengths[SCRIPTS.index(script)] = len(columns), len(members)
        columns += members
        weights.append(np.clip(np.rint((ptc[:, members] - _MIDDLE) / STEP), -127, 127).astype(np.int8).ravel())
    for script, code in SINGLE.items():
        if script in SCRIPTS:
            single[SCRIPTS.index(script)] = number[code]
    moves, rows = np.array(source.tk_nextmove, np.int32), np.array(source.tk_row, np.int32)
    model = LanguageModel(
        moves=moves,
        rows=rows,
        features=np.array(source.tk_output, np.int32),
        depth=np.array([_depth(moves, rows)], np.int32),
        weights=np.concatenate(weights),
        prior=priors[columns],
        labels=np.array([number[names[column]] for column in columns], np.int32),
        firsts=firsts,
        lengths=lengths,
        single=single,
        common=np.array([_RARE if len(classes[column]) > 2 else 1.0 for column in columns], np.float32),
        groups=members_by_label(labels)[0],
        slots=_slots(labels),
    )
    return {**model._asdict(), "names": np.array(labels)}


def _slots(labels: tuple[str, ...]) -> NDArray[np.int32]:
    """The place of every label in its group of close languages; 0 without one."""
    slots = np.zeros(len(labels), np.int32)
    for members in members_by_label(labels)[1]:
        for place, label in enumerate(members[members >= 0]):
            slots[label] = place
    return slots


def _columns(source: Any, more: Iterable[Sequence[str]]) -> Iterator[NDArray[np.float32]]:
    """Logarithms of the shares of features in sentences of languages that the model lacks, as those of the model."""
    moves, rows = np.array(source.tk_nextmove, np.int64), np.array(source.tk_row, np.int64)
    features = np.array(source.tk_output, np.int64)
    for sentences in more:
        counts = np.full(len(source.nb_ptc), _UNSEEN)
        for sentence in sentences:
            state = 0
            for byte in sentence.encode():
                state = moves[(rows[state] << 8) + byte]
                if features[state] >= 0:
                    counts[features[state]] += 1
        yield np.log(counts / counts.sum()).astype(np.float32)


def _depth(moves: NDArray[np.int32], rows: NDArray[np.int32]) -> int:
    """The most bytes that lead to a state by the shortest way: so many bytes tell the state."""
    table, seen = moves.reshape(-1, 256), np.zeros(len(rows), np.bool_)
    reached, depth = np.zeros(1, np.int32), -1
    while len(reached):
        seen[reached] = True
        reached = np.unique(table[rows[reached]])
        reached, depth = reached[~seen[reached]], depth + 1
    return depth
