"""Rules on the terminal: what was measured, what is allowed, and the first rows of a failed one."""

from __future__ import annotations

from collections.abc import Mapping

from dataaudit.gates.verdict import GateResult, RuleResult
from dataaudit.report.excerpt import one_line
from dataaudit.report.rule_words import rule_words
from dataaudit.report.translations import translator

_WIDTH = 17
_NAMED = 8
"""Skipped rules that are named."""


def rule_lines(rule: RuleResult, t: Mapping[str, str], language: str = "en") -> list[str]:
    """The lines of one rule.

    Args:
        rule: Its outcome.
        t: Labels of the language.
        language: Of the labels, en or zh.
    """
    mark = t["passed"] if rule.passed else t["rule_failed_line"].format(severity=t[f"severity_{rule.severity}"])
    words = rule.message if language == "en" else rule_words(rule, t)
    why = f"  [{one_line(translator(language)(rule.why))}]" if rule.why and not rule.passed else ""
    rows = [f"{'':<{_WIDTH + 1}}{one_line(row)}" for row in rule.rows]
    return [f"{mark:<{_WIDTH}} {rule.id}: {one_line(words)}{why}", *rows]


def waiver_lines(judged: GateResult, t: Mapping[str, str]) -> list[str]:
    """What was waived and what is to be said about waivers."""
    lines = []
    for one in judged.waived:
        count = t["waived_whole"] if one.rows is None else f"{one.rows:,}"
        why = f"{one.reason} ({one.owner}, {one.until}; {one.file}:{one.line})"
        lines.append(f"{t['waived']:<{_WIDTH}} {one.finding} ({count}): {one_line(why)}")
    return [*lines, *(one_line(note) for note in judged.notes)]


def print_failed_rules(judged: GateResult, t: Mapping[str, str], language: str) -> None:
    """Print the rules that failed or were skipped, and what was waived."""
    lines = [line for rule in judged.results if not rule.passed for line in rule_lines(rule, t, language)]
    if skipped := [rule.id for rule in judged.results if rule.skipped]:
        named = ", ".join(skipped[:_NAMED]) + (", …" if len(skipped) > _NAMED else "")
        lines.append(t["terminal_skipped"].format(count=len(skipped), rules=named))
    print("".join(f"{line}\n" for line in [*lines, *waiver_lines(judged, t)]), end="")
