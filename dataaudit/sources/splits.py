"""Splits from file and folder names, as Hugging Face datasets reads them."""

from __future__ import annotations

import re

UNSPLIT = "_unsplit"
"""The folder of a clean data set with the rows that have no split, where others have one."""

KEYWORDS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test", "testing", "eval", "evaluation"),
}
_SEPARATOR = r"[-._ 0-9]"
_NAMED = {word: split for split, words in KEYWORDS.items() for word in words}
_HELD_OUT = re.compile(r"(?:hold|held)[-_ ]?out|blind|unseen|dev[-_ ]?test|test[-_ ]?set|pruebas?|essais?|testdaten")
"""Evaluation splits under names that no file is read by."""
_WORDS = re.compile(rf"(?:^|(?<={_SEPARATOR}))({'|'.join(sorted(_NAMED, key=len, reverse=True))})(?={_SEPARATOR}|$)")


def split_of(path: str) -> str | None:
    """The split that a relative path names: by its file's name first, then by its folders', the nearest first.

    Examples:
        >>> split_of("data/train-00000-of-00004.parquet"), split_of("dev/part.jsonl"), split_of("contest.csv")
        ('train', 'validation', None)
    """
    for part in reversed(path.lower().split("/")):
        match = _WORDS.search(part)
        if match:
            return _NAMED[match[1]]
    return None


def split_of_folder(name: str) -> str | None:
    """The split that a folder is called after, when it is called just that.

    Examples:
        >>> split_of_folder("Dev"), split_of_folder("test-results")
        ('validation', None)
    """
    return _NAMED.get(name.lower())


def is_evaluation(split: str | None) -> bool:
    """Whether a split is for evaluation, so that it never loses rows to training data.

    Examples:
        >>> is_evaluation("dev"), is_evaluation("test_public"), is_evaluation("holdout"), is_evaluation("train")
        (True, True, True, False)
    """
    if split is None:
        return False
    return split_of(split) in ("validation", "test") or bool(_HELD_OUT.fullmatch(split.lower()))
