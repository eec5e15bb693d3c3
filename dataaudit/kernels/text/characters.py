"""Unicode properties as arrays that the compiled kernels index by code point.

Two arrays of one byte per code point: the class, a bit set (``LETTER`` … ``LINE_BREAK``), and the script, an index into
``SCRIPTS``. A property is one load, without a search through ranges and without a call into Python. The order of
``SCRIPTS`` is part of the layout: what was stored or built with other indices breaks. Unassigned code points have class
0 and script ``Zyyy``.

Source: Unicode Character Database, as written to ``characters.tsv`` by ``make_characters.py``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.text.make_characters import SCRIPTS as NAMED_SCRIPTS
from dataaudit.kernels.text.make_characters import read_runs

LETTER = 1
"""General categories L*, as ``str.isalpha``."""
MARK = 2
"""General categories M*: combining marks, which belong to the letter before them."""
NUMBER = 4
"""General categories N*."""
SPACE = 8
"""White space as in ``str.isspace``: property White_Space and the separators U+001C to U+001F."""
PUNCTUATION = 16
"""General categories P*."""
INVISIBLE = 32
"""General categories Cc and Cf: control and format characters."""
UNSEGMENTED = 64
"""Letters, marks and numbers of scripts written without spaces between words."""
LINE_BREAK = 128
"""Code points at which ``str.splitlines`` ends a line."""

WORD = LETTER | MARK | NUMBER

UNSEGMENTED_SCRIPTS = ("Hani", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr")
SCRIPTS = ("Zyyy", *sorted(set(NAMED_SCRIPTS) - {"Zyyy", "Zinh"}))
"""ISO 15924 codes by script index. Inherited characters count as common (``Zyyy``): their base decides the script."""

_SPACES = [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)]
_SPACES += [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
_LINE_BREAKS = [0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029]
_CLASS_OF_CATEGORY = {"L": LETTER, "M": MARK, "N": NUMBER, "P": PUNCTUATION}


@cache
def character_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The class and the script of every code point.

    Returns:
        Two read-only arrays of shape (0x110000,), dtype uint8: class bits, and index into ``SCRIPTS``.

    Examples:
        >>> classes, scripts = character_tables()
        >>> bool(classes[ord("é")] & LETTER), bool(classes[ord("中")] & UNSEGMENTED)
        (True, True)
        >>> SCRIPTS[scripts[ord("я")]]
        'Cyrl'
    """
    classes = np.zeros(0x110000, dtype=np.uint8)
    scripts = np.zeros(0x110000, dtype=np.uint8)
    index = {code: number for number, code in enumerate(SCRIPTS)}
    for first, last, category, script in read_runs():
        bits = INVISIBLE if category in ("Cc", "Cf") else _CLASS_OF_CATEGORY.get(category[0], 0)
        if script in UNSEGMENTED_SCRIPTS and bits & WORD:
            bits |= UNSEGMENTED
        classes[first : last + 1] = bits
        scripts[first : last + 1] = index.get(script, 0)
    classes[_SPACES] |= SPACE
    classes[_LINE_BREAKS] |= LINE_BREAK
    classes.flags.writeable = scripts.flags.writeable = False
    return classes, scripts
