"""Passages of texts, beside a plain split into lines, paragraphs and words."""

from __future__ import annotations

import re
from itertools import pairwise

import pyarrow as pa
import xxhash
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels.text_twins import words_and_symbols

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.passage_hashes import KINDS, SAMPLED, SHORTEST, WORDS, passages
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.ngrams import BASE

Passage = tuple[str, int, str]
"""Kind, hash, and the line or the number of the first word."""

ALL = (1 << 64) - 1


def found(texts: list[str]) -> list[list[Passage]]:
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    hashes, begins, ends, chars, bounds = (part.tolist() for part in passages(data, offsets, character_tables()[0]))
    listed: list[list[Passage]] = []
    for first, last in pairwise(bounds):
        listed.append([])
        columns = (part[first:last] for part in (hashes, begins, ends, chars))
        for value, begin, end, size in zip(*columns, strict=True):
            kind = KINDS[value & 7]
            block = kind in ("line", "paragraph")
            shown = bytes(data[begin:end]).decode() if block else str(begin)
            assert size == (len(shown) if block else 0)
            listed[-1].append((kind, value, shown))
    return listed


def tagged(value: int, kind: str) -> int:
    return value & ~7 & ALL | KINDS.index(kind)


def hash_of_words(words: list[str]) -> int:
    value = 0
    for byte in "".join(words).encode():
        value = (value * int(BASE) + byte + 1) & ALL
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = ((value ^ value >> 33) * factor) & ALL
    return (value ^ value >> 33) | 1


def twin(text: str) -> list[Passage]:
    blocks = [("line", line.strip()) for line in text.split("\n")]
    blocks += [("paragraph", block.strip()) for block in re.split(r"\n{2,}", text) if "\n" in block.strip()]
    listed: list[Passage] = [
        (kind, tagged(xxhash.xxh64_intdigest(block.encode()), kind), block)
        for kind, block in blocks
        if len(block.encode()) >= SHORTEST and block != text.strip()
    ]
    words = words_and_symbols(text)
    last = len(words) - WORDS
    for first in range(last + 1) if last > 0 else ():
        value = hash_of_words(words[first : first + WORDS])
        kinds = {"opening": first == 0, "ending": first == last, "ngram": (value >> 8) % SAMPLED == 0}
        listed += [(kind, tagged(value, kind), str(first)) for kind, holds in kinds.items() if holds]
    return listed


PIECES = st.sampled_from(
    ["a ", "b", "word ", "a line that is long enough", "一行很长的中文文本", "。", "é", "😀 ", "\n", "\n\n", " ",
     "\r\n", "\u3000", "\u2028", "\t"]
)  # fmt: skip


@given(st.lists(st.lists(PIECES, max_size=60).map("".join), max_size=4))
def test_passages_are_those_of_a_plain_split(texts: list[str]) -> None:
    assert [sorted(one) for one in found(texts)] == [sorted(twin(text)) for text in texts]


@every(
    "text",
    ["", "\n", "\n\n\n", "one two three four five six seven eight", "one two three four five six seven eight nine",
     "a line of twenty b..\nx", "a line of nineteen.\nx", "中" * 30, "x\n" * 40, "\n\na line that is long enough\n\n"],
)  # fmt: skip
def test_passages_are_those_of_a_plain_split_on_edges(text: str) -> None:
    assert sorted(found([text])[0]) == sorted(twin(text))


def test_a_line_is_the_same_passage_wherever_it_stands_and_whatever_white_space_is_around_it() -> None:
    line = "All rights reserved, 2024"
    texts = [f"{line}\nmore", f"more\n  {line}\u3000\nand more", f"more\r\n\r\n\t{line}\r\n\r\nmore", f"more\n{line}"]
    for listed in found(texts):
        assert [one for one in listed if one[0] == "line"] == twin(texts[0])[:1]


@every("around", ["", " ", "\n", "\n\n", "\u3000\u3000", "\r\n", "\u2028 "])
def test_a_whole_text_is_no_passage_whatever_white_space_is_around_it(around: str) -> None:
    for text in ("one whole line of a text", "one whole line of a text\nand another line of it"):
        blocks = [shown for kind, _, shown in found([around + text + around])[0] if kind in ("line", "paragraph")]
        assert text not in blocks


def test_a_paragraph_of_one_line_is_that_line_alone_wherever_it_stands() -> None:
    first, last = "the first line of several", "the last line of several"
    for text in (
        f"{first}\n\n{last}",
        f"{first}\n\n{last}\n",
        f"\n{first}\n\n \n{last}\n\n",
        f"{first}\n\n\n\n{last}\n ",
    ):
        assert [(kind, shown) for kind, _, shown in found([text])[0] if kind in ("line", "paragraph")] == [
            ("line", first), ("line", last),
        ]  # fmt: skip


def test_words_that_join_to_the_same_characters_are_one_sequence() -> None:
    one, other, another = (
        found([f"{words} tail"])[0][0] for words in ("ab c d e f g h i", "a bc d e f g h i", "A " * 8)
    )
    assert one[0] == "opening"
    assert one == other != another


def test_passages_of_a_text_do_not_depend_on_the_texts_beside_it() -> None:
    crowded = "n " * 5000  # the same sequence of words, and one of those that are sampled
    assert sum(kind == "ngram" for kind, _, _ in found([crowded])[0]) == 4993
    lines = "\n".join(f"line number {number} of many" for number in range(200))
    texts = [crowded, lines, "", crowded, lines]
    assert found(texts) == [found([text])[0] for text in texts]


def test_a_slice_of_an_array_has_the_passages_of_its_texts() -> None:
    texts = ["ignored é", "first line of the text here\nand more", "ignored"]
    array = pa.array(texts, pa.large_string())[1:2]
    data, offsets = text_buffers(array)
    hashes, begins, ends, _, bounds = passages(data, offsets, character_tables()[0])
    assert bounds.tolist() == [0, 1]
    assert bytes(data[begins[0] : ends[0]]).decode() == "first line of the text here"
    assert hashes[0] == twin(texts[1])[0][1]
