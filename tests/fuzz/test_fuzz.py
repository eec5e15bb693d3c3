"""A few mutated inputs in every run; ``python tests/fuzz/fuzz.py all`` tries a million of each kind."""

from __future__ import annotations

import pytest
from conftest import FULL
from every import every
from fuzz.fuzz import TARGETS, fuzz

COUNT = {"jsonl": 3000, "csv": 600, "json": 600, "template": 3000, "configuration": 100, "rules": 100, "logs": 100}


@every("target", TARGETS)
@pytest.mark.full
def test_nothing_crashes_hangs_or_differs(target: str) -> None:
    fuzz(target, COUNT[target] * (30 if FULL else 1), seed=19)
