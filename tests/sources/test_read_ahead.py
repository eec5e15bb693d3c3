"""Reading ahead in threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from dataaudit.sources.read_ahead import AT_A_TIME, read_ahead


def test_pieces_come_in_the_order_of_the_sources() -> None:
    sources = [lambda first=first: iter(range(first, first + 50)) for first in range(0, 500, 50)]
    assert list(read_ahead(sources)) == list(range(500))


def test_no_source_and_an_empty_source_give_nothing() -> None:
    assert list(read_ahead([])) == []
    assert list(read_ahead([lambda: iter(()), lambda: iter([1])])) == [1]


def test_an_error_is_raised_after_all_pieces_before_it() -> None:
    def breaks() -> Iterator[int]:
        yield 2
        raise ValueError("damaged")

    pieces = read_ahead([lambda: iter([1]), breaks, lambda: iter([3])])
    assert [next(pieces), next(pieces)] == [1, 2]
    with pytest.raises(ValueError, match="damaged"):
        next(pieces)


def test_no_thread_is_left_when_reading_stops_early() -> None:
    before = threading.active_count()
    pieces = read_ahead([lambda: iter(range(1000))] * (AT_A_TIME + 1))
    assert next(pieces) == 0
    pieces.close()
    assert threading.active_count() == before
