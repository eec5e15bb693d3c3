"""The verdict in the forms of other tools: each points at the row in the user's file, and nothing in it acts."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from changed_corpus import KEY, SETTINGS, Runs

import dataaudit
from dataaudit.findings.finding import Result
from dataaudit.gates.data_places import NOWHERE, data_places
from dataaudit.gates.github import MOST, github_annotations
from dataaudit.gates.prometheus import prometheus_text
from dataaudit.gates.verdict import GateResult, RuleResult, read_gate

RULES = {
    "rules": [
        {"id": "secrets", "finding": "secret", "why": "a key"},
        {"id": "rows", "metric": "rows.read", "min": 1, "severity": "warning"},
    ]
}


@pytest.fixture
def folder(runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A failed gate, judged where the data are."""
    monkeypatch.chdir(runs.folder)
    shutil.copytree(runs.new.path, tmp_path / "run")
    (tmp_path / "rules.yml").write_text(json.dumps(RULES), encoding="utf-8")
    dataaudit.gate(tmp_path / "run", [str(tmp_path / "rules.yml")])
    return tmp_path / "run"


def test_every_form_names_the_file_and_line_of_the_row(folder: Path) -> None:
    sarif = json.loads((folder / "gate.sarif").read_bytes())["runs"][0]["results"]
    secret = next(one for one in sarif if one["ruleId"] == "PII005")
    place = secret["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "new/notes.jsonl"}, "region": {"startLine": 5}}
    whole = next(one for one in sarif if one["ruleId"] == "COL003")
    assert whole["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "new/notes.jsonl"}}}]
    quality = json.loads((folder / "codequality.json").read_bytes())
    entry = next(one for one in quality if one["check_name"] == "PII005")
    assert entry["location"] == {"path": "new/notes.jsonl", "lines": {"begin": 5}}
    assert len({one["fingerprint"] for one in quality}) == len(quality)
    assert all(one["severity"] in ("info", "minor", "major", "critical", "blocker") for one in quality)
    lines = (folder / "annotations.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == (
        "::error file=new/notes.jsonl,line=5,title=rule secrets::secret: 1 found, allowed at most 0 (notes.jsonl:5)"
    )
    assert any(line.startswith("::error file=new/notes.jsonl,line=5,title=PII005 secret::") for line in lines)
    assert "notes.jsonl\\:5" in (folder / "summary.md").read_text(encoding="utf-8")
    assert not any(KEY.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_the_gate_that_is_read_again_is_the_one_that_was_written(folder: Path) -> None:
    outcome = read_gate(folder)
    assert json.loads(json.dumps(outcome.to_json())) == json.loads((folder / "gate.json").read_bytes())
    assert outcome.results[0].rows == ("notes.jsonl:5",)


def test_prometheus_reads_every_line(folder: Path) -> None:
    text = (folder / "metrics.prom").read_text(encoding="utf-8")
    sample = re.compile(r'[a-z_]+(\{[a-z]+="([^"\\\n]|\\.)*"(,[a-z]+="([^"\\\n]|\\.)*")*\})? -?[0-9.e+-]+')
    lines = text.splitlines()
    assert all(line.startswith(("# HELP ", "# TYPE ")) or sample.fullmatch(line) for line in lines)
    named = [line.rsplit(" ", 1)[0] for line in lines if not line.startswith("#")]
    assert len(set(named)) == len(named)
    assert "dataaudit_gate_passed 0" in lines
    assert 'dataaudit_rule_passed{rule="secrets",severity="error"} 0' in lines
    assert 'dataaudit_finding_count{code="PII005",finding="secret",severity="error"} 1' in lines


def test_of_a_table_in_memory_and_of_parquet_no_line_is_made_up(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["a text that is long enough", f"aws_access_key_id = {KEY}"]})
    frame.write_parquet(tmp_path / "a.parquet")
    for number, source in enumerate((frame, tmp_path / "a.parquet")):
        out = tmp_path / f"run{number}"
        dataaudit.audit(source, out=out, settings=[*SETTINGS, "fail_on=error"])
        results = json.loads((out / "gate.sarif").read_bytes())["runs"][0]["results"]
        secret = next(one for one in results if one["ruleId"] == "PII005")
        if number:
            assert secret["locations"][0]["physicalLocation"].keys() == {"artifactLocation"}
            assert secret["locations"][0]["message"]["text"] == "a.parquet:1"
        else:
            assert "locations" not in secret


def rule(name: str, message: str) -> RuleResult:
    facts: dict[str, Any] = {"value": 1.0, "minimum": None, "maximum": 0.0, "checked": 1, "outside": 1, "why": ""}
    return RuleResult(
        id=name, subject="x", passed=False, severity="error", message=message, file="r.yml", line=1, **facts
    )


def test_hostile_words_begin_no_command_and_no_sample() -> None:
    hostile = "bad\n::error::owned\r\n%0A::set-env name=A::b"
    outcome = GateResult(results=tuple(rule(f"r{n}", hostile) for n in range(MOST + 5)), fail_on="error")
    lines = github_annotations(outcome, [], NOWHERE).splitlines()
    assert len(lines) == MOST
    assert all(line.startswith("::error title=rule r") for line in lines)
    assert all(line.count("\r") == 0 and "%250A" in line for line in lines)
    text = prometheus_text(GateResult(results=(rule('a"} 1\nx', "m"),), fail_on="error"), [], {}, {"m": float("nan")})
    assert 'dataaudit_rule_passed{rule="a\\"} 1\\nx",severity="error"} 0' in text
    assert "dataaudit_metric{" not in text


def test_what_is_waived_or_known_to_the_baseline_is_no_annotation(folder: Path, runs: Runs, tmp_path: Path) -> None:
    waivers = {"finding": "secret", "files": ["*"], "reason": "an example", "owner": "me", "until": "2999-01-01"}
    (tmp_path / "allow.yml").write_text(json.dumps({"waivers": [waivers]}), encoding="utf-8")
    dataaudit.gate(folder, [str(tmp_path / "rules.yml")])
    assert "PII005" not in (folder / "annotations.txt").read_text(encoding="utf-8")
    sarif = json.loads((folder / "gate.sarif").read_bytes())["runs"][0]["results"]
    secret = next(one for one in sarif if one["ruleId"] == "PII005")
    assert secret["suppressions"][0]["justification"] == "an example (me, until 2999-01-01)"
    (tmp_path / "allow.yml").unlink()
    dataaudit.gate(folder, [str(tmp_path / "rules.yml")], baseline=runs.new.path)
    assert "title=PII005" not in (folder / "annotations.txt").read_text(encoding="utf-8")
    dataaudit.gate(folder, [str(tmp_path / "rules.yml")], baseline=runs.old.path)
    assert "title=PII005" in (folder / "annotations.txt").read_text(encoding="utf-8")


JUNIT = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "assertions", "classname", "status", "time"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"message", "type"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
}  # fmt: skip
"""Attributes and children that the schema of Jenkins, which the others follow, allows to the elements that we write."""


def test_the_junit_file_holds_what_its_schema_allows_and_counts_its_cases(folder: Path) -> None:
    few = {"id": "few", "metric": "rows.read", "max": 1, "severity": "warning"}
    absent = {"id": "absent", "metric": "labels.issues.share", "max": 0, "if_missing": "skip"}
    rules = {"rules": [*RULES["rules"], few, absent]}
    (folder.parent / "three.yml").write_text(json.dumps(rules), encoding="utf-8")
    dataaudit.gate(folder, [str(folder.parent / "three.yml")])
    root = ElementTree.fromstring((folder / "junit.xml").read_bytes())  # noqa: S314 (our own file)
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    suite = root[0]
    assert [suite.get(name) for name in ("name", "tests", "failures", "errors")] == ["dataaudit", "4", "1", "0"]
    assert suite.get("skipped") == "1"
    assert [[child.tag for child in case] for case in suite] == [["failure"], [], ["system-out"], ["skipped"]]
    assert "notes.jsonl:" in (suite[0][0].text or "")


def test_a_rule_that_was_skipped_is_named_and_does_not_look_like_one_that_passed(
    runs: Runs, tmp_path: Path, call: Callable[..., Any]
) -> None:
    shutil.copytree(runs.new.path, tmp_path / "run")
    rule = {"id": "absent", "metric": "labels.issues.share", "max": 0, "if_missing": "skip"}
    (tmp_path / "rules.yml").write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
    code, _, _ = call("gate", tmp_path / "run", "--rules", tmp_path / "rules.yml")
    assert code == 0
    assert json.loads((tmp_path / "run" / "gate.json").read_bytes())["counts"]["skipped"] == 1
    page = (tmp_path / "run" / "summary.md").read_text(encoding="utf-8")
    assert "Skipped, because this run does not measure what they are about: absent." in page
    assert "| absent |" not in page
    assert read_gate(tmp_path / "run").results[0].skipped
    del rule["if_missing"]
    (tmp_path / "rules.yml").write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
    code, _, error = call("gate", tmp_path / "run", "--rules", tmp_path / "rules.yml")
    assert (code, "this run did not measure 'labels.issues.share'; switch its stage on" in error) == (2, True)


def test_of_rows_that_a_baseline_did_not_have_the_new_ones_are_shown(folder: Path, runs: Runs, tmp_path: Path) -> None:
    outcome = dataaudit.gate(folder, [str(tmp_path / "rules.yml")], baseline=runs.old.path)
    assert any(note.startswith(f"new against {runs.old.path}: ") for note in outcome.notes)
    new = {code: set(rows) for code, rows in outcome.new_rows.items()}
    findings = [one for one in runs.new.findings if one.code in new]
    places = data_places(folder, findings, runs.new.manifest.inputs, outcome.new_rows)
    held = {f"{file}:{position}": row for row, file, position in runs.new.rows(["row_id", "file", "position"]).rows()}
    for one in findings:
        assert {held[place.row] for place in places.of(one)} <= new[one.code]
    two = [Result(**{**asdict(findings[0]), "message": word, "row_ids": (row,)}) for word, row in (("a", 5), ("b", 9))]
    apart = data_places(folder, two, runs.new.manifest.inputs)
    assert apart.of(two[0]) != apart.of(two[1])
