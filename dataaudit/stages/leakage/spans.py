"""From tokens back to characters: the place of a match in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dataaudit.kernels.hashing.shingles import canonical
from dataaudit.kernels.text.characters import UNSEGMENTED, WORD, character_tables

_SIZE = 5


class Token(NamedTuple):
    """A token and its place in the text, in code points."""

    text: str
    begin: int
    end: int


def _segments(text: str) -> Iterator[tuple[str, int, int]]:
    """Pieces of a text that can be made canonical one by one: the canonical form, begin and end of each."""
    begin, held, form = 0, "", ""
    for place, character in enumerate(text):
        if held and (held.isascii() and character.isascii()):
            together = False
        else:
            together = bool(held) and canonical(held + character) != form + canonical(character)
        if not together:
            if held:
                yield form, begin, place
            begin, held = place, ""
        held += character
        form = canonical(held)
    if held:
        yield form, begin, len(text)


def tokens_in(text: str) -> list[Token]:
    """The tokens of a text with their places; if a character yields several tokens, all have its place.

    Examples:
        >>> [tuple(token) for token in tokens_in("Two  words, 你好")]
        [('two', 0, 3), ('words', 5, 10), ('你', 12, 13), ('好', 13, 14)]
    """
    classes = character_tables()[0]
    found: list[Token] = []
    word, start = "", 0
    for form, begin, end in _segments(text):
        for number, folded in enumerate(form):
            bits = int(classes[ord(folded)])
            if word and (bits & UNSEGMENTED or not bits & WORD):
                found.append(Token(word, start, end if number else begin))
                word = ""
            if bits & UNSEGMENTED:
                found.append(Token(folded, begin, end))
            elif bits & WORD:
                start = start if word else begin
                word += folded
    if word:
        found.append(Token(word, start, len(text)))
    return found


def characters_of(tokens: Sequence[Token], first: int, last: int, length: int) -> tuple[int, int]:
    """Begin and end of the tokens from ``first`` to before ``last`` in a text; the whole text if there are none.

    Args:
        tokens: Tokens of the text.
        first: Number of the first token.
        last: One past the number of the last token.
        length: Length of the text in code points.
    """
    if not 0 <= first < last <= len(tokens):
        return 0, length
    return tokens[first].begin, tokens[last - 1].end


def matched_tokens(own: Sequence[Token], other: Sequence[Token]) -> tuple[int, int] | None:
    """The first token, and one past the last, of the runs of five that occur in another text too; None without any."""
    size = min(_SIZE, len(own), len(other))
    if not size:
        return None
    theirs = [token.text for token in other]
    grams = {tuple(theirs[place : place + size]) for place in range(len(theirs) - size + 1)}
    mine = [token.text for token in own]
    hits = [place for place in range(len(mine) - size + 1) if tuple(mine[place : place + size]) in grams]
    return (hits[0], hits[-1] + size) if hits else None
