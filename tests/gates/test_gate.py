from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

import dataaudit
from dataaudit.api import report
from dataaudit.engine.dry_run import dry_run
from dataaudit.errors import RuleError, RunDirectoryError
from dataaudit.gates.junit import junit_xml
from dataaudit.gates.markdown import markdown_summary
from dataaudit.gates.verdict import GateResult, RuleResult

QUICK = ["stages.tokens.tokenizer=false", "report.clusters=1"]
TEXTS = ["one text", "one text", "another text of several words", "短文", "a much longer text than all the others are"]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    frame = pl.DataFrame({"text": TEXTS, "label": ["a", "a", "b", "b", "b"], "year": [1, 2, 3, 4, 5]})
    return dataaudit.audit(frame, out=tmp_path_factory.mktemp("gate") / "run", settings=QUICK)


def rules(folder: Path, *entries: dict[str, Any]) -> list[str]:
    path = folder / "rules.yml"
    path.write_text(json.dumps({"rules": list(entries)}), encoding="utf-8")
    return [str(path)]


@pytest.mark.parametrize(
    ("rule", "passed", "value", "message"),
    [
        (
            {"metric": "duplicates.exact.rate", "max": 0.2},
            True,
            0.2,
            "is 0.2, allowed at most 0.2",
        ),
        ({"metric": "duplicates.exact.rate", "max": 0.1}, False, 0.2, "allowed at most 0.1"),
        ({"metric": "rows.kept", "min": 4, "max": 4}, True, 4, "allowed 4 to 4"),
        (
            {"column": "chars", "min": 8},
            False,
            0.8,
            "1 of 5 values of chars are outside the bounds, allowed",
        ),
        ({"column": "chars", "min": 8, "mostly": 0.8}, True, 0.8, "for at least 80.0000% of them"),
        ({"column": "chars", "min": 8, "rows": "kept"}, False, 0.75, "1 of 4 values"),
        ({"column": "similarity", "min": 1}, True, 1.0, "0 of 1 values"),
        ({"column": "kept", "min": 1, "rows": "kept"}, True, 1.0, "0 of 4 values"),
    ],
)
def test_a_rule_says_what_it_measured(
    result: dataaudit.AuditResult, tmp_path: Path, rule: dict[str, Any], passed: bool, value: float, message: str
) -> None:
    outcome = dataaudit.gate(result, rules(tmp_path, {"id": "one", **rule}))
    (one,) = outcome.results
    assert (one.passed, one.value) == (passed, pytest.approx(value))
    assert message in one.message
    assert outcome.verdict == ("passed" if passed else "failed")


def test_only_errors_fail_a_gate_unless_warnings_are_to(result: dataaudit.AuditResult, tmp_path: Path) -> None:
    files = rules(tmp_path, {"id": "one", "metric": "rows.kept", "min": 99, "severity": "warning"})
    assert dataaudit.gate(result, files).verdict == "passed"
    outcome = dataaudit.gate(result, files, fail_on="warning")
    assert [outcome.fails(one) for one in outcome.results if one.id == "one"] == [True]
    info = rules(tmp_path, {"id": "one", "metric": "rows.kept", "min": 99, "severity": "info"})
    outcome = dataaudit.gate(result, info, fail_on="warning")
    assert [outcome.fails(one) for one in outcome.results if one.id == "one"] == [False]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            {"metric": "duplicates.exct.rate", "max": 1},
            "did you mean 'duplicates.exact.rate'?",
        ),
        ({"column": "char", "max": 1}, "the run has no column 'char'; did you mean 'chars'?"),
        ({"column": "hash_raw", "max": 1}, "column 'hash_raw' holds no numbers"),
    ],
)
def test_a_rule_that_cannot_be_evaluated_is_an_error_and_no_failure(
    result: dataaudit.AuditResult, tmp_path: Path, rule: dict[str, Any], says: str
) -> None:
    files = rules(tmp_path, {"id": "one", **rule})
    with pytest.raises(RuleError) as caught:
        dataaudit.gate(result, files)
    assert says in str(caught.value)
    assert caught.value.exit_code == 2
    with pytest.raises(RuleError, match=r"the run has no|holds no numbers"):  # before a run reads anything
        dataaudit.audit(pl.DataFrame({"text": TEXTS}), out=tmp_path / "run", rules=files, settings=QUICK)
    assert not (tmp_path / "run").exists()


