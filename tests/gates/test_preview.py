from __future__ import annotations

from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from dataaudit import audit, gate
from dataaudit.gates.preview import would_fail
from dataaudit.gates.rules import load_gate
from dataaudit.results.looked_for import found_by
from dataaudit.results.result import AuditResult

RULES = """
rules:
  - {id: few-short, finding: short-text, max: 1}
  - {id: none-repeated, metric: duplicates.row.rate, max: 0.0}
  - {id: mild, metric: duplicates.row.rate, max: 0.0, severity: warning}
  - {id: of-a-column, column: chars, min: 3}
  - {id: holds, metric: rows.kept, min: 1}
  - {id: not-looked-for, finding: exact-leak, max: 0, if_missing: skip}
  - {id: without-value, metric: labels.accuracy, min: 0}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    texts = [f"a sentence of number {n} about rivers" for n in range(30)]
    folder = tmp_path_factory.mktemp("preview")
    return audit(pl.DataFrame({"text": [*texts, *texts[:3], "ok", "no", "hm"]}), out=folder / "run")


def test_the_rules_that_would_fail_are_those_that_the_gate_fails(run: AuditResult, tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(RULES, encoding="utf-8")
    preview = would_fail(load_gate([str(path)]), run.path, run.metrics, found_by(run))
    assert [one.id for one in preview] == ["few-short", "none-repeated", "without-value"]
    path.write_text(RULES.replace("  - {id: without-value, metric: labels.accuracy, min: 0}\n", ""), encoding="utf-8")
    judged = {one.id: one for one in gate(copytree(run.path, tmp_path / "run"), [str(path)]).results}
    for one in preview[:2]:
        assert not judged[one.id].passed
        assert (one.value, one.rows) == (judged[one.id].value, judged[one.id].rows or one.rows)


def test_a_run_without_a_gate_says_what_the_default_one_would_fail(run: AuditResult) -> None:
    page = run.to_html()
    assert "Rules of the" in page
    assert "exact-duplicates" in page
