"""Many items in one very long text: found with their places in a time that grows with the text, not with both."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from stages.leakage.leak_runs import WORDS_ONLY, leaks, sought

COUNT = 60


@pytest.mark.full
def test_the_places_of_many_items_in_one_long_text_are_told_in_little_time(tmp_path: Path) -> None:
    rng = random.Random(0)
    words = [f"w{number}" for number in range(5000)]
    items = [" ".join(rng.choices(words, k=30)) for _ in range(COUNT)]
    between = [" ".join(rng.choices(words, k=20_000 // COUNT)) for _ in range(COUNT)]
    text = "\n".join(piece for pair in zip(between, items, strict=True) for piece in pair)
    taken = []
    for number, sought_items in enumerate((items[:2], items[:2], items)):
        begun = time.monotonic()
        found = leaks(sought(tmp_path / str(number), [text], sought_items, WORDS_ONLY))
        taken.append(time.monotonic() - begun)
        assert len(found) == len(sought_items)
        for one in found:
            assert text[one["row_start"] : one["row_end"]] == items[one["pair"][1]]
    assert taken[2] < 3 * taken[1] + 0.5
