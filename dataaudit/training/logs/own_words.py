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


def in_known_words(log: LogFile, words: Mapping[str, str], target: Path) -> bool:
    """Write a log with its words replaced by what they mean; whole words, in any case.

    Args:
        log: The log.
        words: Meaning by word.
        target: The file to write.

    Returns:
        Whether the log is a text; nothing is written of another one.
    """
    if not log.text:
        return False
    meanings = {word.casefold(): meaning for word, meaning in words.items()}
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_])", re.IGNORECASE)
    with (
        log.path.open(encoding=encoding_of(log.head), errors="replace", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as plain,
    ):
        plain.writelines(pattern.sub(lambda match: meanings[match[0].casefold()], line) for line in lines)
    return True
