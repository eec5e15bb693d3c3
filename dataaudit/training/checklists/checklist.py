"""Checklists: items with findings in the run come first, ruled-out items last."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.findings.finding import RANK, Result
from dataaudit.results.result import load_result
from dataaudit.store.manifest import read_manifest
from dataaudit.training.diagnosis import diagnose

State = Literal["seen", "open", "ruled_out"]
_ORDER: dict[State, int] = {"seen": 0, "open": 1, "ruled_out": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a checklist.

    Attributes:
        text: What to check and what to do.
        check: Command or call that checks it.
        findings: Findings that check it.
        state: ``seen`` if one of them was found in the run, ``ruled_out`` if all were judged and none was found,
            otherwise ``open``.
        evidence: Message of the finding, or empty.
    """

    text: str
    check: str
    findings: tuple[str, ...]
    state: State
    evidence: str = ""


@cache
def _texts(language: str) -> dict[str, Any]:
    with (Path(__file__).parent / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def problems(language: str = "en") -> dict[str, str]:
    """Return the titles of the problems by name."""
    return {name: str(table["title"]) for name, table in _texts(language).items()}


def checklist(problem: str, run: str | Path | None = None, language: Literal["en", "zh"] = "en") -> list[Item]:
    """Return the checklist for a problem, ordered by the evidence in a run.

    Args:
        problem: ``loss-not-decreasing``, ``loss-nan``, ``out-of-memory``, ``too-slow`` or ``overfitting``.
        run: A training log, a folder of the monitor or a finished run of ``dataaudit``; without one the items come in
            the order in which they are usually worth checking.
        language: en or zh.

    Raises:
        InputError: The problem is unknown (the message suggests the nearest), or the run cannot be read.

    Examples:
        >>> checklist("overfitting")[0].state, len(checklist("loss-nan"))
        ('open', 8)
    """
    name = _named(problem)
    found, judged = _evidence(run, language) if run is not None else ({}, set())
    items = []
    for one in _texts(language)[name]["items"]:
        names = tuple(one["findings"])
        seen = [found[finding] for finding in names if finding in found]
        if seen:
            strongest = min(seen, key=lambda result: (-RANK[result.severity], -(result.confidence or 0)))
            items.append((_rank("seen", strongest), _item(one, names, "seen", strongest.message)))
        else:
            state: State = "ruled_out" if names and set(names) <= judged else "open"
            items.append((_rank(state, None), _item(one, names, state, "")))
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _item(one: dict[str, Any], names: tuple[str, ...], state: State, evidence: str) -> Item:
    return Item(text=one["text"], check=one["check"], findings=names, state=state, evidence=evidence)


def _rank(state: State, result: Result | None) -> tuple[int, int, float]:
    return _ORDER[state], -RANK[result.severity] if result else 0, -(result.confidence or 0.0) if result else 0.0


def _named(problem: str) -> str:
    word = problem.strip().lower().replace("_", "-").replace(" ", "-")
    for name, table in _texts("en").items():
        if word == name or word in table["also"]:
            return name
    known = _texts("en")
    message = f"unknown checklist '{problem}'{did_you_mean(word, list(known))}; choose from {', '.join(known)}"
    raise InputError(message)


def _evidence(run: str | Path, language: Literal["en", "zh"]) -> tuple[dict[str, Result], set[str]]:
    """Return the findings seen in a run by name, and the names of all that were judged."""
    path = Path(run)
    if path.is_dir() and read_manifest(path) is not None:
        result = load_result(path)
        lacking = result.manifest.roles.get("not_assessed")
        if lacking is None:
            return _seen(result.findings), set()
        return _seen(result.findings), _judged(result.findings, lacking.values())
    made = diagnose(path, language=language)
    return _seen(made.findings), _judged(made.findings, [one.not_assessed for one in made.judged])


def _seen(findings: Iterable[Result]) -> dict[str, Result]:
    seen: dict[str, Result] = {}
    for one in findings:
        if one.status != "found":
            continue
        before = seen.get(one.name)
        if before is None or RANK[one.severity] > RANK[before.severity]:
            seen[one.name] = one
    return seen


def _judged(findings: Iterable[Result], lacking: Iterable[Any]) -> set[str]:
    """Return the names of findings that had enough data in every run."""
    from dataaudit.training.judge_run import training_findings

    thin = {one.name for one in findings if one.status != "found"}
    missing = {name for one in lacking for name in one}
    return {one.name for one in training_findings()} - thin - missing
