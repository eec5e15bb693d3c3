"""The fault matrix: a test for every fault, quick ones in every run, all behind the marker ``full``."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT
from faults.attempt import Attempt
from faults.fault import FAULTS, NOT_APPLICABLE

for _module in ("encodings", "records", "tables", "files", "processes", "hostile", "limits"):
    import_module(f"faults.{_module}")
COUNT = 68


@pytest.mark.parametrize(
    "name", [pytest.param(one.name, marks=pytest.mark.full if one.slow else ()) for one in FAULTS.values()]
)
def test_nothing_is_lost_or_let_in(name: str, tmp_path: Path) -> None:
    attempt = Attempt(tmp_path)
    FAULTS[name].inject(attempt)
    assert attempt.wrong == []
    assert attempt.counts["runs"], "the fault was not injected"


def test_every_fault_of_the_matrix_is_injected_or_cannot_occur() -> None:
    assert sorted([*FAULTS, *NOT_APPLICABLE]) == [f"F{number:02}" for number in range(1, COUNT + 1)]


def test_the_page_has_every_fault() -> None:
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (F\d\d) \|", page, re.MULTILINE) == [f"F{number:02}" for number in range(1, COUNT + 1)]
