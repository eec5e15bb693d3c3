"""One number for the quality of a text, and the signals that lower it.

Every penalty rises from 0 at ``fine`` to its weight at ``bad`` along one signal, and counts in full only from some
lines or words on: a single line tells little. The score is the product of what each penalty leaves; source code has
fewer of them than prose. It uses stored signals only, so it can be recomputed from ``rows/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import UNSEGMENTED_SCRIPTS
from dataaudit.stages.signal_batch import missing_texts, signal_batch

REASONS = 3
"""Most signals listed as reasons of a score."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """The penalty for one signal.

    Attributes:
        signal: Name of the signal.
        fine: Value up to which there is no penalty.
        bad: Value from which the penalty is the whole weight; smaller than ``fine`` if small values are bad.
        weight: Largest part of the score that is lost.
        given: Signals, and the value that each must reach for the penalty to apply.
        evidence: A signal and its value from which on the penalty counts in full; it counts in proportion below.
        code: Whether it applies to source code as well.
    """

    signal: str
    fine: float
    bad: float
    weight: float
    given: tuple[tuple[str, float], ...] = ()
    evidence: tuple[str, float] | None = None
    code: bool = False

    def lost(self, signals: Mapping[str, NDArray[np.float64]], count: int) -> NDArray[np.float64]:
        """The part of every row's score that is lost; 0 where the signal is null or missing."""
        values = signals.get(self.signal)
        if values is None:
            return np.zeros(count)
        lost = np.clip((values - self.fine) / (self.bad - self.fine), 0.0, 1.0) * self.weight
        for name, least in self.given:
            if name in signals:
                lost = np.where(signals[name] >= least, lost, 0.0)
        if self.evidence is not None and self.evidence[0] in signals:
            lost = lost * np.clip(signals[self.evidence[0]] / self.evidence[1], 0.0, 1.0)
        if not self.code and _CODE in signals:
            lost = lost * _share_of_prose(signals)
        return np.nan_to_num(lost)


