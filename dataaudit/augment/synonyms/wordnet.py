"""Word nets in the format of WordNet's own database files: which words mean the same in their usual sense.

Source: the manual pages wndb(5WN) and cntlist(5WN) of WordNet 3.0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dataaudit.errors import ConfigurationError

KINDS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
"""Parts of speech: the ending of a file's name, and our letter."""
_NUMBERS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
USUAL = 0.5
"""Share of a word's counted uses that its first sense must have, to be taken for what is meant."""

Synonyms = dict[tuple[str, str], tuple[str, ...]]
"""By word in its basic form and part of speech: words that can stand for it, the most frequent first."""


@dataclass(frozen=True, slots=True)
class _Sense:
    synset: str
    count: int
    whole: int


def read_wordnet(folder: Path, known: Callable[[str], bool] | None = None) -> Synonyms:
    """Synonyms by part of speech from the files of a word net.

    Two words are synonyms where the usual sense of each is the same: the first one, if it has most of the uses that
    were counted, or the only one; and the one that is put in was counted in it. Words of several parts, names, and
    words with anything but letters are left out.

    Args:
        folder: Holds ``index.noun``, ``data.noun`` and so on, and ``cntlist.rev`` where uses were counted.
        known: Whether a word is common enough to be put in; all are when None.

    Raises:
        ConfigurationError: A file is missing, or is not a WordNet file.
    """
    counts = _counts(folder)
    usual: dict[tuple[str, str], _Sense] = {}
    for ending, kind in KINDS.items():
        for lemma, synsets in _index(folder / f"index.{ending}"):
            told = counts.get((lemma, kind), {})
            whole = sum(told.values())
            if len(synsets) == 1 or (whole and told.get(1, 0) >= USUAL * whole):
                usual[lemma, kind] = _Sense(synsets[0], told.get(1, 0), whole)
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (lemma, kind), sense in usual.items():
        members[sense.synset, kind].append(lemma)
    written = {kind: _written(folder / f"data.{ending}") for ending, kind in KINDS.items()}
    found: Synonyms = {}
    for (synset, kind), lemmas in members.items():
        lower = written[kind].get(synset, set())
        plain = [one for one in lemmas if one in lower and one.isalpha() and len(one) > 1]
        for lemma in plain:
            others = [
                one
                for one in plain
                if one != lemma and (usual[one, kind].count or not counts) and (known is None or known(one))
            ]
            if others:
                found[lemma, kind] = tuple(sorted(others, key=lambda one: (-usual[one, kind].count, one)))
    return found


def _lines(path: Path) -> Iterable[str]:
    try:
        with path.open(encoding="utf-8", errors="strict") as file:
            yield from (line for line in file if not line.startswith(" "))
    except (OSError, UnicodeDecodeError) as error:
        problem = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
        message = f"{path}: {problem}; name a folder with WordNet's database files (index.noun, data.noun, ...)"
        raise ConfigurationError(message) from None


def _index(path: Path) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(_lines(path), 1):
        fields = line.split()
        try:
            senses, pointers = int(fields[2]), int(fields[3])
            synsets = fields[6 + pointers : 6 + pointers + senses]
        except (IndexError, ValueError):
            synsets = []
        if not synsets:
            message = f"{path}, entry {number}: not a line of a WordNet index"
            raise ConfigurationError(message)
        yield fields[0], synsets


def _written(path: Path) -> dict[str, set[str]]:
    """Words of every synset that are written in lower case: no names."""
    found: dict[str, set[str]] = {}
    for number, line in enumerate(_lines(path), 1):
        fields = line.split()
        try:
            words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
        except (IndexError, ValueError):
            message = f"{path}, entry {number}: not a line of WordNet data"
            raise ConfigurationError(message) from None
        found[fields[0]] = {word.split("(")[0] for word in words if word == word.lower()}
    return found


def _counts(folder: Path) -> dict[tuple[str, str], dict[int, int]]:
    """Counted uses by word, part of speech and number of the sense; none where the file is not there."""
    path = folder / "cntlist.rev"
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    if path.is_file():
        for number, line in enumerate(_lines(path), 1):
            try:
                key, sense, count = line.split()[:3]
                lemma, _, rest = key.partition("%")
                told = counts[lemma, _NUMBERS[rest[0]]]
                told[int(sense)] = told.get(int(sense), 0) + int(count)
            except (ValueError, IndexError, KeyError):
                message = f"{path}, entry {number}: not a line of a WordNet list of counts"
                raise ConfigurationError(message) from None
    return counts
