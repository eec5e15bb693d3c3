"""A run beside an earlier one: rows, findings and columns by what is known of how the data were changed."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from changed_corpus import KEY, SETTINGS, Runs, texts, write

import dataaudit
from dataaudit.errors import InputError, RuleError, RunDirectoryError
from dataaudit.results.comparison.digest_key import VARIABLE
from dataaudit.results.comparison.row_changes import row_changes


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_rows_findings_classes_and_columns_are_told_as_they_were_changed(runs: Runs) -> None:
    told = dataaudit.diff(runs.old.path, runs.new.path)
    old, new = (run.row_counts["read"] for run in (runs.old, runs.new))
    changes = told.row_changes
    assert changes is not None
    assert changes.equal + changes.changed + changes.removed == old == told.rows["read"][0]
    assert changes.equal + changes.changed + changes.added == new == told.rows["read"][1]
    secret = next(one for one in told.findings if one.name == "secret")
    assert (secret.before, secret.after, secret.new, secret.gone) == (0, 1, 1, 0)
    assert told.values["classes"] == {"new": [], "gone": ["c"]}
    assert told.files == {"notes.jsonl": {"before": old, "after": new, "changed": True}}
    assert told.columns == {}
    label = next(one for one in told.drift if one.subject == "label")
    assert label.effect == pytest.approx(label.shares["c"][0], abs=1e-6)
    assert label.low > 0.02


def test_a_run_compared_with_itself_or_its_lock_has_no_change(runs: Runs, tmp_path: Path) -> None:
    dataaudit.lock(runs.new, tmp_path / "one.lock")
    for other in (runs.new, runs.new.path, tmp_path / "one.lock"):
        told = dataaudit.diff(other, runs.new)
        assert (told.files, told.columns, told.nulls, told.metrics) == ({}, {}, {}, {})
        assert not any(one.new or one.gone for one in told.findings)
        assert all(one.low == 0 for one in told.drift)
        assert all(one.effect in (0, None) for one in told.drift)
        assert told.row_changes is None or told.row_changes.equal == runs.new.row_counts["read"]


def test_a_lock_says_what_its_run_says_and_holds_no_text_and_no_digest_that_can_be_looked_up(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, keyed = tmp_path / "plain.lock", tmp_path / "keyed.lock"
    assert not dataaudit.lock(runs.old, plain)
    monkeypatch.setenv(VARIABLE, "a key")
    assert dataaudit.lock(runs.old, keyed)
    by_run = dataaudit.diff(runs.old, runs.new)
    for path in (plain, keyed):
        by_lock = dataaudit.diff(path, runs.new)
        assert by_lock.findings == by_run.findings
        assert [(one.subject, one.effect, one.low) for one in by_lock.drift if one.subject != "vocabulary"] == [
            (one.subject, one.effect, one.low) for one in by_run.drift if one.subject != "vocabulary"
        ]
        assert (by_lock.values, by_lock.columns, by_lock.metrics) == (by_run.values, by_run.columns, by_run.metrics)
    dataaudit.lock(runs.new, keyed)
    written = keyed.read_text(encoding="utf-8")
    assert KEY not in written
    digests = {f"{one:016x}" for one in runs.new.rows(["row_digest"])["row_digest"].to_list()}
    fingerprints = {entry["fingerprint"] for entry in runs.new.manifest.inputs}
    assert not digests & set(re.findall(r"[0-9a-f]{16}", written))
    assert not any(one in written for one in fingerprints)
    words = {word for text in runs.new.clean(["text"])["text"].to_list() for word in text.split() if len(word) > 4}
    assert not {word for word in words if f'"{word}' in written or f"{word} " in written}


def test_a_lock_that_cannot_be_used_is_one_sentence(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Any]
) -> None:
    lock = tmp_path / "one.lock"
    monkeypatch.setenv(VARIABLE, "a key")
    dataaudit.lock(runs.old, lock)
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(InputError, match=rf"one\.lock: was made with a key: set {VARIABLE}"):
        dataaudit.diff(lock, runs.new)
    monkeypatch.setenv(VARIABLE, "another")
    with pytest.raises(InputError, match="was made with another key"):
        dataaudit.diff(lock, runs.new)
    monkeypatch.delenv(VARIABLE)
    dataaudit.lock(runs.old, lock)
    document = json.loads(lock.read_bytes())
    for changed, says in (
        ({**document, "dataaudit_lock": 99}, "is a lock of another form than this version writes"),
        ({**document, "rows": 7}, "is damaged at 'rows'"),
        ({key: value for key, value in document.items() if key != "findings"}, "is damaged at 'findings'"),
        ([1], "is neither a run nor a lock"),
    ):
        lock.write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(InputError, match=says):
            dataaudit.diff(lock, runs.new)
    lock.write_bytes(b"\xff\x00")
    code, out, err = call("diff", lock, runs.new.path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "is neither a run nor a lock; make one with dataaudit lock RUN --output FILE" in err
    with pytest.raises(InputError, match="no such file or folder"):
        dataaudit.diff(tmp_path / "gone", runs.new)
    with pytest.raises(RunDirectoryError, match="not a finished run"):
        dataaudit.diff(tmp_path, runs.new)
    lock.write_text("notes of mine", encoding="utf-8")
    with pytest.raises(RunDirectoryError, match="exists and is not a lock"):
        dataaudit.lock(runs.new, lock)
    assert lock.read_text(encoding="utf-8") == "notes of mine"


def test_locks_made_alike_are_compared_and_others_refused(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataaudit.lock(runs.old, tmp_path / "old.lock")
    dataaudit.lock(runs.new, tmp_path / "new.lock")
    told = dataaudit.diff(tmp_path / "old.lock", tmp_path / "new.lock")
    assert told.row_changes is None
    assert told.findings == dataaudit.diff(runs.old, runs.new).findings
    monkeypatch.setenv(VARIABLE, "a key")
    dataaudit.lock(runs.new, tmp_path / "keyed.lock")
    with pytest.raises(InputError, match="one lock was made with a key and the other without"):
        dataaudit.diff(tmp_path / "old.lock", tmp_path / "keyed.lock")


def judged(runs: Runs, folder: Path, rule: dict[str, Any], baseline: Any) -> Any:
    (folder / "rules.yml").write_text(json.dumps({"rules": [{"id": "one", **rule}]}), encoding="utf-8")
    return dataaudit.gate(runs.new, [str(folder / "rules.yml")], baseline=baseline).results[0]


@pytest.mark.parametrize(
    ("rule", "passed"),
    [
        ({"finding": "secret", "of": "new", "max": 0}, False),
        ({"finding": "secret", "of": "new", "max": 1}, True),
        ({"finding": "secret", "of": "new", "max": 0, "where": {"class": "a"}}, None),
        ({"family": "personal_data", "of": "new"}, False),
        ({"findings": "error", "of": "new", "max": 0}, False),
        ({"finding": "constant-column", "of": "new"}, True),
        ({"metric": "rows.read", "of": "change", "min": -10}, False),
        ({"metric": "rows.read", "of": "change", "max": 0}, True),
        ({"metric": "baseline.classes.gone", "max": 0}, False),
        ({"metric": "baseline.columns.gone", "max": 0}, True),
        ({"metric": "baseline.drift.label.at_least", "max": 0.02}, False),
        ({"metric": "baseline.drift.language.at_least", "max": 0.02}, True),
        ({"metric": "baseline.drift.chars.at_least", "max": 0.02}, False),
        ({"metric": "baseline.drift.chars.at_least", "max": 0.02, "if_missing": "skip"}, True),
        ({"metric": "baseline.drift.split.at_least", "max": 0.02, "if_missing": "skip"}, True),
        ({"finding": "empty-answer", "of": "new", "if_missing": "skip"}, True),
    ],
)
def test_rules_relative_to_a_baseline(runs: Runs, tmp_path: Path, rule: dict[str, Any], passed: bool | None) -> None:
    dataaudit.lock(runs.old, tmp_path / "old.lock")
    outcomes = [judged(runs, tmp_path, rule, side) for side in (runs.old.path, tmp_path / "old.lock")]
    for outcome in outcomes:
        if passed is None:
            label = runs.new.rows(["label", "flags"]).filter(pl.col("flags").list.contains("PII005"))["label"][0]
            passed = label != "a"
        assert outcome.passed == passed, outcome.message
    assert outcomes[0].message == outcomes[1].message
    if rule.get("of") == "new" and not passed:
        assert outcomes[0].rows == ("notes.jsonl:5",)


def test_a_rule_that_needs_a_baseline_says_so_and_so_does_a_baseline_without_rules(
    runs: Runs, tmp_path: Path, call: Callable[..., Any]
) -> None:
    for rule in (
        {"finding": "secret", "of": "new"},
        {"metric": "rows.read", "of": "change", "max": 0},
        {"metric": "baseline.classes.gone", "max": 0},
    ):
        with pytest.raises(RuleError, match="compares with a baseline: name a run or a lock with --baseline"):
            judged(runs, tmp_path, rule, None)
    wrong = {"metric": "baseline.classes.gon", "max": 0}
    with pytest.raises(RuleError, match=r"no metric 'baseline\.classes\.gon'; did you mean 'baseline\.classes\.gone'"):
        judged(runs, tmp_path, wrong, runs.old.path)
    code, _, err = call("gate", runs.new.path, "--baseline", runs.old.path)
    assert (code, "a baseline is compared by rules: name some" in err) == (2, True)
    code, _, err = call("gate", runs.new.path)
    assert (code, "no rules: name a file or a shipped gate" in err) == (2, True)


def test_the_shipped_gate_fails_on_what_is_new_and_passes_a_reshuffled_corpus(runs: Runs, tmp_path: Path) -> None:
    outcome = dataaudit.gate(runs.new, ["baseline"], baseline=runs.old.path)
    failed = {one.id for one in outcome.results if outcome.fails(one)}
    assert {"no-new-secret", "no-new-error", "classes-gone", "rows-lost", "drift-classes"} == failed
    rows = [json.loads(line) for line in (runs.folder / "old" / "notes.jsonl").read_text().splitlines()]
    random.Random(3).shuffle(rows)
    write(tmp_path / "in" / "one.jsonl", rows[:50])
    write(tmp_path / "in" / "two.jsonl", rows[50:])
    result = dataaudit.audit(
        tmp_path / "in", out=tmp_path / "run", settings=SETTINGS, rules=["baseline"], baseline=runs.old.path
    )
    assert result.verdict == "passed", (tmp_path / "run" / "summary.md").read_text(encoding="utf-8")
    assert result.manifest.configuration["baseline"] == str(runs.old.path)


def test_row_changes_are_those_of_a_plain_count(runs: Runs, tmp_path: Path) -> None:
    rng = random.Random(11)
    sides: list[dict[str, list[dict[str, str]]]] = []
    for _ in range(2):
        pool = texts(12, 7)
        sides.append({name: rng.choices(pool, k=rng.randrange(5, 12)) for name in ("a.jsonl", "b.jsonl")})
    runs_of = []
    for number, files in enumerate(sides):
        for name, rows in files.items():
            write(tmp_path / f"in{number}" / name, rows)
        runs_of.append(dataaudit.audit(tmp_path / f"in{number}", out=tmp_path / f"run{number}", settings=SETTINGS).path)
    told = row_changes(*runs_of)
    flat = [Counter((row["text"], row["label"]) for rows in side.values() for row in rows) for side in sides]
    assert told.equal == (flat[0] & flat[1]).total()
    by_file = [Counter((n, row["text"], row["label"]) for n, rows in side.items() for row in rows) for side in sides]
    assert told.equal - told.moved == (by_file[0] & by_file[1]).total()
    assert told.equal + told.changed + told.removed == flat[0].total()
    assert told.equal + told.changed + told.added == flat[1].total()
    names = sum(sum(kinds.values()) for kinds in told.by_file.values())
    assert names == told.changed + told.added + told.removed


def test_an_edited_row_that_moved_is_changed_where_a_column_identifies_rows(tmp_path: Path) -> None:
    rows = [{**row, "uid": f"r{place}"} for place, row in enumerate(texts(30, 5))]
    write(tmp_path / "old" / "a.jsonl", rows)
    later = [dict(row) for row in rows[1:]]
    later[3]["text"] += " and more"
    random.Random(2).shuffle(later)
    write(tmp_path / "new" / "a.jsonl", later)
    for side in ("old", "new"):
        dataaudit.audit(tmp_path / side, out=tmp_path / f"run_{side}", settings=SETTINGS)
    told = dataaudit.diff(tmp_path / "run_old", tmp_path / "run_new", id_column="uid").row_changes
    assert told is not None
    assert (told.equal, told.changed, told.added, told.removed) == (28, 1, 0, 1)
    with pytest.raises(InputError, match="no column 'uidd' in clean/; did you mean 'uid'"):
        dataaudit.diff(tmp_path / "run_old", tmp_path / "run_new", id_column="uidd")


def test_columns_that_are_gone_retyped_or_emptied_are_told(tmp_path: Path) -> None:
    frame = pl.DataFrame(texts(60, 4)).with_columns(pl.int_range(60).alias("year"), pl.lit("x").alias("note"))
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    frame.write_parquet(tmp_path / "old" / "a.parquet")
    changed = frame.drop("source").with_columns(
        pl.col("year").cast(pl.String), pl.when(pl.int_range(60) < 30).then(pl.col("note")).alias("note")
    )
    changed.with_columns(pl.lit(1).alias("more")).write_parquet(tmp_path / "new" / "a.parquet")
    for side in ("old", "new"):
        dataaudit.audit(tmp_path / side, out=tmp_path / f"run_{side}", settings=SETTINGS)
    told = dataaudit.diff(tmp_path / "run_old", tmp_path / "run_new")
    assert {name: (bool(one), bool(two)) for name, (one, two) in told.columns.items()} == {
        "source": (True, False), "year": (True, True), "more": (False, True),
    }  # fmt: skip
    assert told.nulls == {"note": (0.0, 0.5)}
    metrics = told.gate_metrics()
    assert metrics["baseline.columns.gone"] == metrics["baseline.columns.retyped"] == 1
    assert metrics["baseline.columns.null_share_increase"] == 0.5


def test_the_command_prints_text_json_and_a_page(runs: Runs, tmp_path: Path, call: Callable[..., Any]) -> None:
    page = tmp_path / "page.html"
    code, out, _ = call("diff", runs.old.path, runs.new.path, "--html", page)
    assert code == 0
    assert re.search(r"rows before, .* added, .* removed, .* changed", out)
    assert re.search(r"PII005 +secret +error +0 +1 +1 +0", out)
    shown = page.read_text(encoding="utf-8")
    assert "<script" not in shown
    assert "PII005" in shown
    code, out, _ = call("diff", runs.old.path, runs.new.path, "--json")
    told = json.loads(out)
    assert (code, told["values"]["classes"]["gone"]) == (0, ["c"])
    code, out, _ = call("lock", runs.new.path, "--output", tmp_path / "one.lock")
    assert (code, f"note: {VARIABLE} is not set" in out) == (0, True)


def test_what_the_baseline_did_not_look_for_is_not_taken_for_new(runs: Runs, tmp_path: Path) -> None:
    less = [*SETTINGS, "stages.pii=false", "stages.language=false"]
    old = dataaudit.audit(runs.folder / "old", out=tmp_path / "old", settings=less)
    outcome = dataaudit.gate(runs.new, ["baseline"], baseline=old)
    by_id = {one.id: one for one in outcome.results}
    assert (by_id["no-new-secret"].passed, by_id["no-new-secret"].checked) == (True, 0)
    assert by_id["no-new-error"].passed
    assert any("not compared, because" in note and "secret" in note for note in outcome.notes)
    metrics = dataaudit.diff(old, runs.new).gate_metrics()
    assert metrics["baseline.languages.new"] is None
    assert metrics["baseline.classes.gone"] == 1
    assert next(one for one in dataaudit.diff(old, runs.new).findings if one.name == "secret").new is None


@pytest.mark.parametrize("rows", [[], texts(1, 3)])
def test_an_empty_corpus_and_one_row_are_compared_and_nothing_is_guessed(
    runs: Runs, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    write(tmp_path / "in" / "notes.jsonl", rows)
    small = dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=SETTINGS)
    told = dataaudit.diff(small, small)
    assert all(one.effect is None for one in told.drift)
    dataaudit.lock(small, tmp_path / "small.lock")
    outcome = dataaudit.gate(small, ["baseline"], baseline=tmp_path / "small.lock")
    assert outcome.verdict == "passed"
    failed = {one.id for one in dataaudit.gate(small, ["baseline"], baseline=runs.old.path).results if not one.passed}
    assert "rows-lost" in failed


def test_a_lock_of_another_version_is_compared_and_that_is_said(runs: Runs, tmp_path: Path) -> None:
    lock = tmp_path / "one.lock"
    dataaudit.lock(runs.old, lock)
    document = json.loads(lock.read_bytes())
    lock.write_text(json.dumps({**document, "version": "0.1.9"}), encoding="utf-8")
    shutil.copytree(runs.new.path, tmp_path / "run")
    outcome = dataaudit.gate(tmp_path / "run", ["baseline"], baseline=lock)
    assert any(f"{lock} was made by dataaudit 0.1.9, this run by " in note for note in outcome.notes)
