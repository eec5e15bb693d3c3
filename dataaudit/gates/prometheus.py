r"""A text file for Prometheus' node exporter: verdict, rules, rows, findings and metrics of the newest run.

Source: Prometheus docs, "Text-based format".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from dataaudit.findings.finding import Result
from dataaudit.gates.verdict import GateResult

Sample = tuple[Mapping[str, str], float | int]


def prometheus_text(
    outcome: GateResult,
    findings: Sequence[Result],
    rows: Mapping[str, int],
    metrics: Mapping[str, float | int | None],
) -> str:
    """All samples, a family after the other; metrics without a value are left out."""
    passed: list[Sample] = [({}, int(outcome.verdict == "passed"))]
    families: list[tuple[str, str, Iterable[Sample]]] = [
        ("dataaudit_gate_passed", "Whether the gate passed.", passed),
        (
            "dataaudit_rule_passed",
            "Whether a rule of the gate passed.",
            [({"rule": one.id, "severity": one.severity}, int(one.passed)) for one in outcome.results],
        ),
        ("dataaudit_rows", "Rows by what became of them.", [({"state": name}, value) for name, value in rows.items()]),
        (
            "dataaudit_finding_count",
            "Rows or other subjects that a finding found.",
            [
                ({"code": one.code, "finding": one.name, "severity": one.severity}, one.count)
                for one in findings
                if one.status == "found"
            ],
        ),
        (
            "dataaudit_metric",
            "Metrics of summary.json.",
            [
                ({"metric": name}, value)
                for name, value in metrics.items()
                if value is not None and math.isfinite(value)
            ],
        ),
    ]
    lines = []
    for name, text, samples in families:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
        seen: set[str] = set()
        for labels, value in samples:
            named = ",".join(f'{key}="{escaped(word)}"' for key, word in labels.items())
            if named not in seen:  # a sample that is there twice makes the whole file unreadable
                lines.append(f"{name}{{{named}}} {value!r}" if named else f"{name} {value!r}")
            seen.add(named)
    return "\n".join(lines) + "\n"


def escaped(word: str) -> str:
    r"""The value of a label.

    Examples:
        >>> escaped('a "b"\n\\c')
        'a \\"b\\"\\n\\\\c'
    """
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
