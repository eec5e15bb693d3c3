"""Which findings a pipeline turns on, and their options: from defaults, presets and the pipeline."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from dataaudit.config.section import SECTION
from dataaudit.config.shipped import find_declared
from dataaudit.config.strict_yaml import Document, read_yaml
from dataaudit.config.suggest import did_you_mean
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding, Options, Range, RowFinding, Severity
from dataaudit.findings.registry import FindingClass, all_findings, find_finding, source_of
from dataaudit.findings.threshold_finding import LANGUAGE, BoundFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A file of ``rules/presets``: thresholds of findings, and which texts they are meant for."""

    __pydantic_config__ = SECTION

    title: str
    """What the thresholds are."""
    source: str
    """Where they come from."""
    findings: Mapping[str, Mapping[str, Any]]
    """Options by finding."""
    severity: Severity | None = None
    """Severity of all its findings."""
    when: Mapping[str, Range | tuple[str, ...]] | None = None
    """Judge only texts whose signals are in these ranges or have one of these values."""


TRAINING, AUGMENTATION = "training", "augmentation"
"""Families of the findings that judge a training or new rows, and not the rows of a run."""
READING = "reading"
"""Family of the findings about what could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a pipeline says about findings.

    Attributes:
        findings: Options by finding; False turns one off.
        presets: Files of ``rules/presets`` by name or path.
        later: Families judged after the rows: ``TRAINING`` where a model is trained, ``AUGMENTATION`` where new rows
            are made.
        document: Where it was written, for messages.
    """

    findings: Mapping[str, Mapping[str, Any] | Literal[False]]
    presets: tuple[str, ...]
    later: frozenset[str]
    document: Document


def later_findings(declared: Declaration, family: str) -> list[Finding[Options]]:
    """The findings of a family that is judged after the rows; none where nothing of it is made."""
    given = {name for finding in all_findings() if finding.family == family for name in finding.reads}
    return [one for one in _active(declared, given) if one.family == family] if family in declared.later else []


def active_findings(declared: Declaration, available: Collection[str]) -> list[Finding[Options]]:
    """The findings about rows of a run, in the registry's order.

    Args:
        declared: What the pipeline says.
        available: Signals, metrics, tables and marks that the run has, as its plan and its manifest name them.

    Raises:
        ConfigurationError: An unknown finding or option, a value out of range, or a finding that is asked for and
            whose stage is off.
    """
    for family in (TRAINING, AUGMENTATION):
        later_findings(declared, family)  # their options are checked with those of the others
    return [one for one in _active(declared, available) if one.family not in (TRAINING, AUGMENTATION)]


def _active(declared: Declaration, available: Collection[str]) -> list[Finding[Options]]:
    preset_options = _preset_options(declared.presets)
    names = [finding.name for finding in all_findings()]
    for name in declared.findings:
        if name not in names:
            place = declared.document.place(("findings", name))
            message = f"{place}: unknown finding '{name}' in 'findings'{did_you_mean(name, names)}"
            raise ConfigurationError(message)
    active: list[Finding[Options]] = []
    for finding in all_findings():
        own = declared.findings.get(finding.name, {})
        named = finding.name in declared.findings
        asked = named or finding.name in preset_options
        if own is False or (not asked and (finding.by_preset or source_of(finding))):
            continue
        lacking = [name for name in finding.reads if name not in available]
        if lacking:
            if named and finding.family not in declared.later:
                place = declared.document.place(("findings", finding.name))
                message = f"{place}: finding '{finding.name}' needs {lacking[0]}, which no stage of this run gives"
                raise ConfigurationError(message)
            continue
        made = finding(_options(finding, preset_options.get(finding.name, {}), own or {}, declared.document))
        if isinstance(made, RowFinding):
            _check_asked(made, available, declared.document)
        if isinstance(made, BoundFinding) and LANGUAGE not in available:
            made.options = replace(made.options, languages={})
        if not isinstance(made, RowFinding) or all(name in available for name in made.options.when):
            active.append(made)
    return active


def _options(finding: FindingClass, preset: Mapping[str, Any], own: Mapping[str, Any], document: Document) -> Options:
    validate(finding.options_class, own, document, ("findings", finding.name))
    _check_languages(finding, own, document)
    merged = {**preset, **own}
    return validate(finding.options_class, merged, Document({"findings": {finding.name: merged}}, document.origin))


def _check_asked(finding: RowFinding[Any], available: Collection[str], document: Document) -> None:
    """Fail when the options of a finding ask for a signal that no stage gives."""
    for signal, path in finding.asked().items():
        if signal not in available:
            place = document.place(("findings", finding.name, *path))
            message = (
                f"{place}: '{'.'.join(path)}' of '{finding.name}' needs {signal}, which no stage of this run gives"
                f"{did_you_mean(signal, list(available))}; further texts are declared under input.fields"
            )
            raise ConfigurationError(message)


def _check_languages(finding: FindingClass, values: Mapping[str, Any], document: Document) -> None:
    """Fail on a threshold by language that the finding does not have."""
    known = [bound.option for bound in finding.bounds] if issubclass(finding, BoundFinding) else []
    for language, limits in (values.get("languages") or {}).items():
        for name in limits:
            if name not in known:
                place = document.place(("findings", finding.name, "languages", language, name))
                message = f"{place}: '{finding.name}' has no threshold '{name}'{did_you_mean(name, known)}"
                raise ConfigurationError(message)


def _preset_options(names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Options by finding; a later preset wins over an earlier one."""
    options: dict[str, dict[str, Any]] = {}
    for name in names:
        path = find_declared("rules/presets", name)
        options |= _options_of_preset(path, path.stat().st_mtime_ns)
    return options


@lru_cache(maxsize=32)
def _options_of_preset(path: Path, changed: int) -> dict[str, dict[str, Any]]:
    """Options by finding of one preset; parsing takes longer than all else here, and a run asks several times.

    Args:
        path: The preset's file.
        changed: When it was changed, so that an edited file is read again.
    """
    document = read_yaml(path)
    preset = validate(Preset, document.value, document)
    return {key: _one_preset(document, path, key, values) for key, values in preset.findings.items()}


def _one_preset(document: Document, path: Path, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        finding = find_finding(key)
    except ConfigurationError as error:
        message = f"{document.place(('findings', key))}: {error}"
        raise ConfigurationError(message) from None
    if finding.name != key or not issubclass(finding, RowFinding):
        message = f"{path}: '{key}' cannot be used in a preset; name a finding about rows by its name"
        raise ConfigurationError(message)
    validate(finding.options_class, values, document, ("findings", key))
    _check_languages(finding, values, document)
    merged = dict(values)
    if document.value.get("severity"):
        merged.setdefault("severity", document.value["severity"])
    merged["when"] = {**(document.value.get("when") or {}), **values.get("when", {})}
    return merged
