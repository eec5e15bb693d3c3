"""Waivers: what was looked at and accepted does not count, until its last day, and is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from changed_corpus import SETTINGS

import dataaudit
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.gates.counted_rows import Found
from dataaudit.gates.waivers import load_waivers, waiver_files
from dataaudit.results.allow import allow
from dataaudit.results.judging import load_judging

SECRET = {"rules": [{"id": "secrets", "finding": "secret"}]}
LATER, EARLIER = (date.today() + timedelta(days=days) for days in (30, -1))


@pytest.fixture
def run(runs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dataaudit.AuditResult:
    """The newer run with rules beside it, and no waivers yet."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(runs.new.path, tmp_path / "run")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.yml").write_text(json.dumps(SECRET), encoding="utf-8")
    return dataaudit.load_result(tmp_path / "run")


def waive(path: Path, **more: Any) -> Path:
    facts = {"finding": "secret", "reason": "an example", "owner": "mei", "until": LATER.isoformat(), **more}
    path.write_text(json.dumps({"waivers": [facts]}), encoding="utf-8")
    return path


def judged(run: dataaudit.AuditResult, **more: Any) -> dataaudit.GateResult:
    return dataaudit.gate(run, ["rules/mine.yml"], **more)


def secret_row(run: dataaudit.AuditResult) -> dict[str, Any]:
    rows = run.rows(["row_id", "file", "position", "flags", "row_digest"])
    return next(row for row in rows.iter_rows(named=True) if "PII005" in row["flags"])


def test_a_row_that_is_waived_by_its_digest_or_file_does_not_count_and_is_told(run: dataaudit.AuditResult) -> None:
    assert judged(run).verdict == "failed"
    digest = f"{secret_row(run)['row_digest']:016x}"
    for named in (
        {"rows": [digest]},
        {"files": ["notes.jsonl"]},
        {"files": ["no*"]},
        {"finding": "PII005", "rows": [digest]},
    ):
        waive(Path("rules/allow.yml"), **named)
        outcome = judged(run)
        assert (outcome.verdict, outcome.results[0].value) == ("passed", 0)
        assert [(one.finding, one.rows, one.owner) for one in outcome.waived] == [("secret", 1, "mei")]
        assert "an example" in (run.path / "report.html").read_text(encoding="utf-8")
        assert "an example" in (run.path / "summary.md").read_text(encoding="utf-8")
        assert dataaudit.gate(run, ["rules/mine.yml"], fail_on="error").verdict == "passed"
    waive(Path("rules/allow.yml"), files=["other*"])
    outcome = judged(run)
    assert (outcome.verdict, outcome.waived) == ("failed", ())
    assert len(outcome.notes) == 1
    assert outcome.notes[0].startswith("rules/allow.yml:1: secret finds no row in other* (files are named as rows/")
    waive(Path("rules/allow.yml"), files=["somewhere/in/the/tree/notes.jsonl"])
    assert judged(run).verdict == "passed"


def test_a_waiver_in_the_working_folder_counts_and_a_named_file_takes_the_place_of_both(
    run: dataaudit.AuditResult,
) -> None:
    waive(Path("allow.yml"), files=["*"])
    assert judged(run).verdict == "passed"
    assert dataaudit.gate(run, ["strict"], fail_on="error").waived
    empty = waive(Path("none.yml"), files=["other"])
    assert judged(run, allow=empty).verdict == "failed"
    assert waiver_files(["default"], None, Path("rules")) == []
    with pytest.raises(ConfigurationError, match="cannot be read"):
        judged(run, allow="gone.yml")


def test_an_expired_waiver_no_longer_waives_and_its_owner_and_day_are_named(run: dataaudit.AuditResult) -> None:
    waive(Path("allow.yml"), files=["*"], until=EARLIER.isoformat())
    outcome = judged(run)
    assert outcome.verdict == "failed"
    assert outcome.notes == (
        f"allow.yml:1: the waiver of secret by mei expired on {EARLIER}; repair the data, or renew it",
    )


def test_of_a_waiver_whose_row_is_gone_or_is_found_no_longer_one_sentence_says_so(run: dataaudit.AuditResult) -> None:
    other = next(
        f"{one:016x}"
        for one in run.rows(["row_digest"])["row_digest"].to_list()
        if one != secret_row(run)["row_digest"]
    )
    for rows, says in (
        (["00000000000000aa"], "this run has no row with digest 00000000000000aa; remove it from the waiver"),
        (["00000000000000aa", "00000000000000ab"], "00000000000000aa and 1 more that are waived; remove"),
        ([other], f"secret does not find the row with digest {other}; remove it from the waiver"),
    ):
        waive(Path("allow.yml"), rows=rows)
        outcome = judged(run)
        assert outcome.verdict == "failed"
        assert len(outcome.notes) == 1
        assert says in outcome.notes[0]


