"""What quality signals ask of a character beyond its class: case, ends of sentences, bullets, special marks.

One byte per code point, indexed by the code point itself, so a kernel asks eight questions with one load and no search.
All eight bits are taken: a ninth trait needs a wider type, and every kernel that reads the table compiled for it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.text.line_shapes import terminal_table
from dataaudit.kernels.text.make_characters import read_runs

UPPER = 1
"""General category Lu."""
CASED = 2
"""General categories Lu, Ll and Lt."""
SPECIAL = 4
"""Special characters by data-juicer's list."""
TERMINAL = 8
"""Ends a sentence, in any script."""
BULLET = 16
"""Bullets by RedPajama v2's list."""
CLOSING = 32
"""Quotation marks and brackets that may follow the end of a sentence."""
WIDE = 64
"""Ends a sentence without white space after it: full-width marks of Chinese and Japanese."""
UNSEEN = 128
"""General categories Cc (except tab, line feed, form feed and carriage return), Cf (except joiners), Co, and U+FFFD."""

_BULLETS = "\u2022\u2023\u25b6\u25c0\u25e6\u25a0\u25a1\u25aa\u25ab\u2013"
_CLOSING = "\"'\u201d\u2019\u00bb\u203a)]}\u300d\u300f\uff09\u3011\u300b\u3009"
_WIDE = "\u3002\uff01\uff1f\uff61\u2026"
# Not UNSEEN: white space, and the joiners that Persian, Indic scripts and emoji are written with.
_SEEN = (0x09, 0x0A, 0x0C, 0x0D, 0x200C, 0x200D)
_SPECIAL_FILE = Path(__file__).with_name("special_characters.txt")


@cache
def character_traits() -> NDArray[np.uint8]:
    """The traits of every code point: uint8, shape (0x110000,), read-only.

    Examples:
        >>> traits = character_traits()
        >>> bool(traits[ord("É")] & UPPER), bool(traits[ord("。")] & WIDE), bool(traits[ord("a")] & SPECIAL)
        (True, True, False)
    """
    table = np.zeros(0x110000, np.uint8)
    for first, last, category, _ in read_runs():
        if category == "Lu":
            table[first : last + 1] |= UPPER | CASED
        elif category in ("Ll", "Lt"):
            table[first : last + 1] |= CASED
        elif category in ("Cc", "Cf", "Co"):
            table[first : last + 1] |= UNSEEN
    table[list(_SEEN)] &= 0xFF ^ UNSEEN
    table[0xFFFD] |= UNSEEN
    table[terminal_table()] |= TERMINAL
    for trait, characters in ((BULLET, _BULLETS), (CLOSING, _CLOSING), (WIDE | TERMINAL, _WIDE)):
        table[[ord(character) for character in characters]] |= trait
    for line in _SPECIAL_FILE.read_text(encoding="ascii").splitlines():
        for run in [] if line.startswith("#") else line.split():
            first_code, _, last_code = run.partition("-")
            table[int(first_code, 16) : int(last_code or first_code, 16) + 1] |= SPECIAL
    table.flags.writeable = False
    return table
