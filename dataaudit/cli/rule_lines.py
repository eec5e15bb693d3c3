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


def waiver_lines(judged: dict[str, Any]) -> list[str]:
    """What was waived and what is to be said about waivers, as ``gate.json`` holds it."""
    lines = []
    for one in judged["waived"]:
        rows = "" if one["rows"] is None else f" {one['rows']:,} rows"
        why = f"{one['reason']} ({one['owner']}, until {one['until']}; {one['file']}:{one['line']})"
        lines.append(f"{'waived':<17} {one['finding']}:{rows} {one_line(why)}")
    return [*lines, *(f"{'note':<17} {one_line(note)}" for note in judged["notes"])]


def print_failed_rules(folder: Path) -> None:
    """Print the rules that a run's ``gate.json`` says failed, and what was waived."""
    judged = json.loads((folder / "gate.json").read_bytes())
    lines = [line for rule in judged["rules"] if not rule["passed"] for line in rule_lines(rule)]
    print("".join(f"{line}\n" for line in [*lines, *waiver_lines(judged)]), end="")