def test_a_finding_about_the_whole_is_waived_as_a_whole(run: dataaudit.AuditResult) -> None:
    whole = next(one for one in run.findings if one.name == "constant-column")
    Path("rules/mine.yml").write_text(json.dumps({"rules": [{"id": "one", "finding": whole.name}]}), encoding="utf-8")
    assert judged(run).verdict == "failed"
    waive(Path("allow.yml"), finding=whole.name)
    outcome = judged(run)
    assert outcome.verdict == "passed"
    assert outcome.waived[0].rows is None


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"finding": "secert"}, "allow.yml:1:14: there is no finding 'secert'; did you mean 'secret'?"),
        ({}, "secret is about rows: name them under rows or files, or turn the finding off"),
        ({"finding": "imbalance", "files": ["*"]}, "imbalance is about the data as a whole: leave rows and files out"),
        ({"rows": ["12"]}, "rows are named by the 16 hexadecimal digits of their row_digest, got '12'"),
        ({"files": ["*"], "untill": "2030-01-01"}, "unknown key 'untill' in 'waivers.0'; did you mean 'until'?"),
        ({"files": ["*"], "until": "soon"}, "'until' is the last day on which it holds, as 2027-03-31, got 'soon'"),
        ({"files": ["*"], "owner": " "}, "'waivers.0.owner'"),
    ],
)
def test_a_wrong_waiver_is_named_with_its_place(tmp_path: Path, facts: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_waivers([waive(tmp_path / "allow.yml", **facts)])
    assert says in str(raised.value)


def test_allow_writes_a_waiver_that_is_read_and_adds_to_a_file_that_is_there(
    run: dataaudit.AuditResult, call: Callable[..., Any]
) -> None:
    row = secret_row(run)
    words = ["--reason", 'says "no": # {x}', "--owner", "Li Mei"]
    code, out, _ = call("allow", "run", "secret", f"{row['file']}:{row['position']}", *words)
    assert (code, "secret in 1 row is waived until" in out) == (0, True)
    assert judged(run).verdict == "passed"
    held = load_waivers([Path("allow.yml")])
    assert (held[0].waiver.reason, held[0].waiver.owner) == ('says "no": # {x}', "Li Mei")
    assert held[0].waiver.rows == (f"{row['row_digest']:016x}",)
    code, _, error = call("allow", "run", "PII005", str(row["row_id"]), *words, "--until", LATER.isoformat())
    assert (code, "allow.yml:3: waives this already, until " in error) == (2, True)
    assert len(load_waivers([Path("allow.yml")])) == 1


def test_allow_refuses_what_would_waive_nothing(run: dataaudit.AuditResult) -> None:
    row, words = secret_row(run), {"reason": "x", "owner": "me", "path": Path("allow.yml")}
    place, other = str(row["row_id"]), "notes.jsonl:1"
    for name, rows, until, error, says in (
        ("secert", [place], None, ConfigurationError, "did you mean 'secret'?"),
        ("secret", [other], None, InputError, "notes.jsonl:1: secret does not find this row"),
        ("secret", ["notes.jsonl:100000"], None, InputError, "has no row notes.jsonl:100000"),
        ("secret", [], None, ConfigurationError, "secret is about rows: name at least one"),
        ("imbalance", [place], None, ConfigurationError, "about the data as a whole"),
        ("payment-data", [place], None, InputError, "payment-data was not found in this run"),
        ("secret", [place], EARLIER, ConfigurationError, "the day is over"),
    ):
        with pytest.raises(error, match=says):
            allow(run, name, rows, until=until, **words)
    assert not Path("allow.yml").exists()
    Path("allow.yml").write_text("waivers: [{finding: x}]", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"'waivers\.0\.reason' is missing"):
        allow(run, "secret", [place], until=None, **words)
    assert Found().waivers == ()


def test_a_run_is_judged_again_on_the_day_on_which_a_waiver_expires(
    runs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yml").write_text(json.dumps(SECRET), encoding="utf-8")
    shutil.copytree(runs.new.path, tmp_path / "run")
    waive(Path("allow.yml"), files=["*"])
    again = {"out": "run", "rules": ["mine.yml"], "settings": SETTINGS}
    source = runs.folder / "new"
    assert dataaudit.audit(source, **again).verdict == "passed"
    waive(Path("allow.yml"), files=["*"], until=EARLIER.isoformat())
    late = dataaudit.audit(source, **again)
    assert (late.verdict, late.manifest.parts) == ("failed", runs.new.manifest.parts)


def test_two_waivers_of_one_row_are_not_taken_for_two_rows(run: dataaudit.AuditResult) -> None:
    name, code = "constant-column", "PII005"
    digest = f"{secret_row(run)['row_digest']:016x}"
    facts = {"finding": "secret", "rows": [digest], "reason": "x", "owner": "me", "until": LATER.isoformat()}
    rows = run.rows()
    for path in (run.path / "rows").glob("*.parquet"):  # the finding has a second row, which nobody waived
        flags = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit([code])).otherwise(pl.col("flags"))
        rows.with_columns(flags.alias("flags")).write_parquet(path)
    found = [replace(one, count=2) if one.code == code else one for one in run.findings]
    Path("allow.yml").write_text(json.dumps({"waivers": [facts, facts]}), encoding="utf-8")
    judging = load_judging(["rules/mine.yml"])
    assert judging is not None
    outcome = judging.outcome(replace(run, findings=tuple(found)), Found(findings=found, looked_for={"secret", name}))
    assert (outcome.results[0].value, outcome.accepted) == (1, ())


def test_waivers_of_rows_say_nothing_about_a_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text("step,loss\n" + "".join(f"{n},{3 - n / 100}\n" for n in range(200)), encoding="utf-8")
    one = {"finding": "secret", "files": ["*"], "reason": "x", "owner": "me", "until": LATER.isoformat()}
    other = {"finding": "imbalance", "reason": "x", "owner": "me", "until": LATER.isoformat()}
    Path("allow.yml").write_text(json.dumps({"waivers": [one, other]}), encoding="utf-8")
    assert dataaudit.diagnose("log.csv", rules=["training"], out="run").verdict == "passed"
    outcome = dataaudit.gate("run", ["training"])
    assert (outcome.verdict, outcome.notes, outcome.waived) == ("passed", (), ())
