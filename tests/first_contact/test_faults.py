"""Hostile inputs by readers who knew the README alone: a few in every run, all behind the marker ``full``.

What they found when they were first tried, and now, is in ``docs/first_contact.md``.
"""

from __future__ import annotations

import json
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT
from first_contact.form import CASES, Case
from first_contact.judge import judge

SETS = tuple(sorted(path.stem for path in (Path(__file__).parent / "faults").glob("set_*.py")))
RESULTS = Path(__file__).parent / "faults" / "results.json"
FEW = ("protect_pattern_that_is_not_one",)


def cases() -> dict[str, Case]:
    found = {}
    for name in SETS:
        module = f"first_contact.faults.{name}"
        import_module(module)
        found |= {f"{name}/{one.make.__name__}": one for one in CASES[module]}
    return found


ALL = cases()


def parameters() -> list[object]:
    return [name if name.split("/")[1] in FEW else pytest.param(name, marks=pytest.mark.full) for name in ALL]


@pytest.mark.parametrize("name", parameters())
def test_the_outcome_is_the_one_that_is_stored(name: str, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)  # some cases run as another user
    tmp_path.chmod(0o777)
    try:
        outcome = judge(ALL[name], tmp_path)
    except PermissionError as error:
        if Path(str(error.filename)).name != "dataaudit":
            raise
        pytest.skip("NOT RUN: another user cannot start this interpreter")
    shutil.rmtree(tmp_path, ignore_errors=True)
    assert outcome.verdict == json.loads(RESULTS.read_bytes())[name]["now"], outcome.wrong


def test_every_case_has_a_stored_outcome_and_a_line_in_the_page() -> None:
    results = json.loads(RESULTS.read_bytes())
    assert set(results) == set(ALL)
    page = (ROOT / "docs" / "first_contact.md").read_text(encoding="utf-8")
    assert [name for name in ALL if f"`{name.split('/')[1]}`" not in page] == []
