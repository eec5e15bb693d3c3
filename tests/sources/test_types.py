from __future__ import annotations

import pyarrow as pa

from dataaudit.sources.types import wider


def test_units_of_time_and_digits_of_decimals_are_widened_without_loss() -> None:
    assert wider(pa.timestamp("ms"), pa.timestamp("us")) == pa.timestamp("us")
    assert wider(pa.timestamp("s", "UTC"), pa.timestamp("ms", "UTC")) == pa.timestamp("ms", "UTC")
    assert wider(pa.duration("s"), pa.duration("ms")) == pa.duration("ms")
    assert wider(pa.decimal128(5, 2), pa.decimal128(6, 4)) == pa.decimal128(7, 4)
    for one, two in (
        (pa.timestamp("us"), pa.timestamp("ns")),
        (pa.timestamp("us"), pa.timestamp("us", "UTC")),
        (pa.decimal128(38, 0), pa.decimal128(38, 10)),
        (pa.date32(), pa.timestamp("s")),
    ):
        assert wider(one, two) == pa.string()
