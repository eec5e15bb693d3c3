"""Leaked items, groups and times across splits, by readers who never saw the code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

import dataaudit

SETS = Path(__file__).parent / "splits"
NAMES = {"group-leakage": "group-leak", "time-leakage": "time-leak"}
TIERS = ("exact-leak", "normalised-leak", "ngram-leak", "near-leak", "rephrased-leak")
KNOWN_TO_BE_WRONG: dict[str, dict[str, str]] = {"set_1": {}, "set_2": {}}
"""Cases that are still wrong; one that is right again fails."""
SPLIT_COLUMNS = {"s17-names-in-column": "partition"}
"""Cases whose hint is a sentence."""


@cache
def made(name: str) -> Path:
    """The cases of a set, as its reader's script makes them."""
    folder = Path(mkdtemp(prefix="dataaudit-first-contact-"))
    shutil.copytree(SETS / name, folder, dirs_exist_ok=True)
    subprocess.run([sys.executable, folder / "make.py"], check=True, capture_output=True, cwd=folder)
    return folder


def verdicts(case: Path, out: Path) -> tuple[dict[str, str], dict[str, object]]:
    """The findings about leakage with their severities, and what is right."""
    right = json.loads((case / "right.json").read_bytes())
    hint = right.get("command_hint") or []
    hint = hint.split() if isinstance(hint, str) and hint.startswith("-") else hint if isinstance(hint, list) else []
    inputs, against, settings = [str(case / "data")], [], []
    for key, value in zip(hint[::2], hint[1::2], strict=False):
        if key == "--input":
            inputs = [str(case / value)]
        elif key == "--against":
            against.append(str(case / value))
        elif key == "--split":
            settings.append(f"input.split={value}")
    if case.name in SPLIT_COLUMNS:
        settings.append(f"input.split={SPLIT_COLUMNS[case.name]}")
    result = dataaudit.audit(inputs, against=against, out=out, settings=settings)
    ranks = ("info", "warning", "error")
    told: dict[str, str] = {}
    for one in result.findings:
        if one.family == "leakage" and one.status == "found":
            told[one.name] = max(told.get(one.name, "info"), one.severity, key=ranks.index)
    return told, right


def wrong_values(case: Path, out: Path) -> list[str]:
    """What is not as its reader says."""
    told, right = verdicts(case, out)
    leaked = any(told.get(name) == "error" for name in TIERS)
    loud = {name for name, severity in told.items() if severity != "info"}
    loud |= {"leaked-items-error"} if leaked else set()
    heard = {*told, *loud}
    missing = [f"missing {name}" for name in right["must"] if NAMES.get(name, name) not in heard]
    return [*missing, *(f"false {name}" for name in right["must_not"] if NAMES.get(name, name) in loud)]


@pytest.mark.full
@pytest.mark.parametrize("name", KNOWN_TO_BE_WRONG)
def test_a_readers_splits_have_their_right_findings(name: str, tmp_path: Path) -> None:
    cases = sorted(path.parent for path in made(name).glob("*/right.json"))
    wrong = {case.name: found for case in cases if (found := wrong_values(case, tmp_path / case.name))}
    assert set(wrong) == set(KNOWN_TO_BE_WRONG[name]), wrong
    assert len(cases) == 50
