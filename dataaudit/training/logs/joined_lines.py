"""Joins lines that are one record: dictionaries printed over several lines, and the blocks of Julia's logging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dataaudit.training.logs.log_lines import LONGEST, LogLine

_MOST = 200
"""Lines of a record at most."""
_BEGIN = re.compile(r"""^\s*\{\s*(?:["'][^"']+["']\s*:.*)?$""")
_BLOCK, _INNER, _LAST = re.compile(r"^\s*┌ \w+:? "), re.compile(r"^\s*│ +\S"), re.compile(r"^\s*└ +\S")
_SINGLE = re.compile(r"(?<=\d)f(-?\d+)\b")
"""The exponent of a number of 32 bits, as Julia writes it."""


def joined_lines(lines: Iterator[LogLine]) -> Iterator[LogLine]:
    """Lines as they are, but those of one record as one."""
    held: list[LogLine] = []
    depth, block = 0, False
    for line in lines:
        text = line.text
        if held:
            held.append(line)
            ended = len(held) >= _MOST
            if block:
                whole = bool(_LAST.match(text))
                ended |= not whole and not _INNER.match(text)
            else:
                depth += text.count("{") - text.count("}")
                whole = depth <= 0
            if whole and not ended:
                yield _joined(held, block=block)
                held = []
            elif ended:
                yield from held
                held = []
            continue
        depth = text.count("{") - text.count("}")
        block = bool(_BLOCK.match(text))
        if block or (depth > 0 and _BEGIN.match(text)):
            held = [line]
        else:
            yield replace(line, text=_SINGLE.sub(r"e\1", text)) if _SINGLE.search(text) else line
    yield from held


def _joined(lines: list[LogLine], *, block: bool) -> LogLine:
    pieces = [one.text.strip().strip("┌│└").strip() for one in lines] if block else [one.text.strip() for one in lines]
    text = (" ; " if block else " ").join(pieces)
    return replace(lines[-1], text=_SINGLE.sub(r"e\1", text)[:LONGEST])
