from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dataaudit.config.shipped import shipped_names
from dataaudit.errors import ConfigurationError
from dataaudit.gates.rules import load_gate


def write(folder: Path, text: str, name: str = "rules.yml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_every_shipped_gate_loads_and_says_why_of_every_rule() -> None:
    for name in shipped_names("rules/gates"):
        gate = load_gate([name])
        assert gate.rules
        assert all(placed.rule.why for placed in gate.rules)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: []", "no rules"),
        ("rules:\n  - {id: a, metric: m}", ":2:5: rule 'a' needs min, max or both"),
        ("rules:\n  - {id: a, min: 1}", ":2:5: rule 'a' needs one of metric, column, finding, family and findings"),
        (
            "rules:\n  - {id: a, metric: m, column: c, min: 1}",
            "needs one of metric, column, finding, family and findings",
        ),
        ("rules:\n  - {id: a, metric: m, min: 2, max: 1}", "allows nothing: min 2 is above max 1"),
        ("rules:\n  - {id: a, metric: m, min: 1}\n  - {id: a, metric: n, min: 1}", ":3: rule 'a' is also at"),
        ("rules:\n  - {id: a, metrik: m, min: 1}", ":2:13: unknown key 'metrik' in 'rules.0'; did you mean 'metric'?"),
        ("rules:\n  - {id: a, metric: m, min: much}", ":2:24: 'rules.0.min': should be a valid number, got 'much'"),
        ("rules:\n  - {id: a, metric: m, max: 1e400}", "finite number"),
        ("rules:\n  - {id: a, finding: secrets}", "there is no finding 'secrets'; did you mean 'secret'?"),
        ("rules:\n  - {id: a, family: leak}", "there is no family of findings 'leak'; did you mean 'leakage'?"),
        ("rules:\n  - {id: a, findings: bad}", "'rules.0.findings'"),
        (
            "rules:\n  - {id: a, findings: error, where: {split: test}}",
            "are about rows",
        ),
        ("rules:\n  - {id: a, findings: error, of: share}", "are about rows"),
        ("rules:\n  - {id: a, metric: m, min: 1, of: share}", "'where' and 'of' are for rules about findings"),
        ("rules:\n  - {id: a, finding: secret, where: {clas: x}}", "'rules.0.where"),
        ("rules:\n  - {id: a b, metric: m, min: 1}", "'rules.0.id'"),
        ("rules:\n  - {id: a, metric: m, min: 1, severity: fatal}", "'error'"),
        ("rules:\n  - {id: a, column: c, min: 1, mostly: 2}", "less than or equal to 1"),
    ],
)
def test_a_wrong_rule_is_named_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_gate([write(tmp_path, text)])
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "not an expectation suite"),
        ({"expectations": 3}, "not an expectation suite"),
        ("text", "not an expectation suite"),
        ({"expectations": []}, "holds no expectations"),
        ({"expectations": ["x"]}, "expectation 1 is invalid"),
        ({"expectations": [{"type": "expect_column_to_exist", "kwargs": ["a"]}]}, "expectation 1 is invalid"),
        ({"expectations": [{"type": "expect_column_to_exist", "meta": "a"}]}, "expectation 1 is invalid"),
    ],
)
def test_json_that_is_no_suite_is_refused(tmp_path: Path, value: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        load_gate([write(tmp_path, json.dumps(value), "suite.json")])


def test_broken_json_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read as JSON"):
        load_gate([write(tmp_path, "{", "suite.json")])
    with pytest.raises(ConfigurationError, match="no such file"):
        load_gate([str(tmp_path / "none.yml")])
    with pytest.raises(ConfigurationError, match="did you mean 'default'"):
        load_gate(["defalt"])


def test_of_two_files_with_one_id_the_later_rule_gets_the_name_of_its_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text("rules:\n  - {id: has-rows, metric: rows.kept, min: 2}\n", encoding="utf-8")
    names = [placed.rule.id for placed in load_gate([str(mine), "default", "strict"]).rules]
    assert names[0] == "has-rows"
    assert {"default/has-rows", "strict/has-rows", "strict/readable", "exact-duplicates"} <= set(names)
    assert len(set(names)) == len(names)
    mine.write_text("rules:\n" + "  - {id: a, metric: rows.kept, min: 2}\n" * 2, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mine\.yml:3: rule 'a' is also at .*mine\.yml:2; rename one"):
        load_gate([str(mine)])
