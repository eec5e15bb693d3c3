"""Regressions and harmless changes of data sets, by readers who never saw the code, against the gate ``baseline``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from first_contact.gate_judge import made_cases, verdict

SETS = Path(__file__).parent / "gates"
RESULTS = SETS / "results.json"


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(path.name for path in SETS.glob("set_*")))
def test_the_outcome_of_every_change_is_the_one_that_is_stored(name: str, tmp_path: Path) -> None:
    cases = made_cases(SETS / name / "make.py", tmp_path / "cases")
    found = {case["name"]: verdict(case, tmp_path / "cases", tmp_path / "runs") for case in cases}
    stored = json.loads(RESULTS.read_bytes())[name]
    assert {one: facts["verdict"] for one, facts in found.items()} == {
        one: facts["now"] for one, facts in stored.items()
    }
