"""The fault matrix: a test for every fault, quick ones in every run, all behind the marker ``full``."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path

import pytest
from faults.attempt import Attempt
from faults.fault import FAULTS, NOT_APPLICABLE, lines, rows
from faults.peers import compared

for _module in ("encodings", "records", "tables", "files", "processes", "hostile", "limits"):
    import_module(f"faults.{_module}")
COUNT = 68


EVERY = 6
"""One in so many faults is injected without the marker ``full``."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one.name, marks=pytest.mark.full if one.slow or place % EVERY else ())
        for place, one in enumerate(FAULTS.values())
    ],
)
def test_nothing_is_lost_or_let_in(name: str, tmp_path: Path) -> None:
    attempt = Attempt(tmp_path)
    FAULTS[name].inject(attempt)
    assert attempt.wrong == []
    assert attempt.counts["runs"], "the fault was not injected"


def test_every_fault_of_the_matrix_is_injected_or_cannot_occur() -> None:
    assert sorted([*FAULTS, *NOT_APPLICABLE]) == [f"F{number:02}" for number in range(1, COUNT + 1)]


def test_an_attempt_notices_what_is_lost_changed_or_not_told(tmp_path: Path) -> None:
    attempt = Attempt(tmp_path)
    good = rows(3)
    source = attempt.file("a.jsonl", lines(good))
    attempt.audit(source, rows=[*good, {"text": "never there", "n": 9}], says=["never said"], codes={"JSN001": 1})
    shutil.rmtree(source.parent / "out")
    attempt.audit(source, rows=[{**row, "n": float(row["n"])} for row in good], exits={2})
    assert attempt.counts["rows lost"] == 1
    assert attempt.counts["values changed"] == 3
    for told in ("does not say never said", "in quarantine", "exit code 0, right is [2]"):
        assert any(told in one for one in attempt.wrong), told


def test_a_reader_of_another_tool_is_judged_by_what_it_gives() -> None:
    right = [{"text": "a", "n": 1}, {"text": "b", "n": None}]
    assert compared({"rows": [{"text": "b"}, {"text": "a", "n": "1", "more": 2}]}, right) == {"right": 1}
    assert compared({"rows": [{"text": "a", "n": 1}]}, right) == {"rows lost": 1, "files wrong": 1}
    assert compared({"rows": [{"text": "A", "n": 1}, {"text": "b"}]}, right) == {"values changed": 1, "files wrong": 1}
    assert compared({"error": "ValueError"}, right) == {"error": 1}
