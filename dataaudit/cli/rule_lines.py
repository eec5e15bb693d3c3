"""Rules on the terminal: what was measured, what is allowed, and the first rows of a failed one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dataaudit.report.excerpt import one_line


def rule_lines(rule: dict[str, Any]) -> list[str]:
    """The lines of one rule, as ``gate.json`` holds it."""
    mark = "passed" if rule["passed"] else f"FAILED ({rule['severity']})"
    why = f"  [{one_line(rule['why'])}]" if rule["why"] and not rule["passed"] else ""
    rows = [f"{'':<18}{one_line(row)}" for row in rule["rows"]]
    return [f"{mark:<17} {rule['id']}: {one_line(rule['message'])}{why}", *rows]


def print_failed_rules(folder: Path) -> None:
    """Print the rules that a run's ``gate.json`` says failed."""
    for rule in json.loads((folder / "gate.json").read_bytes())["rules"]:
        if not rule["passed"]:
            print("\n".join(rule_lines(rule)))
