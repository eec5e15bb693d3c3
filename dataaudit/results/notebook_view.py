"""A run and its findings as a notebook shows them: a table without styles from elsewhere and without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from dataaudit.findings.finding import Result, gravest_first
from dataaudit.results.next_steps import NextStep
from dataaudit.stages.personal_data.mask import mask_names

MOST = 12
"""Findings that a notebook shows."""
_COLOURS = {"error": "#b3261e", "warning": "#9a6200", "info": "#4a5868", "passed": "#1f7a4d", "failed": "#b3261e"}


def run_html(
    path: Path, rows: Mapping[str, int], findings: Sequence[Result], verdict: str | None, steps: Sequence[NextStep]
) -> str:
    """A run: verdict, what became of the rows, findings, and what to do first.

    Args:
        path: Its folder.
        rows: Rows read, kept, dropped and quarantined.
        findings: What was found.
        verdict: passed, failed or None.
        steps: What to do, the first one first.
    """
    if "read" not in rows:  # a training has none
        return f"<div>{findings_html(findings)}</div>"
    counted = " + ".join(f"{rows[key]:,} {word}" for key, word in (("kept", "kept"), ("dropped", "dropped")))
    counted = f"{rows['read']:,} rows read = {counted} + {rows['quarantined']:,} in quarantine"
    shown = f" · gate: {_word(verdict, verdict)}" if verdict else ""
    ordered = gravest_first(findings)
    more = f"<p>and {len(ordered) - MOST} more, in the report</p>" if len(ordered) > MOST else ""
    first = "".join(f"<li><code>{_safe(step.command)}</code>{_setting(step)}</li>" for step in steps)
    todo = f"<p>What to do first:</p><ol>{first}</ol>" if steps else ""
    report = f"<p>report: <code>{_safe(str(path / 'report.html'))}</code></p>"
    return f"<div><p><b>{counted}</b>{shown}</p>{findings_html(ordered[:MOST])}{more}{todo}{report}</div>"


def findings_html(findings: Sequence[Result]) -> str:
    """Findings as a table: severity, name, rows, share and sentence."""
    if not findings:
        return "<p>Nothing was found.</p>"
    lines = [
        f"<tr><td>{_word(one.severity, one.severity)}</td><td><code>{_safe(one.name)}</code></td>"
        f'<td style="text-align:right">{one.count:,}</td><td style="text-align:left">{_safe(one.message)}</td></tr>'
        for one in findings
    ]
    head = "".join(f"<th>{name}</th>" for name in ("severity", "finding", "rows", "what was found"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _setting(step: NextStep) -> str:
    """What repairs it, as ``dataaudit.audit`` takes it."""
    return f" then <code>audit(..., settings=[{_safe(repr(step.setting))}])</code>" if step.setting else ""


def _word(kind: str, text: str) -> str:
    return f'<span style="color:{_COLOURS[kind]};font-weight:600">{text}</span>'


def _safe(text: str) -> str:
    return escape(mask_names(text))
