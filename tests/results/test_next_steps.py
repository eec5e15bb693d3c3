from __future__ import annotations

import polars as pl

from dataaudit import audit
from dataaudit.findings.finding import Result
from dataaudit.findings.registry import find_finding
from dataaudit.results.next_steps import next_steps, repair

CLEAN = {"duplicates": ["exact", "minhash"], "drop": [], "pii": "flag", "passages": "flag", "noise_lines": "flag"}


def found(name: str, count: int, severity: str = "warning", **more: object) -> Result:
    kind = find_finding(name)
    facts = {"share": None, "evidence": {}, "threshold": {}, "row_ids": (1,)} | more
    return Result(
        code=kind.code,
        name=kind.name,
        family=kind.family,
        severity=severity,
        subject=kind.subject,
        count=count,
        **facts,
    )  # type: ignore[arg-type]  # a case names its fields by words


def test_errors_come_before_warnings_facts_before_judgements_and_then_what_concerns_more_rows() -> None:
    findings = [found("short-text", 900), found("secret", 2, "error"), found("mojibake", 950), found("label-issue", 5)]
    assert [step.finding.name for step in next_steps(findings, CLEAN)] == [
        "secret", "label-issue", "mojibake", "short-text"
    ]  # fmt: skip
    assert [step.finding.name for step in next_steps(findings, CLEAN, most=2)] == ["secret", "label-issue"]


def test_what_the_run_has_repaired_or_only_told_is_nothing_to_do() -> None:
    findings = [
        found("exact-duplicate", 50),
        found("short-text", 9),
        found("contact-data", 7),
        found("mojibake", 3, "info"),
        found("label-issue", 0, status="insufficient_evidence"),
    ]
    assert [step.finding.name for step in next_steps(findings, CLEAN)] == ["contact-data", "short-text"]
    assert next_steps(findings, CLEAN | {"drop": ["short-text"], "pii": "mask"}) == []
    kept = next_steps(findings[:1], CLEAN | {"duplicates": []})
    assert [step.finding.name for step in kept] == ["exact-duplicate"]


def test_a_step_names_the_setting_of_its_advice_and_a_command() -> None:
    secret, labels, classes = next_steps(
        [found("secret", 3, "error"), found("label-issue", 2), found("imbalance", 1, row_ids=())], CLEAN
    )
    assert (secret.setting, secret.command, secret.rows) == ("clean.pii=mask", "dataaudit show RUN secret", 3)
    assert (labels.setting, labels.command) == (None, "dataaudit show RUN label-issue")
    assert (classes.setting, classes.command, classes.rows) == (None, "dataaudit explain imbalance", None)


def test_the_settings_of_all_steps_do_what_they_say(tmp_path: object) -> None:
    frame = pl.DataFrame(
        {"text": [f"a sentence of number {n} about rivers and mountains" for n in range(40)] + ["ok"] * 1
         + ["write to someone.private@mailhost.org about the long meeting"]}
    )  # fmt: skip
    first = audit(frame, out=f"{tmp_path}/one", settings=["findings.short-text={tolerated_share: 0}"])
    steps = next_steps(first.findings, first.manifest.configuration["clean"])
    assert {"short-text", "contact-data"} <= {step.finding.name for step in steps}
    again = ["findings.short-text={tolerated_share: 0}", *(step.setting for step in steps if step.setting)]
    second = audit(frame, out=f"{tmp_path}/two", settings=again)
    clean = second.manifest.configuration["clean"]
    left = next_steps(second.findings, clean)
    repaired = {one.name: repair(one, clean) for one in second.findings}
    assert (repaired["short-text"], repaired["contact-data"]) == ("drop", "edit")
    assert not {"short-text", "contact-data"} & {step.finding.name for step in left}
    assert "mailhost" not in "".join(second.clean()["text"].to_list())


def test_a_setting_keeps_what_the_run_drops_already_and_duplicates_are_dropped_and_not_kept() -> None:
    (step,) = next_steps([found("short-text", 9)], CLEAN | {"drop": ["secret"]})
    assert step.setting == "clean.drop=[secret, short-text]"
    findings = [found("exact-duplicate", 9), found("near-duplicate", 8)]
    assert [one.setting for one in next_steps(findings, CLEAN | {"duplicates": []})] == [
        "clean.duplicates=[exact]", "clean.duplicates=[minhash]"
    ]  # fmt: skip
    (near,) = next_steps(findings, CLEAN | {"duplicates": ["exact"]})
    assert near.setting == "clean.duplicates=[exact, minhash]"
    assert next_steps([found("inflated-score", 1)], CLEAN | {"drop": ["exact-leak", "normalised-leak"]}) == []


def test_a_leak_is_a_step_however_few_rows_it_concerns() -> None:
    steps = next_steps([found("exact-leak", 1, "info"), found("uppercase", 1, "info")], CLEAN)
    assert [one.finding.name for one in steps] == ["exact-leak"]
