"""The outcome of every rule of the gate."""

from __future__ import annotations

from dataclasses import replace

from dataaudit.gates.verdict import RuleResult
from dataaudit.report.section import Drawing, Page
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="rules", rank=10, title="Rules")
TEMPLATE = "rules.html.j2"


def draw(page: Page) -> Drawing | None:
    """Rules with what was measured; None where no gate ran."""
    if page.gate is None:
        return None
    shown = [replace(one, message=_measured(one, page), why=page.translated(one.why)) for one in page.gate.results]
    return {"rules": shown}


def _measured(rule: RuleResult, page: Page) -> str:
    """What was measured and what is allowed; the words of an expectation of a foreign suite are its own."""
    t = page.t
    bounded = rule.minimum is not None or rule.maximum is not None
    if bounded and rule.checked == 0:
        return t["rule_unmeasured"].format(subject=rule.subject)
    if not bounded or rule.value is None:
        return rule.message
    bounds = {"minimum": f"{rule.minimum:g}" if rule.minimum is not None else "",
              "maximum": f"{rule.maximum:g}" if rule.maximum is not None else ""}  # fmt: skip
    kind = "between" if all(bounds.values()) else "at_least" if bounds["minimum"] else "at_most"
    allowed = t[f"rule_{kind}"].format(**bounds)
    if rule.about_findings:
        rows = f" ({'; '.join(rule.rows)})" if rule.rows else ""
        return t["rule_finding"].format(subject=rule.subject, value=f"{rule.value:.6g}", allowed=allowed) + rows
    if rule.subject in page.tables.result.metrics:
        return t["rule_metric"].format(subject=rule.subject, value=f"{rule.value:.6g}", allowed=allowed)
    counts = {"outside": f"{rule.outside:,}", "checked": f"{rule.checked:,}"}
    return t["rule_column"].format(subject=rule.subject, allowed=allowed, **counts)
