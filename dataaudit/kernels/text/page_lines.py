r"""Lines of web pages: those that C4 keeps, boilerplate and code, and remains of markup.

Reads the two buffers of Arrow texts, classes and traits by code point, and phrases sorted by their first byte. A line
is written once in lower case without citations, and a table of the first two bytes of all phrases rules out most
positions before any phrase is compared (without it the kernel takes 1.6 times as long). A phrase in capitals, or with
letters that ``_lower`` does not know, breaks the search: it is never found.

C4's rules (Raffel et al. 2020, section 2.2) follow datatrove's ``C4QualityFilter``. Lines are those of
``str.splitlines``, stripped. A line is kept if it has no word over 1,000 characters and at least three words; if,
without Wikipedia's citations, it ends with one of ``. ? ! " '`` but not with an ellipsis; and if it mentions neither
JavaScript nor a policy. Placeholders and curly brackets are looked for only in lines that no earlier rule has dropped.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.character_stats import next_sentence_state
from dataaudit.kernels.text.character_traits import BULLET
from dataaudit.kernels.text.characters import LINE_BREAK, SPACE
from dataaudit.kernels.text.longest_text import longest_text
from dataaudit.kernels.text.utf8 import decode

FIELDS = (
    "lines",
    "longest_line",
    "boilerplate_lines",
    "code_lines",
    "c4_lines",
    "c4_sentences",
    "c4_placeholder",
    "c4_brace",
    "feed_lines",
    "bullet_lines",
    "url_chars",
    "tag_chars",
    "entities",
)
"""Columns of the result of ``page_lines``: numbers of lines, sentences or bytes (``url_chars``, ``tag_chars``);
``c4_placeholder`` and ``c4_brace`` are 1 where C4 drops the page for it; ``feed_lines`` end at line feeds only, and
``bullet_lines`` are those of them that begin with a bullet of RedPajama v2."""

(
    _LINES,
    _LONGEST_LINE,
    _BOILERPLATE_LINES,
    _CODE_LINES,
    _C4_LINES,
    _C4_SENTENCES,
    _C4_PLACEHOLDER,
    _C4_BRACE,
    _FEED_LINES,
    _BULLET_LINES,
    _URL_CHARS,
    _TAG_CHARS,
    _ENTITIES,
) = range(len(FIELDS))
_COLUMNS = len(FIELDS)

_LONGEST_WORD, _FEWEST_WORDS = 1000, 3
_LONGEST_TAG, _LONGEST_ENTITY = 1000, 10
_PLACEHOLDER, _SCRIPT, _POLICY, _BOILERPLATE = 1, 2, 4, 8
_PHRASES = {
    _PLACEHOLDER: ("lorem ipsum",),
    _SCRIPT: ("javascript",),
    _POLICY: (
        "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies",
    ),
    _BOILERPLATE: (
        "all rights reserved", "click here", "read more", "sign up for", "subscribe to our", "log in to", "powered by",
        "share this", "share on", "follow us", "add to cart", "leave a comment", "skip to content", "back to top",
        "datenschutz", "impressum", "alle rechte vorbehalten", "weiterlesen", "tous droits réservés", "lire la suite",
        "politique de confidentialité", "todos los derechos reservados", "leer más", "política de privacidad",
        "tutti i diritti riservati", "alle rechten voorbehouden", "все права защищены", "читать далее",
        "版权所有", "点击下载", "点击这里", "上一篇", "下一篇", "转载请注明", "免责声明", "加微信", "扫码关注",
        "关注公众号",
        "著作権", "続きを読む", "プライバシーポリシー", "無断転載", "저작권", "무단전재", "개인정보처리방침",
        "جميع الحقوق محفوظة", "اقرأ المزيد", "สงวนลิขสิทธิ์", "อ่านต่อ",
    ),
}  # fmt: skip
_CITATIONS = (b"[edit]", b"[citation needed]")


class Phrases(NamedTuple):
    """Byte strings that lines are searched for, and the kind of line that each indicates."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    kinds: NDArray[np.int64]
    by_first: NDArray[np.int64]
    """The first phrase by first byte, length 257: phrases are sorted by it."""
    begins: NDArray[np.bool_]
    """Whether any phrase begins with two bytes, by those bytes."""


@cache
def page_phrases() -> Phrases:
    """The phrases that ``page_lines`` searches for, in lower case."""
    listed = sorted((phrase.encode(), kind) for kind, phrases in _PHRASES.items() for phrase in phrases)
    data = np.frombuffer(b"".join(phrase for phrase, _ in listed), np.uint8)
    offsets = np.cumsum([0, *(len(phrase) for phrase, _ in listed)])
    firsts = np.array([phrase[0] for phrase, _ in listed])
    begins = np.zeros(1 << 16, np.bool_)
    begins[[phrase[0] << 8 | phrase[1] for phrase, _ in listed]] = True
    kinds = np.array([kind for _, kind in listed])
    return Phrases(data, offsets, kinds, np.searchsorted(firsts, np.arange(257)), begins)


