"""A summary in Markdown, for a job's summary page or a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dataaudit.findings.finding import Result
from dataaudit.gates.verdict import GateResult

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>@~&:])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def markdown_summary(outcome: GateResult, findings: Sequence[Result], rows: Mapping[str, int]) -> str:
    """Verdict, rows, rules, what was waived, and findings as Markdown; failed rules come first, with their rows."""
    failed = [one for one in outcome.results if not one.passed]
    compared = f" Compared with {escape(outcome.baseline)}." if outcome.baseline else ""
    lines = [
        f"## dataaudit: {outcome.verdict}",
        "",
        f"{_rows(rows)}{len(failed)} of {len(outcome.results)} rules failed.{compared}",
        "",
        "| rule | result | severity | measured |",
        "| --- | --- | --- | --- |",
    ]
    held = [one for one in outcome.results if one.passed and not one.skipped]
    for one in [*failed, *held]:
        mark = "passed" if one.passed else "**failed**"
        lines.append(f"| {escape(one.id)} | {mark} | {one.severity} | {escape(one.sentence)} |")
    if skipped := [one.id for one in outcome.results if one.skipped]:
        lines += ["", f"Skipped, because this run does not measure what they are about: {escape(', '.join(skipped))}."]
    if outcome.waived:
        lines += ["", "| waived | rows | owner | until | reason |", "| --- | --- | --- | --- | --- |"]
        for waived in outcome.waived:
            count = "all" if waived.rows is None else f"{waived.rows:,}"
            words = (waived.finding, count, waived.owner, waived.until, waived.reason)
            lines.append(f"| {' | '.join(escape(word) for word in words)} |")
    lines += ["", *(f"- {escape(note)}" for note in outcome.notes)] if outcome.notes else []
    if findings:
        lines += ["", "| finding | severity | what |", "| --- | --- | --- |"]
        for result in findings:
            mark = " (waived)" if result.code in outcome.accepted else ""
            lines.append(f"| {result.code} {result.name} | {result.severity}{mark} | {escape(result.message)} |")
    return "\n".join(lines) + "\n"


def _rows(rows: Mapping[str, int]) -> str:
    """The sentence about rows; none where a training was judged."""
    if not rows["read"]:
        return ""
    return (
        f"{rows['read']:,} rows read, {rows['kept']:,} kept, {rows['dropped']:,} dropped, "
        f"{rows['quarantined']:,} quarantined. "
    )


def escape(text: str) -> str:
    r"""Text that Markdown shows as it is, in one line.

    Examples:
        >>> escape("a|b\n<i>")
        'a\\|b \\<i\\>'
    """
    one_line = " ".join(_UNSEEN.sub(" ", text).split())
    return _SPECIAL.sub(r"\\\1", one_line)
