from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.hex_hashes import hex_halves

HASHES = st.none() | st.integers(0, 2**128 - 1).map(lambda value: f"{value:032x}")


@given(st.lists(HASHES, max_size=8))
def test_halves_are_those_of_the_number(hashes: list[str | None]) -> None:
    high, low = hex_halves(*text_buffers(pa.array(hashes, pa.large_string())))
    numbers = [int(one << 64 | two) for one, two in zip(map(int, high), map(int, low), strict=True)]
    assert numbers == [int(value, 16) if value else 0 for value in hashes]
