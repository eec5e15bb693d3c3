"""Whether two texts with similar vectors say the same: what vectors hardly reflect is compared word by word.

A number, a name or a negation changes what a text says and hardly moves its vector. Sums of word vectors moreover put
texts on one subject together, so for these the words that carry meaning must be the same, up to their ending and but
for a few that one of the two has more. An encoder of whole sentences is trusted with the words, but not with answers:
those of instruction data must have half of their words in common. One task on two inputs is two rows: each prompt must
have all words of the other's input.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.vectors.encoders import STATIC, load_encoder

ALIKE, FEW = 2 / 3, 3
"""Smallest Jaccard similarity of the words that carry meaning; where one text has fewer of them, all must be equal."""
EXCHANGED, EXCHANGED_ALIKE, SYNONYMS = 2, 0.4, 0.7
"""Most words of either text that synonyms in the other may stand for, smallest similarity of such texts, and of the
static vectors of two words that are synonyms."""
ANSWERS = 0.5
"""The same for answers, where an encoder of sentences found the pair."""
_STEM = 6
"""Letters by which words are compared: "translate" and "translation" are one."""
_PIECE = 1 << 17
"""Pairs whose texts are held at a time."""

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:/]\d+)*)"
    r"|(?P<single>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<end>[.!?:;。！？：；\n\"“”(\-*•#>|])"
)
_CLITICS = ("'s", "’s", "'ll", "’ll", "'re", "’re", "'ve", "’ve", "'d", "’d", "'m", "’m")


class _Words(NamedTuple):
    numbers: dict[str, str]
    negations: frozenset[str]
    empty: frozenset[str]


@cache
def _words() -> _Words:
    read = tomllib.loads(Path(__file__).with_name("meaning_words.toml").read_text(encoding="utf-8"))
    numbers = {word: str(value) for value, words in enumerate(read["numbers"]) for word in words.split()}
    return _Words(numbers, frozenset(read["negations"].split()), frozenset(read["empty"].split()))


@dataclass(slots=True)
class Reading:
    """What a text says, apart from the order of its words.

    Attributes:
        figures: Its numbers and the number of its negations, as one value that equal ones share.
        names: Hashes of its words that begin with a capital inside a sentence.
        words: Hashes of all its words.
        content: Its words that carry meaning, by the hash of their stem.
    """

    figures: int
    names: set[int] = field(default_factory=set)
    words: set[int] = field(default_factory=set)
    content: dict[int, str] = field(default_factory=dict)


def read_meaning(text: str) -> Reading:
    """Read a text; an empty one says nothing.

    Examples:
        >>> one, two = read_meaning("Sum of 2 and 4"), read_meaning("The sum of 4 and two!")
        >>> one.figures == two.figures, one.content.keys() == two.content.keys()
        (True, True)
    """
    known = _words()
    numbers, negations, begins = list[str](), 0, True
    reading = Reading(0)
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind == "end":
            begins = True
            continue
        if kind == "number":
            numbers.append(token.replace(",", "").rstrip(".:/"))
            begins = False
            continue
        word = token.casefold()
        if word.endswith(("n't", "n’t")):
            negations += 1
            word = word[:-3]
        elif word.endswith(_CLITICS):
            word = word[: max(word.rfind("'"), word.rfind("’"))]
        if word in known.numbers:
            numbers.append(known.numbers[word])
            begins = False
            continue
        word = "who" if word in {"whom", "whose"} else word
        negations += word in known.negations
        number = hash(word)
        reading.words.add(number)
        if word not in known.empty and token[0].isupper() and (not begins or (len(token) > 1 and token.isupper())):
            reading.names.add(number)
        if word not in known.empty and word not in known.negations:
            reading.content[hash(word[:_STEM].rstrip("s") if len(word) > 3 else word)] = word
        begins = False
    reading.figures = hash((tuple(sorted(numbers)), negations))
    return reading


@dataclass(frozen=True, slots=True)
class SameMeaning:
    """Compares the texts of pairs.

    Attributes:
        store: Source of the texts.
        sentences: Whether the vectors are those of an encoder of whole sentences.
        turns: Whether rows are instruction data.
    """

    store: SignalStore
    sentences: bool
    turns: bool

    def __call__(self, left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Whether the rows of each pair say the same, bool.

        Args:
            left: Row id of one row of every pair, uint64.
            right: Row id of the other, uint64.
        """
        result = np.zeros(len(left), np.bool_)
        for first in range(0, len(left), _PIECE):
            some = slice(first, first + _PIECE)
            result[some] = self._agree(left[some], right[some])
        return result

    def _agree(self, left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.bool_]:
        ids, places = np.unique(np.concatenate([left, right]), return_inverse=True)
        one, two = places[: len(left)], places[len(left) :]
        read = _Readings.of(self._read(ids))
        agree = read.figures[one] == read.figures[two]
        for own, other in ((one, two), (two, one)):
            agree &= read.shared(own + read.names, other) == read.sizes[own + read.names]
        one, two = one + read.content, two + read.content
        both, fewest = read.shared(one, two), np.minimum(read.sizes[one], read.sizes[two])
        either = read.sizes[one] + read.sizes[two] - both
        alike = np.divide(both, either, out=np.ones(len(both)), where=either > 0)
        if self.sentences:
            return self._with_inputs(agree & (alike >= ANSWERS), left, right)
        same = (both == fewest) & (alike >= np.where(fewest < FEW, 1.0, ALIKE))
        rest = np.flatnonzero(agree & ~same & (fewest - both <= EXCHANGED) & (alike >= EXCHANGED_ALIKE))
        same[rest] = self._exchanged(left[rest], right[rest])
        return self._with_inputs(agree & same, left, right)

    def _with_inputs(
        self, agree: NDArray[np.bool_], left: NDArray[np.uint64], right: NDArray[np.uint64]
    ) -> NDArray[np.bool_]:
        """The pairs of which each prompt has all words of the other's input: of one task on two inputs, none."""
        places = np.flatnonzero(agree)
        if not self.turns or not len(places):
            return agree
        ids, rows = np.unique(np.concatenate([left[places], right[places]]), return_inverse=True)
        asked = [_prompt_and_input(turns) for turns in _flat(self.store.turns(ids))]
        for place, one, other in zip(places, rows[: len(places)], rows[len(places) :], strict=True):
            (prompt, given), (other_prompt, other_given) = asked[one], asked[other]
            agree[place] = given <= other_prompt and other_given <= prompt
        return agree

    def _read(self, ids: NDArray[np.uint64]) -> Iterator[Reading]:
        said = _flat(self.store.turns(ids)) if self.sentences and self.turns else iter([None] * len(ids))
        for text, turns in zip(_flat(self.store.texts(ids)), said, strict=True):
            reading = read_meaning(text or "")
            if self.sentences:  # answers alone are compared by words
                reading.content = read_meaning(_answer(turns)).content
            yield reading

    def _exchanged(self, left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Whether the words that only one of two texts has are synonyms of those that only the other has."""
        ids, places = np.unique(np.concatenate([left, right]), return_inverse=True)
        content = [read_meaning(text or "").content for text in _flat(self.store.texts(ids))]
        result = np.zeros(len(left), np.bool_)
        for pair, (one, two) in enumerate(zip(places[: len(left)], places[len(left) :], strict=True)):
            mine = [word for stem, word in content[one].items() if stem not in content[two]]
            theirs = [word for stem, word in content[two].items() if stem not in content[one]]
            result[pair] = len(mine) == len(theirs) and _are_synonyms(mine, theirs)
        return result


@dataclass(frozen=True, slots=True)
class _Readings:
    """What some texts say, in arrays: the sets of their words, then of their names, then of what carries meaning.

    Attributes:
        figures: By text, int64.
        sets: Sorted hashes, uint64.
        bounds: int64, one more than there are sets.
    """

    figures: NDArray[np.int64]
    sets: NDArray[np.uint64]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> _Readings:
        figures, flat, sizes = array("q"), (array("q"), array("q"), array("q")), (array("q"), array("q"), array("q"))
        for reading in readings:
            figures.append(reading.figures)
            for number, hashes in enumerate((reading.words, reading.names, reading.content)):
                flat[number].extend(hashes)
                sizes[number].append(len(hashes))
        counts = np.concatenate([np.array(one, np.int64) for one in sizes])
        hashes = np.concatenate([np.array(one, np.int64) for one in flat]).view(np.uint64)
        order = np.lexsort((hashes, np.repeat(np.arange(len(counts)), counts)))
        return cls(
            np.array(figures, np.int64), hashes[order], np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        )

    @property
    def names(self) -> int:
        """Number of the first set of names."""
        return len(self.figures)

    @property
    def content(self) -> int:
        """Number of the first set of words that carry meaning."""
        return 2 * len(self.figures)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Size of every set."""
        return np.diff(self.bounds)

    def shared(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many members the sets of each pair have in common."""
        alike = jaccard_of_pairs(self.sets, self.bounds, left, right, 0.0)
        sizes = self.sizes
        found: NDArray[np.int64] = np.rint(alike * (sizes[left] + sizes[right]) / (1 + alike)).astype(np.int64)
        return found


def _are_synonyms(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether every word has another in the other list, by the vectors of words alone."""
    vectors, learnt = load_encoder(STATIC, "cpu", 0, 0, False).encode(pa.array([*mine, *theirs], pa.large_string()))
    if not (learnt >= 1).all():
        return False
    near = vectors[: len(mine)] @ vectors[len(mine) :].T >= SYNONYMS
    return any(all(near[row, column] for row, column in enumerate(turn)) for turn in permutations(range(len(theirs))))


def _prompt_and_input(turns: str | None) -> tuple[set[int], set[int]]:
    """Words of all that is asked, and of what it is asked about."""
    said = orjson.loads(turns or "[]")
    asked = "\n".join(text for role, text in said if role in ("user", "input"))
    given = "\n".join(text for role, text in said if role == "input")
    return read_meaning(asked).words, read_meaning(given).words


def _answer(turns: str | None) -> str:
    return "\n".join(text for role, text in orjson.loads(turns or "[]") if role == "assistant")


def _flat(pieces: Iterable[tuple[NDArray[np.uint64], pa.LargeStringArray]]) -> Iterator[str | None]:
    for _, texts in pieces:
        yield from texts.to_pylist()
