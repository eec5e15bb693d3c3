"""Rules about what was found: one finding, a family, or all of a severity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest

import dataaudit
from dataaudit.cli.main import main
from dataaudit.errors import RuleError
from dataaudit.gates.finding_rules import COLUMNS
from dataaudit.gates.rules import Place
from dataaudit.gates.verdict import RuleResult

STRICT = ("--fail-on", "warning")
KEY = "AKIA" + "QWERTYUIOPASDFGH"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    """A corpus with a secret in each split, and some equal rows."""
    texts = [f"The {n}th letter told of the long way home through rain and wind." for n in range(40)]
    texts[3] = f"aws_access_key_id = {KEY} is what he wrote down for the others."
    texts[30] = f"Somebody left aws_access_key_id = {KEY[:-1]}Z in the minutes of the meeting."
    texts[5] = texts[4]
    frame = pl.DataFrame({"text": texts, "split": ["train"] * 20 + ["test"] * 20, "topic": ["a", "b"] * 20})
    folder = tmp_path_factory.mktemp("found")
    frame.write_parquet(folder / "letters.parquet")
    settings = ["stages.tokens=false"]
    return dataaudit.audit(
        folder / "letters.parquet", out=folder / "run", label="topic", split="split", settings=settings
    )


def judged(result: dataaudit.AuditResult, folder: Path, rule: dict[str, Any], **more: Any) -> RuleResult:
    (folder / "rules.yml").write_text(json.dumps({"rules": [{"id": "one", **rule}]}), encoding="utf-8")
    return next(one for one in dataaudit.gate(result, [str(folder / "rules.yml")], **more).results if one.id == "one")


@pytest.mark.parametrize(
    ("rule", "value", "passed"),
    [
        ({"finding": "secret"}, 2, False),
        ({"finding": "secret", "max": 2}, 2, True),
        ({"finding": "secret", "min": 3}, 2, False),
        ({"finding": "secret", "of": "share", "max": 0.05}, 0.05, True),
        ({"finding": "secret", "of": "share", "max": 0.04}, 0.05, False),
        ({"finding": "secret", "where": {"split": "test"}}, 1, False),
        ({"finding": "secret", "where": {"split": "test", "class": "b"}}, 0, True),
        ({"finding": "secret", "where": {"file": "letters.parquet"}, "of": "share"}, 0.05, False),
        ({"finding": "secret", "where": {"split": "validation"}, "if_missing": "skip"}, 0, True),
        ({"family": "personal_data", "max": 5}, 2, True),
        ({"finding": "payment-data"}, 0, True),
    ],
)
def test_a_rule_about_a_finding_counts_what_was_found(
    result: dataaudit.AuditResult, tmp_path: Path, rule: dict[str, Any], value: float, passed: bool
) -> None:
    outcome = judged(result, tmp_path, rule)
    assert (outcome.value, outcome.passed) == (value, passed)
    assert outcome.about == "findings"


def test_a_failed_rule_names_its_first_rows_and_a_code_is_as_good_as_a_name(
    result: dataaudit.AuditResult, tmp_path: Path
) -> None:
    code = next(one.code for one in result.findings if one.name == "secret")
    outcome = judged(result, tmp_path, {"finding": code})
    assert outcome.rows == ("letters.parquet:3", "letters.parquet:30")
    assert outcome.message == f"{code}: 2 found, allowed at most 0"
    assert judged(result, tmp_path, {"finding": code, "max": 2}).rows == ()


def test_findings_of_a_severity_are_counted_from_it_upwards(result: dataaudit.AuditResult, tmp_path: Path) -> None:
    for severity in ("error", "warning", "info"):
        ranks = {"error": 2, "warning": 1, "info": 0}
        expected = sum(one.status == "found" and ranks[one.severity] >= ranks[severity] for one in result.findings)
        assert judged(result, tmp_path, {"findings": severity, "max": 0}).value == expected


def test_a_rule_about_what_was_not_looked_for_is_an_error_before_and_after_the_run(
    result: dataaudit.AuditResult, tmp_path: Path
) -> None:
    with pytest.raises(RuleError, match="this run did not look for empty-answer; dataaudit explain empty-answer"):
        judged(result, tmp_path, {"finding": "empty-answer"})
    frame = pl.DataFrame({"text": ["one", "two"]})
    with pytest.raises(RuleError, match="this run did not look for empty-answer"):
        dataaudit.audit(frame, out=tmp_path / "run", rules=[str(tmp_path / "rules.yml")])
    assert not (tmp_path / "run").exists()
    with pytest.raises(RuleError, match="no row has the split 'tset'; did you mean 'test'"):
        judged(result, tmp_path, {"finding": "secret", "where": {"split": "tset"}})
    with pytest.raises(RuleError, match="is about the data as a whole: it has no rows to choose from"):
        judged(result, tmp_path, {"finding": "duplicate-rate", "where": {"split": "test"}})


def test_fail_on_is_about_findings_too_and_a_run_without_it_and_rules_never_fails(
    result: dataaudit.AuditResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--input", str(result.path.parent / "letters.parquet"), "--quiet", "--set", "stages.tokens=false"]
    for more, code in (["--out", str(tmp_path / "plain")], 0), (["--out", str(tmp_path / "strict"), *STRICT], 1):
        with pytest.raises(SystemExit) as ended:
            main([*words, *more])
        assert ended.value.code == code
    said = capsys.readouterr().out
    assert "FAILED (error)    fail-on: " in said
    assert "letters.parquet:" in said
    assert json.loads((tmp_path / "strict" / "gate.json").read_bytes())["verdict"] == "failed"
    assert not (tmp_path / "plain" / "gate.json").exists()


def test_every_place_of_a_rule_is_a_column_of_the_rows(result: dataaudit.AuditResult) -> None:
    assert set(COLUMNS) == set(get_args(Place))
    assert set(COLUMNS.values()) <= set(pl.read_parquet_schema(next((result.path / "rows").glob("*.parquet"))))
