"""Plays a change of a corpus through: both sides are audited, and the later one gated against the earlier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import DATA

import dataaudit
from dataaudit.errors import AuditError

QUICK = ["report.samples=0", "report.clusters=0", "limits.keep_signals=false"]


def made_cases(script: Path, folder: Path) -> list[dict[str, Any]]:
    """Write the cases of a set; each with its name, kind and what to expect."""
    words = [sys.executable, str(script), str(folder)]
    done = subprocess.run(words, env={"DATAAUDIT_DATA": str(DATA)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cases: list[dict[str, Any]] = json.loads((folder / "truth.json").read_bytes())
    return cases


def verdict(case: dict[str, Any], cases: Path, folder: Path) -> dict[str, Any]:
    """``right``, ``refused`` (exit code 2 or 3 on a regression), ``missed`` or ``false alarm``; and the rules."""
    roles = {key: case[key] for key in ("text", "label", "split", "template") if case.get(key)}
    sides = [cases / case["name"] / side for side in ("old", "new")]
    old = dataaudit.audit(sides[0], out=folder / case["name"] / "old", settings=QUICK, **roles)
    try:
        new = dataaudit.audit(sides[1], out=folder / case["name"] / "new", settings=QUICK, **roles)
        outcome = dataaudit.gate(new, ["baseline"], baseline=old)
    except AuditError as error:
        kind = "refused" if case["kind"] == "regression" else "false alarm"
        return {"verdict": kind, "rules": [f"exit code {error.exit_code}"]}
    failed = [one.id for one in outcome.results if outcome.fails(one)]
    if case["kind"] == "regression":
        return {"verdict": "right" if failed else "missed", "rules": failed}
    return {"verdict": "false alarm" if failed else "right", "rules": failed}
