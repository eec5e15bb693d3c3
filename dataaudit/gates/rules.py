"""Rules from YAML, and suites of great-expectations' own JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.config.shipped import find_declared, shown_path
from dataaudit.config.strict_yaml import read_yaml
from dataaudit.config.suggest import did_you_mean
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError
from dataaudit.findings.registry import all_findings

Severity = Literal["info", "warning", "error"]
Place = Literal["split", "class", "file", "language"]
Bound = Annotated[float, Field(allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a gate."""

    __pydantic_config__ = SECTION

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    """Name of the rule, its own in its file."""
    metric: str | None = None
    """Metric of summary.json that must lie within the bounds."""
    column: str | None = None
    """Signal of rows/ whose values must lie within the bounds."""
    finding: str | None = None
    """Finding, by name or code, whose count or share must lie within the bounds; none is allowed without bounds."""
    family: str | None = None
    """Family of findings, such as leakage, whose counts together must lie within the bounds."""
    findings: Severity | None = None
    """Number of findings of this severity or a higher one that must lie within the bounds."""
    of: Literal["count", "share", "new", "change"] = "count"
    """What is measured: count, or rows as a share of all; against a baseline what is new, or a metric's change."""
    where: Mapping[Place, str] = field(default_factory=dict)
    """Only rows of this split, class (label), file or language."""
    min: Bound | None = None
    """Smallest value allowed."""
    max: Bound | None = None
    """Largest value allowed."""
    mostly: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of a column's values that must lie within the bounds; rows without a value do not count."""
    rows: Literal["all", "kept"] = "all"
    """Rows that a column rule looks at."""
    severity: Severity = "error"
    """What a failure is: an error fails the gate, a warning only when the gate says so."""
    if_missing: Literal["fail", "skip"] = "fail"
    """What happens where a run does not have the metric or did not look for the finding."""
    why: str = ""
    """Why the rule is there, for whoever meets its failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A file of rules/gates."""

    __pydantic_config__ = SECTION

    rules: tuple[Rule, ...]
    """The rules."""
    title: str = ""
    """What the gate is for."""


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule and where it is written.

    Attributes:
        rule: The rule.
        file: Its file, as the user named it.
        line: Its first line.
    """

    rule: Rule
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ForeignSuite:
    """A suite that great-expectations wrote.

    Attributes:
        file: Its file.
        suite: Its content.
    """

    file: str
    suite: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that a run is judged by.

    Attributes:
        rules: From YAML.
        suites: From JSON.
    """

    rules: tuple[PlacedRule, ...]
    suites: tuple[ForeignSuite, ...]


def load_gate(names: Sequence[str]) -> Gate:
    """Read rule files and suites.

    Args:
        names: Shipped gates by name, or paths: YAML holds rules, JSON a suite of great-expectations.

    Raises:
        ConfigurationError: A file is missing or wrong, or two rules of a file have one id.
    """
    rules: list[PlacedRule] = []
    suites: list[ForeignSuite] = []
    for name in names:
        path = find_declared("rules/gates", name)
        if path.suffix == ".json":
            suites.append(ForeignSuite(str(path), _read_suite(path)))
        else:
            rules += _read_rules(path)
    rules = _told_apart(rules)
    if not rules and not suites:
        message = "no rules: name a file or a shipped gate with --rules"
        raise ConfigurationError(message)
    return Gate(tuple(rules), tuple(suites))


def _told_apart(rules: Sequence[PlacedRule]) -> list[PlacedRule]:
    """Rules whose ids are distinct: of two files with one id, the later one's gets the name of its file."""
    seen: dict[str, PlacedRule] = {}
    for placed in rules:
        name, first = placed.rule.id, seen.get(placed.rule.id)
        if first is not None and first.file != placed.file:
            name = f"{Path(placed.file).stem}/{name}"
            first = seen.get(name)
        if first is not None:
            message = f"{placed.file}:{placed.line}: rule '{name}' is also at {first.file}:{first.line}; rename one"
            raise ConfigurationError(message)
        seen[name] = replace(placed, rule=replace(placed.rule, id=name))
    return list(seen.values())


def _read_rules(path: Path) -> list[PlacedRule]:
    document = read_yaml(path)
    file = validate(RuleFile, document.value, document)
    placed = []
    for index, rule in enumerate(file.rules):
        place = document.place(("rules", index))
        subjects = (rule.metric, rule.column, rule.finding, rule.family, rule.findings)
        if sum(one is not None for one in subjects) != 1:
            message = f"{place}: rule '{rule.id}' needs one of metric, column, finding, family and findings"
            raise ConfigurationError(message)
        if rule.metric is None and rule.column is None:
            rule = _about_findings(rule, place)
        elif rule.where or rule.of not in (("count", "change") if rule.metric else ("count",)):
            message = f"{place}: rule '{rule.id}': 'where' and 'of' are for rules about findings"
            raise ConfigurationError(message)
        if rule.min is None and rule.max is None:
            message = f"{place}: rule '{rule.id}' needs min, max or both"
            raise ConfigurationError(message)
        if rule.min is not None and rule.max is not None and rule.min > rule.max:
            message = f"{place}: rule '{rule.id}' allows nothing: min {rule.min:g} is above max {rule.max:g}"
            raise ConfigurationError(message)
        line = document.marks.get(("rules", index), (1, 1))[0]
        placed.append(PlacedRule(rule, shown_path(path), line))
    return placed


def _about_findings(rule: Rule, place: str) -> Rule:
    """Check the names of a rule about findings; without bounds none may be found."""
    known = all_findings()
    for kind, name, names in (
        ("finding", rule.finding, [one.name for one in known] + [one.code for one in known]),
        ("family of findings", rule.family, sorted({one.family for one in known})),
    ):
        if name is not None and name not in names:
            message = f"{place}: rule '{rule.id}': there is no {kind} '{name}'{did_you_mean(name, names)}"
            raise ConfigurationError(message)
    if rule.of == "change":
        message = f"{place}: rule '{rule.id}': 'of: change' is for rules about metrics; 'of: new' counts new findings"
        raise ConfigurationError(message)
    if (rule.where or rule.of == "share") and rule.findings is not None:
        message = f"{place}: rule '{rule.id}': 'where' and 'of: share' are about rows; 'findings' counts findings"
        raise ConfigurationError(message)
    return replace(rule, max=0.0) if rule.min is None and rule.max is None else rule


def _read_suite(path: Path) -> dict[str, Any]:
    try:
        suite = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        message = f"{path}: cannot be read as JSON ({error})"
        raise ConfigurationError(message) from error
    if not isinstance(suite, dict) or not isinstance(suite.get("expectations"), list):
        message = f"{path}: not an expectation suite: it has no list 'expectations'"
        raise ConfigurationError(message)
    if not suite["expectations"]:
        message = f"{path}: holds no expectations; an empty suite would pass whatever the data"
        raise ConfigurationError(message)
    for number, item in enumerate(suite["expectations"], start=1):
        whole = isinstance(item, dict) and isinstance(item.get("type"), str)
        if not whole or not all(isinstance(item.get(key) or {}, dict) for key in ("kwargs", "meta")):
            message = f"{path}: expectation {number} is invalid: it needs a type, and kwargs and meta must be objects"
            raise ConfigurationError(message)
    return suite