def test_what_a_plan_promises_is_what_its_run_gives(tmp_path: Path) -> None:
    from dataaudit.engine.pipeline import load_pipeline
    from dataaudit.engine.plan import make_plan
    from dataaudit.sources.open_corpus import open_data

    frame = pl.DataFrame({"text": TEXTS, "label": ["a", "a", "b", "b", "b"]})
    settings = ["input.fields={own: '{text}'}"]
    loaded = load_pipeline(settings=settings)
    promised = dry_run(make_plan(loaded, open_data(frame, loaded.pipeline.input, loaded.pipeline.limits)))
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=settings)
    assert promised.metrics == set(result.metrics)
    assert list(promised.columns) == sorted(promised.columns, key=list(promised.columns).index)
    assert set(promised.columns) == set(result.rows().columns)


def test_a_metric_without_a_value_fails_its_rule(tmp_path: Path) -> None:
    empty = pl.DataFrame({"text": []}, schema={"text": pl.String})
    result = dataaudit.audit(empty, out=tmp_path / "run", rules=["default"])
    outcome = json.loads((tmp_path / "run/gate.json").read_bytes())
    assert result.verdict == "failed"
    messages = {rule["id"]: rule["message"] for rule in outcome["rules"] if not rule["passed"]}
    assert messages["has-rows"] == "rows.kept is 0, allowed at least 1"
    assert messages["exact-duplicates"].startswith("duplicates.row.rate has no value in this run")


def test_rows_in_slices_give_the_counts_of_the_whole(
    result: dataaudit.AuditResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = rules(tmp_path, {"id": "one", "column": "chars", "min": 9}, {"id": "two", "column": "words", "max": 2})
    whole = dataaudit.gate(result, files).results
    monkeypatch.setattr("dataaudit.gates.run_columns.SLICE", 1)
    assert dataaudit.gate(result, files).results == whole


def suite(folder: Path, *expectations: dict[str, Any]) -> list[str]:
    path = folder / "suite.json"
    path.write_text(json.dumps({"name": "mine", "expectations": list(expectations), "meta": {}}), encoding="utf-8")
    return [str(path)]


def test_a_suite_of_great_expectations_runs_on_metrics_rows_and_clean_data(
    result: dataaudit.AuditResult, tmp_path: Path
) -> None:
    between = "expect_column_values_to_be_between"
    files = suite(
        tmp_path,
        {"type": between, "kwargs": {"column": "rows.kept", "min_value": 4}, "meta": {"why": "enough rows"}},
        {"type": between, "kwargs": {"column": "chars", "min_value": 3}, "severity": "warning"},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "year", "value_set": [1, 3, 4, 5]}},
        {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 4}},
        {"type": "expect_column_max_to_be_between", "kwargs": {"column": "year", "max_value": 4}},
    )
    outcome = dataaudit.gate(result, files)
    assert [one.passed for one in outcome.results] == [True, False, True, True, False]
    assert [one.severity for one in outcome.results] == ["error", "warning", "error", "error", "error"]
    assert outcome.results[4].value == 5
    assert outcome.results[0].why == "enough rows"
    assert outcome.verdict == "failed"


@pytest.mark.parametrize(
    ("expectation", "says"),
    [
        ({"type": "expect_nothing", "kwargs": {"column": "chars"}}, "expect_nothing"),
        ({"type": "expect_column_to_exist", "kwargs": {"column": "yaer"}}, "no column 'yaer'; did you mean 'year'?"),
        (
            {"type": "expect_column_values_to_be_between", "kwargs": {"column": "hash_raw", "min_value": 1}},
            "could not be",
        ),
    ],
)
def test_an_expectation_that_breaks_is_an_error_and_no_failure(
    result: dataaudit.AuditResult, tmp_path: Path, expectation: dict[str, Any], says: str
) -> None:
    files = suite(tmp_path, expectation)
    with pytest.raises(RuleError, match=says):
        dataaudit.gate(result, files)
    if "column" in says:  # before a run reads anything
        with pytest.raises(RuleError, match=says):
            dataaudit.audit(pl.DataFrame({"text": TEXTS, "year": 1}), out=tmp_path / "run", rules=files, settings=QUICK)
        assert not (tmp_path / "run").exists()


def test_suites_judge_the_users_own_columns_in_the_clean_data_set(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": TEXTS, "label": [0, 1, 0, 1, 0], "words": [7.5, 1.0, 2.0, 3.0, 4.0]})
    files = suite(
        tmp_path,
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "label", "value_set": [0, 1]}},
        {"type": "expect_table_columns_to_match_set", "kwargs": {"column_set": ["text", "label", "words"]}},
        {
            "type": "expect_column_quantile_values_to_be_between",
            "kwargs": {
                "column": "words",
                "quantile_ranges": {"quantiles": [0.0, 1.0], "value_ranges": [[1, 3], [5, 8]]},
            },
        },
    )
    outcome = dataaudit.gate(dataaudit.audit(frame, out=tmp_path / "run", settings=QUICK, label="label"), files)
    assert [one.passed for one in outcome.results] == [True, True, True]
    json.loads((tmp_path / "run/gate.json").read_bytes())


