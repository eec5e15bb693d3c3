"""SARIF 2.1.0: failed rules where they are written, findings at their first row, with the help of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from dataaudit.findings.finding import Result
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.gates.data_places import DataPlace, DataPlaces
from dataaudit.gates.verdict import GateResult, RuleResult
from dataaudit.stages.personal_data.mask import mask_names

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def sarif_log(outcome: GateResult, findings: Sequence[Result], places: DataPlaces) -> dict[str, Any]:
    """The verdict as a SARIF log; one result a rule or finding, never one a row: others of its rows are related."""
    failed = [one for one in outcome.results if not one.passed]
    codes = list(dict.fromkeys(result.code for result in findings))
    rules = [*(_gate_rule(one) for one in failed), *(_finding_rule(code) for code in codes)]
    results = [
        *(_gate_result(one, places) for one in failed),
        *(_finding_result(result, outcome, places) for result in findings),
    ]
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


def _gate_result(one: RuleResult, places: DataPlaces) -> dict[str, Any]:
    """At the first row that failed the rule, else where the rule is written."""
    rows = [place for row in one.rows if (place := places.of_row(row)) is not None]
    located: dict[str, Any] = {"locations": [_location(*places.of_rule(one))]}
    if rows:
        related = [_row_location(place) for place in rows[1:]]
        related.append({**_location(one.file, one.line), "message": {"text": f"rule {one.id}"}})
        numbered = [{"id": number, **place} for number, place in enumerate(related, start=1)]
        located = {"locations": [_row_location(rows[0])], "relatedLocations": numbered}
    return {
        "ruleId": f"gate/{one.id}",
        "level": _LEVEL[one.severity],
        "message": {"text": one.sentence},
        **located,
        "partialFingerprints": {"dataauditRule/v1": one.id},
    }


def _finding_result(result: Result, outcome: GateResult, places: DataPlaces) -> dict[str, Any]:
    rows = places.of(result)
    located: dict[str, Any] = {"locations": [_location(places.first, None)]} if places.first else {}
    prints = {"dataauditRule/v1": result.code}
    if rows:
        located = {"locations": [_row_location(rows[0])]}
        related = [{"id": number, **_row_location(one)} for number, one in enumerate(rows[1:], start=1)]
        located |= {"relatedLocations": related} if related else {}
        prints["dataauditRow/v1"] = rows[0].digest
    return {
        "ruleId": result.code,
        "level": _LEVEL[result.severity],
        "message": {"text": f"{result.message} {result.advice}".strip()},
        **located,
        "partialFingerprints": prints,
        **_suppressions(result, outcome),
    }


def _suppressions(result: Result, outcome: GateResult) -> dict[str, Any]:
    """Why a finding is waived as a whole; viewers hide it then."""
    if result.code not in outcome.accepted:
        return {}
    reasons = [f"{one.reason} ({one.owner}, until {one.until})" for one in outcome.waived if one.finding == result.name]
    return {"suppressions": [{"kind": "external", "justification": reason} for reason in reasons]}


def _row_location(place: DataPlace) -> dict[str, Any]:
    return {**_location(place.path, place.line), "message": {"text": place.row}}


def _location(file: str, line: int | None) -> dict[str, Any]:
    region = {} if line is None else {"region": {"startLine": max(1, line)}}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(mask_names(file))}, **region}}
