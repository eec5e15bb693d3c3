"""Reads logs whose words the vocabulary lacks: the user says what they mean, and they are read as these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.training.logs.columns import counter_of, role_of, vocabulary
from dataaudit.training.logs.log_reader import LogFile
from dataaudit.training.logs.records import encoding_of


def check_words(words: Mapping[str, str]) -> None:
    """Check that what words are said to mean is known.

    Raises:
        ConfigurationError: A meaning is neither a metric nor a counter nor a side, or a word is empty.
    """
    for word, meaning in words.items():
        if not word.strip():
            message = f"--word: '{word}={meaning}' names no word; write WORD=MEANING, as in zielwert=loss"
            raise ConfigurationError(message)
        if role_of(meaning) is None and counter_of(meaning) is None and meaning.lower() not in vocabulary().sides:
            known = ["loss", *(name.replace("_", " ") for name in vocabulary().metrics), *vocabulary().counters]
            known += ["train", "validation", "test"]
            message = (
                f"--word: '{meaning}' is not known as a meaning; say a metric (loss, learning rate), a counter "
                f"(step, epoch, batch) or a side (validation){did_you_mean(meaning, known)}"
            )
            raise ConfigurationError(message)


class KnownWords:
    """Replaces words by what they mean; whole words, in any case.

    Examples:
        >>> KnownWords({"zielwert": "loss", "runde": "epoch"})("Runde 3: Zielwert 0.5")
        'epoch 3: loss 0.5'
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        """Replace some words; the longest first."""
        ordered = sorted(words, key=len, reverse=True)
        self._meanings = [words[word] for word in ordered]
        listed = "|".join(f"({re.escape(word)})" for word in ordered)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_])", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text in known words."""
        return self._pattern.sub(lambda match: self._meanings[(match.lastindex or 1) - 1], text)


def in_known_words(log: LogFile, words: Mapping[str, str], target: Path) -> bool:
    """Write a log with its words replaced by what they mean.

    Args:
        log: The log.
        words: Meaning by word.
        target: The file to write.

    Returns:
        Whether the log is a text; nothing is written of another one.
    """
    if not log.text:
        return False
    known = KnownWords(words)
    with (
        log.path.open(encoding=encoding_of(log.head), errors="replace", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as plain,
    ):
        plain.writelines(map(known, lines))
    return True