def test_a_gate_leaves_its_verdict_in_every_form(result: dataaudit.AuditResult, tmp_path: Path) -> None:
    outcome = dataaudit.gate(result, rules(tmp_path, {"id": "few", "metric": "rows.kept", "max": 1, "why": "a reason"}))
    folder = result.path
    assert json.loads((folder / "summary.json").read_bytes())["verdict"] == "failed"
    gate = json.loads((folder / "gate.json").read_bytes())
    assert gate["verdict"] == "failed"
    assert gate["counts"] == {
        "rules": 1,
        "skipped": 0,
        "failed": 1,
        "failed_error": 1,
        "failed_warning": 0,
        "failed_info": 0,
    }
    cases = ElementTree.fromstring((folder / "junit.xml").read_bytes()).findall(".//testcase")  # noqa: S314
    assert [case.find("failure") is not None for case in cases] == [True]
    sarif = json.loads((folder / "gate.sarif").read_bytes())
    ids = {rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]}
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} == ids
    assert "gate/few" in ids
    assert sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert "## dataaudit: failed" in (folder / "summary.md").read_text(encoding="utf-8")
    assert "a reason" in result.to_html()
    assert outcome.verdict == dataaudit.load_result(folder).verdict


HOSTILE = "\x00\x1b[31m\n::error::x ##[section] <script>alert(1)</script> | `a` \ud800 & ]]>"


def hostile_outcome() -> GateResult:
    one = RuleResult(
        id="r", subject=HOSTILE, passed=False, severity="error", message=HOSTILE, value=None, minimum=None,
        maximum=None, checked=0, outside=0, why=HOSTILE, file=HOSTILE, line=1,
    )  # fmt: skip
    return GateResult(results=(one,), fail_on="error")


def test_hostile_text_stays_text_in_xml_and_markdown() -> None:
    root = ElementTree.fromstring(junit_xml(hostile_outcome()))  # noqa: S314
    assert [element.tag for element in root.iter()] == ["testsuites", "testsuite", "testcase", "failure"]
    page = markdown_summary(hostile_outcome(), [], {"read": 1, "kept": 1, "dropped": 0, "quarantined": 0})
    assert "<script" not in page.replace("\\<", "")
    assert not any(line.startswith("::") for line in page.splitlines())
    assert "\x1b" not in page


def test_a_finished_run_is_judged_again_by_changed_rules_and_not_read_again(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yml"
    frame = pl.DataFrame({"text": ["one text", "and another"]})
    out, kept = tmp_path / "run", []
    for most, verdict in (1, "failed"), (2, "passed"):
        rules.write_text(f"rules: [{{id: few, metric: rows.kept, max: {most}}}]")
        result = dataaudit.audit(frame, out=out, rules=[str(rules)], settings=["stages.tokens=false"])
        kept.append((result.manifest.run_key, result.manifest.finished, result.manifest.parts))
        written = json.loads((out / "gate.json").read_bytes())
        assert result.verdict == dataaudit.load_result(out).verdict == written["verdict"] == verdict
        assert verdict in (out / "report.html").read_text(encoding="utf-8")
    assert kept[0] == kept[1]
    bare = dataaudit.audit(frame, out=out, settings=["stages.tokens=false"])
    assert bare.verdict is None
    assert not (out / "gate.json").exists()
    assert bare.manifest.configuration["rules"] == []


def test_what_a_later_gate_wrote_stays_when_a_run_without_rules_is_called_again(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["one text", "and another"]})
    (tmp_path / "rules.yml").write_text("rules: [{id: few, metric: rows.kept, max: 1}]", encoding="utf-8")
    again = {"out": tmp_path / "run", "settings": ["stages.tokens=false"]}
    dataaudit.audit(frame, **again)
    dataaudit.gate(tmp_path / "run", [str(tmp_path / "rules.yml")])
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.*") if path.suffix != ".jsonl"}
    dataaudit.audit(frame, **again)
    after = {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.*") if path.suffix != ".jsonl"}
    assert after == before
    assert "gate.json" in after
    (tmp_path / "run" / "gate.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunDirectoryError, match=r"gate\.json: is missing or damaged; run dataaudit gate"):
        report(tmp_path / "run")