@cache
def frame_phrases() -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Phrases of the frame of pages: bytes, where each begins, the first one by first byte; and bytes in lower case."""
    listed = sorted(phrase.encode() for kind in (_POLICY, _BOILERPLATE) for phrase in _PHRASES[kind])
    bounds = np.cumsum([0, *map(len, listed)])
    firsts = np.searchsorted(np.array([phrase[0] for phrase in listed]), np.arange(257))
    lower = np.arange(256, dtype=np.uint8)
    lower[ord("A") : ord("Z") + 1] += ord("a") - ord("A")
    return np.frombuffer(b"".join(listed), np.uint8), bounds, firsts, lower


@njit(nogil=True, cache=True, inline="always")
def _holds(data: NDArray[np.uint8], position: int, stop: int, word: bytes) -> bool:
    if position + len(word) > stop:
        return False
    for index in range(len(word)):  # noqa: SIM110  (numba knows no generators)
        if data[position + index] != word[index]:
            return False
    return True


@njit(nogil=True, cache=True, inline="always")
def _lower(lead: int, byte: int) -> tuple[int, int]:
    """Two bytes of UTF-8 in lower case; only the letters of Latin-1 and Russian, which the phrases use."""
    # À to Þ without the multiplication sign; А to П keep their lead byte, Р to Я move to the next one.
    if lead == 0xC3 and byte <= 0x9E and byte != 0x97:
        return lead, byte + 0x20
    if lead == 0xD0 and byte >= 0x90:
        return (lead, byte + 0x20) if byte < 0xA0 else (lead + 1, byte - 0x20)
    return lead, byte


@njit(nogil=True, cache=True)
def _kinds(line: NDArray[np.uint8], length: int, phrases: Phrases) -> int:
    """The kinds that the phrases in a lower-case line indicate, as bits."""
    found = 0
    for position in range(length - 1):
        first = line[position]
        if not phrases.begins[np.int64(first) << 8 | np.int64(line[position + 1])]:
            continue
        for phrase in range(phrases.by_first[first], phrases.by_first[first + 1]):
            begin, size = phrases.offsets[phrase], phrases.offsets[phrase + 1] - phrases.offsets[phrase]
            same = 1
            while same < size and position + same < length and line[position + same] == phrases.data[begin + same]:
                same += 1
            if same == size:
                found |= phrases.kinds[phrase]
    return found


@njit(nogil=True, cache=True)
def _citation(data: NDArray[np.uint8], position: int, stop: int) -> int:
    """Length in bytes of the Wikipedia citation that begins at a bracket, or 0."""
    for word in _CITATIONS:
        if _holds(data, position, stop, word):
            return len(word)
    end = position + 1
    while end < stop and 0x30 <= data[end] <= 0x39:
        end += 1
    return end + 1 - position if end < stop and data[end] == 0x5D else 0


@njit(nogil=True, cache=True)
def _sentences(data: NDArray[np.uint8], length: int, classes: NDArray[np.uint8], traits: NDArray[np.uint8]) -> int:
    """Sentences of a line, as ``composition`` counts them."""
    count, state, said, position = 0, 0, False, 0
    while position < length:
        point, size = decode(data, position)
        state, said, ended = next_sentence_state(state, int(classes[point]), int(traits[point]), said)
        count += ended
        position += size
    return count + said


@njit(nogil=True, cache=True)
def _line(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    traits: NDArray[np.uint8],
    phrases: Phrases,
    scratch: NDArray[np.uint8],
    out: NDArray[np.int64],
) -> None:
    """Count one line of ``str.splitlines``."""
    chars, words, word_chars, longest = 0, 0, 0, 0
    first, behind, last = -1, start, 0  # the line without white space around it
    position = start
    while position < stop:
        point, size = int(data[position]), 1
        if point >= 0x80:
            point, size = decode(data, position)
        position += size
        chars += 1
        if classes[point] & SPACE:
            word_chars = 0
            continue
        if first < 0:
            first = position - size
        behind, last = position, point
        words += word_chars == 0
        word_chars += 1
        longest = max(longest, word_chars)
    out[_LINES] += 1
    out[_LONGEST_LINE] = max(out[_LONGEST_LINE], chars)
    if first < 0:
        return
    out[_CODE_LINES] += last == 0x3B or last == 0x7B or last == 0x7D
    length = 0
    position = first
    while position < behind:
        byte = int(data[position])
        if byte == 0x5B:
            size = _citation(data, position, behind)
            if size:
                position += size
                continue
        if 0x41 <= byte <= 0x5A:
            byte += 0x20
        elif 0x80 <= byte <= 0xAF and length:  # 0xC3 and 0xD0 are never inside a character: before it they are a lead
            lead, byte = _lower(int(scratch[length - 1]), byte)
            scratch[length - 1] = lead
        scratch[length] = byte
        length += 1
        position += 1
    kinds = _kinds(scratch, length, phrases)
    out[_BOILERPLATE_LINES] += kinds & (_POLICY | _BOILERPLATE) != 0
    if longest > _LONGEST_WORD or words < _FEWEST_WORDS or length == 0:
        return
    end = scratch[length - 1]
    # In datatrove's order: a line that one rule drops is not looked at by the later ones.
    if end not in (0x2E, 0x3F, 0x21, 0x22, 0x27) or (length > 2 and _holds(scratch, length - 3, length, b"...")):
        return
    if kinds & _PLACEHOLDER:
        out[_C4_PLACEHOLDER] = 1
    if kinds & _SCRIPT:
        return
    for place in range(length):
        if scratch[place] == 0x7B:
            out[_C4_BRACE] = 1
    if not kinds & _POLICY:
        out[_C4_LINES] += 1
        out[_C4_SENTENCES] += _sentences(scratch, length, classes, traits)


@njit(nogil=True, cache=True, inline="always")
def _letter(byte: int) -> bool:
    return 0x61 <= byte | 0x20 <= 0x7A


@njit(nogil=True, cache=True, inline="always")
def _number(data: NDArray[np.uint8], position: int) -> bool:
    """Whether two bytes begin a number, decimal or, after an x, hexadecimal."""
    byte = int(data[position])
    if byte | 0x20 == 0x78:
        byte = int(data[position + 1])
        return 0x30 <= byte <= 0x39 or 0x61 <= byte | 0x20 <= 0x66
    return 0x30 <= byte <= 0x39


@njit(nogil=True, cache=True)
def _residue(data: NDArray[np.uint8], start: int, stop: int, out: NDArray[np.int64]) -> None:
    """Count bytes of URLs and tags, and character references, including those that lost their ampersand."""
    # Bounds on the length of tags and references keep the search linear: a lone "<" must not read on to the end.
    position = start
    while position < stop:
        byte = data[position]
        if byte == 0x3A and _holds(data, position, stop, b"://"):
            end = position + 3
            while end < stop and data[end] > 0x20 and data[end] not in (0x22, 0x27, 0x3C, 0x3E):
                end += 1
            begin = position
            while begin > start and _letter(int(data[begin - 1])):
                begin -= 1
            out[_URL_CHARS] += end - begin
            position = end
            continue
        if (
            byte == 0x3C
            and position + 1 < stop
            and (_letter(int(data[position + 1])) or data[position + 1] in (0x21, 0x2F))
        ):
            end = position + 1
            while end < min(stop, position + _LONGEST_TAG) and data[end] != 0x3E and data[end] != 0x3C:
                end += 1
            if end < stop and data[end] == 0x3E:
                out[_TAG_CHARS] += end + 1 - position
                position = end + 1
                continue
        if byte == 0x3B:
            begin = position - 1
            while begin >= max(start, position - _LONGEST_ENTITY) and (
                _letter(int(data[begin])) or 0x30 <= data[begin] <= 0x39
            ):
                begin -= 1
            size = position - 1 - begin
            if begin >= start and size >= 2:
                out[_ENTITIES] += data[begin] == 0x26 or (data[begin] == 0x23 and _number(data, begin + 1))
            if size == 4 and (begin < start or data[begin] != 0x26) and _holds(data, begin + 1, stop, b"quot"):
                out[_ENTITIES] += 1
        position += 1


@njit(nogil=True, cache=True)
def page_lines(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    traits: NDArray[np.uint8],
    phrases: Phrases,
) -> NDArray[np.int64]:
    """Counts of every text's lines.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        traits: From ``character_traits``.
        phrases: From ``page_phrases``.

    Returns:
        int64, shape (texts, len(FIELDS)); zeros for an empty text.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _COLUMNS), dtype=np.int64)
    longest = longest_text(offsets)
    scratch = np.empty(longest + 1, dtype=np.uint8)
    for text in range(texts):
        start, stop, out = offsets[text], offsets[text + 1], result[text]
        _residue(data, start, stop, out)
        begin, position, feeding, awaiting = start, start, True, False
        while position < stop:
            point, size = int(data[position]), 1
            if point >= 0x80:
                point, size = decode(data, position)
            bits = classes[point]
            if feeding:
                out[_FEED_LINES] += 1
                feeding, awaiting = False, True
            if awaiting and not bits & SPACE:
                out[_BULLET_LINES] += traits[point] & BULLET != 0
                awaiting = False
            if point == 0x0A:
                feeding, awaiting = True, False
            if bits & LINE_BREAK:
                # A line feed after a carriage return ends no second line.
                if not (point == 0x0A and position > start and data[position - 1] == 0x0D):
                    _line(data, begin, position, classes, traits, phrases, scratch, out)
                begin = position + size
            position += size
        if begin < stop:
            _line(data, begin, stop, classes, traits, phrases, scratch, out)
    return result
