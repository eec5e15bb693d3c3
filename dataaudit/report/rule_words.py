"""What a rule measured and allows, in the language of the report; the terminal says the same."""

from __future__ import annotations

from collections.abc import Mapping

from dataaudit.gates.verdict import RuleResult
from dataaudit.report.excerpt import one_line


def rule_words(rule: RuleResult, t: Mapping[str, str]) -> str:
    """One sentence; the words of an expectation of a foreign suite are its own.

    Args:
        rule: Its outcome.
        t: Labels of the language.
    """
    bounded = rule.minimum is not None or rule.maximum is not None
    if bounded and rule.checked == 0:
        return t["rule_skipped" if rule.passed else "rule_unmeasured"].format(subject=rule.subject)
    if not bounded or rule.value is None:
        return rule.message
    bounds = {"minimum": f"{rule.minimum:g}" if rule.minimum is not None else "",
              "maximum": f"{rule.maximum:g}" if rule.maximum is not None else ""}  # fmt: skip
    kind = "between" if all(bounds.values()) else "at_least" if bounds["minimum"] else "at_most"
    facts = {
        "subject": rule.subject,
        "value": f"{rule.value:+.6g}" if rule.of == "change" else f"{rule.value:.6g}",
        "allowed": t[f"rule_{kind}"].format(**bounds),
        "outside": f"{rule.outside:,}",
        "checked": f"{rule.checked:,}",
    }
    if rule.about == "findings":
        return t["rule_new" if rule.of == "new" else "rule_finding"].format(**facts)
    if rule.about == "metric":
        detail = f" ({one_line(rule.detail)})" if rule.detail else ""
        return t["rule_change" if rule.of == "change" else "rule_metric"].format(**facts) + detail
    return t["rule_column"].format(**facts)
