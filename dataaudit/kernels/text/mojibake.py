"""Characters that were decoded with the wrong encoding.

Reads the two buffers of Arrow texts and two tables over the basic plane. Whether characters could be misread UTF-8 is
checked by their original bytes, so no text is encoded back, and ASCII is skipped eight bytes at a time. Characters that
occur after letters in sound text break it if the tables do not name them: they would be counted.

It counts UTF-8 read as Windows-1252 or Latin-1 ("â€™", "Ã©"); UTF-8 read as GBK or Shift JIS, by the Han characters
that its most frequent bytes become; and replacement characters, also after another round of wrong decoding ("锟斤拷").

Sources: RFC 3629 for the form of UTF-8; the WHATWG Encoding Standard for Windows-1252, GBK and Shift JIS.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.utf8 import ascii_end, decode

_QUOTES = "‘’“”„‚–—…‹›«»\u00a0"
"""Characters that follow a letter at the end of a word."""
_TYPOGRAPHIC = _QUOTES + "•šžŠŽœŒŸƒªºµ°²³¹½¼¾·®©™€§"
"""Characters that follow a letter in undamaged text at all."""
_SURE_LEADS, _SUREST_LEADS = (0xC3, 0xD1), (0xC2, 0xD0, 0xE2, 0xE3)
"""First bytes of damaged Latin, Cyrillic, punctuation and Japanese. As letters, the former hardly ever precede a sign
other than a quotation mark, the latter not even one."""
_AFTER_GBK = "的是在了和不有这中国人我他个们一来上大为，。、！？：“”"
_AFTER_SHIFT_JIS = "のはをにがでとしるいてこれあうかなすもっん、。"
_SUREST = "锟锘\ufffd"
_IN_USE = "涓"
"""Occurs in undamaged text too: in classical verse."""
PLAIN, LEAD, SURE_LEAD, CONTINUATION, TYPOGRAPHIC, MARKER, QUOTE, SUREST_LEAD = 0, 1, 2, 4, 8, 16, 32, 64


@cache
def mojibake_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The roles that every code point of the basic plane can have in wrongly decoded text.

    Returns:
        ``kinds`` (uint8, shape (0x10000,)): bits; ``original`` (uint8, the same shape): the byte that it was decoded
        from, or 0.
    """
    kinds, original = np.zeros(0x10000, np.uint8), np.zeros(0x10000, np.uint8)
    for byte in range(0x80, 0x100):
        raw = bytes([byte])
        for encoding in ("cp1252", "latin-1"):
            point = ord(raw.decode(encoding, "ignore") or "\0")
            if not point:
                continue
            original[point] = byte
            if byte < 0xC0:
                kinds[point] |= CONTINUATION
            elif 0xC2 <= byte <= 0xF4 and byte != 0xDF:
                kinds[point] |= LEAD | SURE_LEAD * (byte in _SURE_LEADS) | SUREST_LEAD * (byte in _SUREST_LEADS)
    for character in _TYPOGRAPHIC:
        kinds[ord(character)] |= TYPOGRAPHIC | QUOTE * (character in _QUOTES)
    for characters, encoding in ((_AFTER_GBK, "gbk"), (_AFTER_SHIFT_JIS, "shift_jis")):
        for character in characters:
            # Two of a character's three bytes become one character; the third joins the first of the next.
            read = character.encode()[:2].decode(encoding, "ignore")
            if read and read[0] not in _IN_USE and ord(read[0]) >= 0x4E00:
                kinds[ord(read[0])] |= MARKER
    for character in _SUREST:
        kinds[ord(character)] |= MARKER
    kinds.flags.writeable = original.flags.writeable = False
    return kinds, original


@njit(nogil=True, cache=True)
def mojibake_characters(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], kinds: NDArray[np.uint8], original: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """The number of characters in every text that were visibly decoded with the wrong encoding.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        kinds: From ``mojibake_tables``.
        original: From ``mojibake_tables``.

    Returns:
        int64, one per text.
    """
    counts = np.zeros(offsets.shape[0] - 1, dtype=np.int64)
    for text in range(counts.shape[0]):
        position, stop = offsets[text], offsets[text + 1]
        needed, seen, refused = 0, 0, np.uint8(0)
        while position < stop:
            if data[position] < 0x80:
                needed = seen = 0
                position = ascii_end(data, position, stop)
                continue
            point, size = decode(data, position)
            position += size
            kind = kinds[point] if point < 0x10000 else np.uint8(PLAIN)
            if needed and kind & CONTINUATION and not kind & refused:
                seen += 1
                needed -= 1
                if needed == 0:  # only whole sequences count
                    counts[text] += seen
                    seen = 0
                continue
            needed = seen = 0
            if kind & LEAD:
                byte = original[point]
                needed, seen = 1 if byte < 0xE0 else (2 if byte < 0xF0 else 3), 1
                # What a doubtful lead must not be followed by: that would be a letter before a quotation mark or sign.
                refused = np.uint8(0 if kind & SUREST_LEAD else QUOTE if kind & SURE_LEAD else TYPOGRAPHIC)
            elif kind & MARKER:
                counts[text] += 1
    return counts