def _share_of_prose(signals: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """How far a text is judged as prose: not where enough of its lines are code, and in full where few are."""
    code = np.nan_to_num(signals[_CODE])
    if "lines" in signals:
        code = code * np.clip(np.nan_to_num(signals["lines"]) / _CODE_LINES, 0.0, 1.0)
    return np.clip((_ALL_CODE - code) / (_ALL_CODE - _SOME_CODE), 0.0, 1.0)


_CODE, _SOME_CODE, _ALL_CODE, _CODE_LINES = "code_line_share", 0.1, 0.35, 5.0
"""The signal that tells source code, values between which penalties for prose fade out, and lines that it needs."""
_SOME = (("words", 20.0),)
_LINES = (("lines", 4.0),)
_SPACED, _MARKED, _CASED = "spaces_between_words", "marks_between_sentences", "capitals"
"""Properties of a text's script, 0 or 1."""
_CASED_SCRIPTS = ("Latn", "Cyrl", "Grek", "Armn")
_UNMARKED_SCRIPTS = ("Thai", "Laoo", "Khmr", "Mymr", "Tibt")
"""Scripts whose sentences end without a mark."""
_REPEATING = ("covered_5gram_share", "top_2gram_word_share")
_REPEATED_WORDS = 60.0
"""Words from which on repetition counts in full."""
_ANSWERED_WORDS = 200.0
"""The same of conversations, whose answers repeat what was asked."""
PENALTIES = (
    Penalty("special_character_share", 0.12, 0.4, 0.6),
    Penalty("digit_share", 0.08, 0.35, 0.6),
    Penalty("uppercase_share", 0.15, 0.6, 0.4, ((_CASED, 1.0),)),
    Penalty("url_share", 0.05, 0.4, 0.6, code=True),
    Penalty("tag_share", 0.01, 0.2, 0.6),
    Penalty("entity_ratio", 0.01, 0.1, 0.5, code=True),
    Penalty("boilerplate_line_share", 0.05, 0.5, 0.6, (), ("lines", 8.0), code=True),
    Penalty("code_line_share", 0.05, 0.2, 0.3, _LINES, ("lines", 10.0)),
    Penalty("short_line_share", 0.85, 1.0, 0.6, _LINES, ("lines", 20.0)),
    Penalty("terminal_line_share", 0.4, 0.0, 0.35, (*_SOME, (_MARKED, 1.0)), ("lines", 8.0)),
    Penalty("list_line_share", 0.3, 0.9, 0.15, _LINES, ("lines", 12.0)),
    Penalty("covered_5gram_share", 0.15, 0.7, 0.7, (*_SOME, (_MARKED, 1.0)), ("words", _REPEATED_WORDS)),
    Penalty("top_2gram_word_share", 0.08, 0.3, 0.5, (*_SOME, (_MARKED, 1.0)), ("words", _REPEATED_WORDS)),
    Penalty("repeated_character_share", 0.15, 0.6, 0.6),
    Penalty("duplicate_line_share", 0.1, 0.6, 0.5, _LINES, ("lines", 10.0)),
    Penalty("alphabetic_word_share", 0.8, 0.4, 0.5, (*_SOME, (_SPACED, 1.0))),
    Penalty("longest_character_run", 8, 30, 0.5),
    Penalty("stop_word_share", 0.08, 0.0, 0.7, _SOME),
    Penalty("mojibake_share", 0.001, 0.03, 0.8, code=True),
    Penalty("unseen_share", 0.002, 0.05, 0.6, code=True),
    Penalty("main_script_share", 0.9, 0.5, 0.4),
    Penalty("language_confidence", 0.7, 0.2, 0.4, _SOME),
    Penalty("other_language_share", 0.2, 0.6, 0.3),
    Penalty("single_letter_share", 0.12, 0.4, 0.6, (*_SOME, (_CASED, 1.0))),
    Penalty("words_per_sentence", 45, 200, 0.5, (*_SOME, (_SPACED, 1.0), (_MARKED, 1.0))),
    Penalty("words_per_mark", 40, 120, 0.75, (*_SOME, (_MARKED, 1.0))),
    Penalty("visible_chars", 40, 0, 0.3),
)


@dataclass(frozen=True, slots=True)
class QualityScore:
    """Row stage ``quality_score``, after the stages whose signals it reads.

    Attributes:
        pages: Whether the texts are pages, and no conversations.
        name: ``quality_score``.

    Signals: ``quality_score`` (0 worst to 1 best) and ``quality_reasons``: the signals that lowered it most, each with
    the part of the score that was lost to it, such as ``"digit_share -0.31"``.
    """

    pages: bool = True
    name: str = "quality_score"

    @property
    def penalties(self) -> tuple[Penalty, ...]:
        """Those of such texts."""
        if self.pages:
            return PENALTIES
        return tuple(
            replace(one, evidence=("words", _ANSWERED_WORDS)) if one.signal in _REPEATING else one for one in PENALTIES
        )

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([("quality_score", pa.float32()), ("quality_reasons", pa.list_(pa.string()))])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        missing, count = missing_texts(batch), len(batch)
        penalties = self.penalties
        names = {name for one in penalties for name in (one.signal, *(given for given, _ in one.given))}
        read = names | {"lines", "words", "sentences", "punctuation_share", "chars"}
        signals = {name: _numbers(batch, name) for name in read if name in batch.schema.names}
        if {"words", "punctuation_share", "chars"} <= set(signals):
            marks = signals["punctuation_share"] * signals["chars"]
            signals["words_per_mark"] = signals["words"] / np.maximum(marks, 1.0)
        if {"words", "sentences"} <= set(signals):
            signals["words_per_sentence"] = signals["words"] / np.maximum(signals["sentences"], 1.0)
        if "script" in batch.schema.names:
            scripts = batch.column("script").to_pylist()
            signals[_SPACED] = np.array([one not in UNSEGMENTED_SCRIPTS for one in scripts], np.float64)
            signals[_CASED] = np.array([one in _CASED_SCRIPTS for one in scripts], np.float64)
            signals[_MARKED] = np.array([one not in _UNMARKED_SCRIPTS for one in scripts], np.float64)
        lost = np.stack([one.lost(signals, count) for one in penalties])
        score = np.prod(1.0 - lost, axis=0)
        order = np.argsort(-lost, axis=0, kind="stable")[:REASONS]
        reasons: list[list[str] | None] = []
        for row in range(count):
            chosen = [int(place) for place in order[:, row] if lost[place, row] > 0.005]
            reasons.append([f"{PENALTIES[place].signal} -{lost[place, row]:.2f}" for place in chosen])
        columns: dict[str, NDArray[np.generic] | pa.Array] = {
            "quality_score": score,
            "quality_reasons": pa.array(reasons, pa.list_(pa.string()), mask=missing),
        }
        return signal_batch(self.schema, columns, missing)


def _numbers(batch: pa.RecordBatch, name: str) -> NDArray[np.float64]:
    """A signal as float64; NaN for null."""
    values: NDArray[np.float64] = batch.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values
