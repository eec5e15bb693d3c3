"""Trainings in the styles of many people, sound ones and ones with a bug, by readers who never saw the code."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from first_contact.training_judge import told, verdict

SETS = Path(__file__).parent / "trainings"
RESULTS = SETS / "results.json"
WITHOUT_THEIR_BUG = {"set_4"}
"""Sets whose sound trainings are those with a bug, mended."""


@pytest.mark.full
@pytest.mark.parametrize("name", ["set_1", "set_2", "set_3", "set_4"])
@pytest.mark.parametrize("kind", ["healthy", "bugs"])
def test_the_outcome_of_every_training_is_the_one_that_is_stored(name: str, kind: str) -> None:
    mended = kind == "healthy" and name in WITHOUT_THEIR_BUG
    paths = sorted((SETS / name / ("bugs" if mended else kind)).glob("*.py"))
    with ThreadPoolExecutor(2) as pool:
        said = pool.map(partial(told, mended=mended), paths)
        found = dict(zip([path.stem for path in paths], map(verdict, said), strict=True))
    stored = json.loads(RESULTS.read_bytes())[name][kind]
    assert found == {one: stored[one]["now"] for one in found}


@pytest.mark.full
def test_one_of_them_is_judged_as_it_is_stored() -> None:
    stored = json.loads(RESULTS.read_bytes())["set_1"]["healthy"]["gan_ring"]
    assert verdict(told(SETS / "set_1" / "healthy" / "gan_ring.py")) == stored["now"]
