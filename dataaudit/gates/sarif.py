"""SARIF 2.1.0: failed rules at the line they are written in, and findings with the help of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from dataaudit.findings.finding import Result
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.gates.verdict import GateResult, RuleResult

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_RUN_FILE = "summary.json"


def sarif_log(outcome: GateResult, findings: Sequence[Result]) -> dict[str, Any]:
    """The verdict as a SARIF log; one result a rule or finding, never one a row."""
    failed = [one for one in outcome.results if not one.passed]
    codes = list(dict.fromkeys(result.code for result in findings))
    rules = [*(_gate_rule(one) for one in failed), *(_finding_rule(code) for code in codes)]
    results = [*(_gate_result(one) for one in failed), *(_finding_result(result) for result in findings)]
    driver = {"name": "dataaudit", "version": version("dataaudit"), "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _gate_rule(one: RuleResult) -> dict[str, Any]:
    text = one.why or f"Bounds of {one.subject}"
    return {
        "id": f"gate/{one.id}",
        "shortDescription": {"text": text},
        "defaultConfiguration": {"level": _LEVEL[one.severity]},
    }


def _finding_rule(code: str) -> dict[str, Any]:
    finding = find_finding(code)
    page = page_of(finding)
    markdown = "\n\n".join(f"**{heading}.** {text}" for heading, text in page.sections.items())
    plain = "\n".join(f"{heading}: {text}" for heading, text in page.sections.items())
    return {
        "id": code,
        "name": finding.name,
        "shortDescription": {"text": page.title},
        "help": {"text": plain, "markdown": markdown},
        "defaultConfiguration": {"level": _LEVEL[finding.severity]},
    }


def _gate_result(one: RuleResult) -> dict[str, Any]:
    return {
        "ruleId": f"gate/{one.id}",
        "level": _LEVEL[one.severity],
        "message": {"text": one.message},
        "locations": [_location(one.file, one.line)],
        "partialFingerprints": {"dataauditRule/v1": one.id},
    }


def _finding_result(result: Result) -> dict[str, Any]:
    return {
        "ruleId": result.code,
        "level": _LEVEL[result.severity],
        "message": {"text": f"{result.message} {result.advice}"},
        "locations": [_location(_RUN_FILE, 1)],
        "partialFingerprints": {"dataauditRule/v1": result.code},
    }


def _location(file: str, line: int) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": line}}}
