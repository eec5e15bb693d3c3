"""Small edits of texts, as copies that are not quite copies have them."""

from __future__ import annotations

import random
import re

_WORDS = re.compile(r"\S+")


def edited(text: str, share: float, pick: random.Random, vocabulary: list[str]) -> str:
    """A text with some of its words replaced, left out or doubled; characters in texts without spaces.

    Args:
        text: The text.
        share: Share of the words that are edited, at least one.
        pick: Where the places and edits come from.
        vocabulary: Words to put in; not empty.

    Examples:
        >>> len(edited("one two three four", 0.25, random.Random(1), ["word"]).split()) in (3, 4, 5)
        True
    """
    spaced = text.count(" ") * 12 >= len(text)
    pieces = _WORDS.split(text), _WORDS.findall(text)
    gaps, words = (pieces[0], pieces[1]) if spaced else ([""] * (len(text) + 1), list(text))
    if not words:
        return text
    for place in pick.sample(range(len(words)), min(max(1, round(share * len(words))), len(words))):
        kind = pick.random()
        if kind < 0.6:
            words[place] = pick.choice(vocabulary) if spaced else pick.choice(pick.choice(vocabulary))
        elif kind < 0.8:
            words[place] = ""
        else:
            words[place] = f"{words[place]} {words[place]}" if spaced else words[place] * 2
    return "".join(gap + word for gap, word in zip(gaps, [*words, ""], strict=True))


def restyled(text: str, pick: random.Random) -> str:
    """A text in other case, with other line breaks and without its full stops."""
    words = text.split()
    lines = [" ".join(words[first : first + 7]) for first in range(0, len(words), 7)]
    changed = "\n".join(lines).replace(".", "").replace(",", "")
    return changed.upper() if pick.random() < 0.5 else changed.lower()


def garbled(text: str) -> str | None:
    """A text whose UTF-8 was read as Windows-1252; None where that changes nothing or cannot be."""
    try:
        wrong = text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        wrong = text.encode("utf-8").decode("latin-1")
    return wrong if wrong != text else None
