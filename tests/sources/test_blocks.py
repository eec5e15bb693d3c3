"""Blocks of whole lines."""

from __future__ import annotations

import pytest

from dataaudit.sources.blocks import line_blocks


def test_rows_after_a_line_over_several_pieces_keep_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", 8)
    long = b"x" * 10 + b"y" * 10 + b"z" * 10
    pieces = [b"ab\n", long[:10], long[10:20], long[20:] + b"\nend\n"]
    blocks = list(line_blocks(pieces, max_line_bytes=6))
    (skipped,) = [one.skipped for one in blocks if one.skipped is not None]
    assert (skipped.line, skipped.byte_offset, skipped.byte_length) == (2, 3, len(long) + 1)
    (last,) = [one for one in blocks if one.data == b"end\n"]
    assert (last.first_line, last.offset) == (2, len(b"ab\n") + len(long) + 1)
