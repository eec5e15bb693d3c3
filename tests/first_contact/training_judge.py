"""Runs a reader's training with the monitor as the README shows it, and compares what is said with what is right.

Usage: python training_judge.py CASE.py [--mended]
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOUD = ("error", "warning")
LONGEST = 300


def told(path: Path, *, mended: bool = False) -> dict[str, Any]:
    """What is said of a case, in a process of its own: its names by severity, and what it raised.

    Args:
        path: The case.
        mended: Whether a bug is run without its bug, as a sound training.
    """
    surroundings = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", __file__, str(path), *(["--mended"] if mended else [])]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=LONGEST, check=False)
    if done.returncode:
        return {"kind": "", "expect": [], "names": [], "error": done.stderr[-500:]}
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


def verdict(case: dict[str, Any]) -> str:
    """What a case comes to: ``right``, ``alarm``, ``false error``; of a bug ``first``, ``among three``, ``missed``."""
    names = list(dict.fromkeys(name for severity in LOUD for name, how in case["names"] if how == severity))
    if case.get("error"):
        return "broken"
    if case["kind"] == "healthy":
        errors = any(how == "error" for _, how in case["names"])
        return "false error" if errors else "alarm" if names else "right"
    if names and names[0] in case["expect"]:
        return "first"
    return "among three" if set(names[:3]) & set(case["expect"]) else "missed"


def _run(path: str, *, mended: bool) -> dict[str, Any]:
    import dataaudit
    from dataaudit.training.monitor.monitor import TrainingMonitor

    def found(judged: Any) -> Any:
        return dataclasses.replace(judged, findings=tuple(one for one in judged.findings if one.status == "found"))

    # The cases print every result; what could not be assessed is no alarm.
    diagnose, probe = TrainingMonitor.diagnose, dataaudit.probe
    TrainingMonitor.diagnose = lambda self: found(diagnose(self))
    dataaudit.probe = lambda *arguments, **named: found(probe(*arguments, **named))
    specification = importlib.util.spec_from_file_location("case", path)
    assert specification is not None
    assert specification.loader is not None
    case = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(case)
    if mended:
        case.BUG, case.KIND, case.EXPECT = False, "healthy", []
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        findings = case.main(folder)
    names = [(one["name"], one["severity"]) for one in findings]
    return {"kind": case.KIND, "expect": case.EXPECT, "names": names}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_run(sys.argv[1], mended="--mended" in sys.argv)) + "\n")
