"""Every finding's cases are data: rows on which it must speak, and rows on which it must stay silent."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import yaml
from every import every
from findings.training_facts import training_facts
from stages.tiny_causal_model import tiny_causal_model
from stages.tiny_chat_tokenizer import tiny_chat_tokenizer
from stages.tiny_encoder import tiny_classifier

import dataaudit
from dataaudit.config.strict_yaml import Document
from dataaudit.config.validate import validate
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.plan import make_plan
from dataaudit.engine.run import run_plan
from dataaudit.findings.finding import Result, RowFinding
from dataaudit.findings.page import worded
from dataaudit.findings.registry import all_findings, find_finding
from dataaudit.sources.open_corpus import open_paths
from dataaudit.stages.registry import all_stages
from dataaudit.store.parts import read_parts
from dataaudit.store.run_directory import RunDirectory

CASES = Path(__file__).parent / "cases"
FEWEST = 3
EVERY = 3
"""One finding in so many is judged without the marker ``full``."""
AT_ONCE = 1
"""Cases of each kind that are judged without the marker ``full``."""
QUICK = {spec.name: False for spec in all_stages()}
"""Stages that a finding's cases turn on by name; the others are left out to be quick, as are the other findings."""


@cache
def load(code: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((CASES / f"{code}.yml").read_text(encoding="utf-8"))
    return data


def text_of(value: Any, number: int = 0, random: Random | None = None) -> Any:
    """A text from a case: itself, or made of ``repeat``, ``times`` and ``words`` (different words).

    Where a row has a number it stands for ``{n}``, and ``pick`` draws ``times`` words by it.
    """
    if isinstance(value, str) and random:
        return value.replace("{n}", str(number))
    if not isinstance(value, dict) or not {"repeat", "words", "parts", "pick"} & set(value):
        return value
    if "parts" in value:
        return "".join(text_of(part, number, random) for part in value["parts"])
    if "pick" in value:
        return " ".join((random or Random(0)).choices(value["pick"], k=value["times"]))
    if "words" in value:
        return " ".join(f"word{number}" for number in range(value["words"]))
    return value["repeat"] * value["times"]


def made(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row of a case; with ``numbers: [first, end]`` one of every number, which tells its words."""
    if "numbers" not in row:
        yield {key: text_of(value) for key, value in row.items()}
        return
    for number in range(*row["numbers"]):
        random = Random(number)
        yield {key: text_of(value, number, random) for key, value in row.items() if key != "numbers"}


def written(case: dict[str, Any], folder: Path) -> list[Path]:
    """The case's input as files."""
    folder.mkdir()
    if "files" in case:
        paths = []
        for name, content in case["files"].items():
            data = base64.b64decode(content["base64"]) if isinstance(content, dict) else content.encode()
            (folder / name).write_bytes(data)
            paths.append(folder / name)
        return [folder]
    rows = [{"text": text_of(text)} for text in case.get("texts", [])]
    rows += [one for row in case.get("rows", []) for one in made(row)]
    rows = [row for row in rows for _ in range(case.get("times", 1))]
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return [path]


def judged(code: str, case: dict[str, Any], tmp_path: Path) -> tuple[list[Result], list[int]]:
    """Results of the finding, and the positions of the rows that it flags."""
    data = load(code)
    finding = find_finding(code)
    if finding.family in ("training", "augmentation"):
        options = validate(finding.options_class, case.get("options", {}), Document({}, "case"))
        facts = training_facts(case)
        assert set(finding.reads) <= set(facts.tables), "the case lacks a table that the finding reads"
        return [worded(one, 0, "en") for one in finding(options).judge(facts)], []
    stages: dict[str, Any] = {**QUICK, **{name: {} for name in data["stages"]}, **case.get("settings", {})}
    if stages["tokens"] == {} and finding.family != "length":
        stages["tokens"] = {"tokenizer": False}
    if finding.family == "quality" and stages["quality"] is not False:
        stages["quality"] = {"presets": []}
    if "chat_template" in case:
        stages["tokens"] = {"tokenizer": tiny_chat_tokenizer(case["chat_template"])}
    if "terms" in case:
        (tmp_path / "terms.txt").write_text("\n".join(case["terms"]), encoding="utf-8")
        stages["terms"] = {"files": {"own": str(tmp_path / "terms.txt")}} | case.get("list", {})
    if "classifiers" in data["stages"]:
        stages["classifiers"] = {"models": {"own": tiny_classifier()}} | case.get("classifiers", {})
    if "known" in case:
        earlier = pl.DataFrame(case["known"])
        run = dataaudit.audit(earlier, pipeline={"stages": {**QUICK, "exact": {}}}, out=tmp_path / "earlier")
        stages["known"] = {"runs": [str(run.path)]}
    if "perplexity" in data["stages"]:
        stages["perplexity"] = {"model": tiny_causal_model()}
    pipeline = {
        "stages": stages,
        "input": {"paths": [str(path) for path in written(case, tmp_path / "in")], **case.get("input", {})},
        "limits": {"max_quarantined": 1000, **case.get("limits", {})},
        "findings": {one.name: False for one in all_findings()} | {finding.name: case.get("options", {})},
        "clean": case.get("clean", {}),
    }
    loaded = load_pipeline(mapping=pipeline)
    plan = make_plan(loaded, open_paths(loaded.pipeline.input, loaded.pipeline.limits))
    with RunDirectory(tmp_path / "run", plan.run_key) as directory:
        outcome = run_plan(plan, directory)
    rows = [row for part in read_parts(tmp_path / "run", "rows", ["position", "flags"]) for row in part.to_pylist()]
    flagged = [number for number, row in enumerate(rows) if code in row["flags"]]
    return [result for result in outcome.findings if result.code == code], flagged


@pytest.mark.parametrize(
    ("code", "most"),
    [
        pytest.param(code, most, marks=pytest.mark.full if most is None or place % EVERY else ())
        for most in (AT_ONCE, None)
        for place, code in enumerate(sorted(path.stem for path in CASES.glob("*.yml")))
    ],
)
def test_a_finding_speaks_and_stays_silent_as_its_cases_say(code: str, most: int | None, tmp_path: Path) -> None:
    cases = [(kind, number) for kind in ("finds", "silent_on") for number in range(len(load(code)[kind]))[:most]]

    @every("kind, number", cases, name=lambda case: f"{case[0]}: {load(code)[case[0]][case[1]]['why']}")
    def check(kind: str, number: int) -> None:
        (folder := tmp_path / f"{kind}{number}").mkdir()
        check_case(code, kind, load(code)[kind][number], folder)

    check()


def check_case(code: str, kind: str, case: dict[str, Any], folder: Path) -> None:
    results, flagged = judged(code, case, folder)
    spoken = [result for result in results if result.status == "found"]
    if kind == "silent_on":
        assert spoken == []
        assert flagged == []
        if case.get("insufficient"):
            assert [result.status for result in results] == ["insufficient_evidence"]
        return
    assert spoken
    assert "{" not in "".join(result.message for result in spoken)
    if "count" in case:
        assert [result.count for result in spoken] == (
            case["count"] if isinstance(case["count"], list) else [case["count"]]
        )
    if "severity" in case:
        assert spoken[0].severity == case["severity"]
    if find_finding(code).family == "training":
        assert all(0 < (one.confidence or 0) <= 1 and one.refuted_by and one.next_measurement for one in spoken)
        for key, value in case.get("where", {}).items():
            assert spoken[0].where[key] == value
    if issubclass(find_finding(code), RowFinding):
        assert flagged == case["found"]
        assert spoken[0].count == len(flagged)


@every("code", [finding.code for finding in all_findings()])
def test_every_finding_has_cases_of_both_kinds(code: str) -> None:
    data = load(code)
    assert len(data["finds"]) >= FEWEST
    assert len(data["silent_on"]) >= FEWEST
    whys = [case["why"] for kind in ("finds", "silent_on") for case in data[kind]]
    assert len(set(whys)) == len(whys)
