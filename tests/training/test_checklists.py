from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import dataaudit
from dataaudit.cli.main import run
from dataaudit.errors import InputError
from dataaudit.findings.registry import all_findings
from dataaudit.training.checklists.checklist import checklist, problems

PROBLEMS = ["loss-not-decreasing", "loss-nan", "out-of-memory", "too-slow", "overfitting"]
CHINESE = range(0x4E00, 0xA000)


def texts(language: str) -> dict[str, Any]:
    return tomllib.loads((files("dataaudit.training.checklists") / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command; gives its exit code, standard output and standard error."""

    def execute(*arguments: Any) -> tuple[int, str, str]:
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return execute


def log(folder: Path, losses: list[float], name: str = "log.csv", **columns: list[float]) -> Path:
    path = folder / name
    heads = ["step", "loss", *columns]
    rows = zip(range(len(losses)), losses, *columns.values(), strict=True)
    path.write_text("\n".join([",".join(heads), *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A log whose loss is NaN from step 90 on."""
    return log(tmp_path, [2.3 - 0.01 * step if step < 90 else float("nan") for step in range(100)])


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    """A log of a loss that falls, with its norms."""
    mix = random.Random(0)
    losses = [0.3 + 2 * 0.98**step + mix.gauss(0, 0.01) for step in range(400)]
    return log(tmp_path, losses, "healthy.csv", grad_norm=[1 + mix.gauss(0, 0.05) for _ in range(400)])


def test_both_languages_have_the_five_problems_in_one_order() -> None:
    for language in ("en", "zh"):
        assert list(problems(language)) == PROBLEMS
        assert list(texts(language)) == PROBLEMS
        assert all(problems(language).values())


@pytest.mark.parametrize("problem", PROBLEMS)
def test_both_languages_have_the_same_items_findings_and_other_names(problem: str) -> None:
    english, chinese = texts("en")[problem], texts("zh")[problem]
    assert chinese["also"] == english["also"]
    assert [one["findings"] for one in chinese["items"]] == [one["findings"] for one in english["items"]]
    assert [set(one) for one in chinese["items"]] == [{"text", "findings", "check"}] * len(english["items"])
    assert len(english["items"]) >= 8


def commands(text: str) -> list[str]:
    """Words of a check that are no prose: with a dot, a bracket, an option, in capitals or a name of ours."""
    ours = ("dataaudit", "TrainingMonitor", "DataLoader")
    for mark in "，、；：（）":
        text = text.replace(mark, " ")
    words = [word.strip(",;:()") for word in text.split()]
    return [
        word for word in words
        if word.startswith(("--", *ours)) or word.isupper() or "=" in word or ("." in word and not word.endswith("."))
    ]  # fmt: skip


@pytest.mark.parametrize("problem", PROBLEMS)
def test_commands_are_the_same_in_both_languages(problem: str) -> None:
    for one, other in zip(texts("en")[problem]["items"], texts("zh")[problem]["items"], strict=True):
        assert sorted(commands(other["check"])) == sorted(commands(one["check"]))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_chinese_texts_are_chinese_and_no_text_is_there_twice(problem: str) -> None:
    made = [one["text"] for one in texts("zh")[problem]["items"]]
    assert len(set(made)) == len(made)
    for text in [*made, texts("zh")[problem]["title"]]:
        assert sum(ord(character) in CHINESE for character in text) >= 3
        assert text == text.strip()
    for text in made:
        assert text.endswith(("。", "？"))
    for one in texts("en")[problem]["items"]:
        assert not any(ord(character) in CHINESE for character in one["text"] + one["check"])


def test_every_finding_that_is_named_is_there() -> None:
    known = {one.name for one in all_findings()}
    for language in ("en", "zh"):
        for table in texts(language).values():
            for one in table["items"]:
                assert set(one["findings"]) <= known
                assert len(set(one["findings"])) == len(one["findings"])


def test_every_call_that_is_named_is_there() -> None:
    for table in texts("en").values():
        for one in table["items"]:
            for word in one["check"].split():
                if word.startswith("dataaudit."):
                    assert word.removeprefix("dataaudit.").split("(")[0].rstrip(",") in dataaudit.__all__


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_without_a_run_all_items_are_open_and_in_their_order(problem: str, language: Any) -> None:
    items = checklist(problem, language=language)
    assert {(one.state, one.evidence) for one in items} == {("open", "")}
    assert [one.text for one in items] == [one["text"] for one in texts(language)[problem]["items"]]


def test_other_names_and_spellings_are_understood() -> None:
    for problem in PROBLEMS:
        for name in (*texts("en")[problem]["also"], problem.upper(), problem.replace("-", "_"), f" {problem} "):
            assert checklist(name) == checklist(problem)
            assert checklist(name, language="zh") == checklist(problem, language="zh")
    others = [name for table in texts("en").values() for name in table["also"]]
    assert len({*others, *PROBLEMS}) == len(others) + len(PROBLEMS)


@pytest.mark.parametrize(
    ("wrong", "right"), [("loss-nann", "loss-nan"), ("overfiting", "overfitting"), ("to slow", "too-slow")]
)
def test_an_unknown_problem_is_told_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(InputError, match=f"did you mean '{right}'"):
        checklist(wrong)


def test_a_problem_that_is_near_to_none_is_told_all() -> None:
    with pytest.raises(InputError, match=", ".join(PROBLEMS)):
        checklist("xyz")


def test_what_was_found_comes_first_with_its_message(broken: Path) -> None:
    items = checklist("loss-nan", broken)
    assert items[0].state == "seen"
    assert "non-finite-loss" in items[0].findings
    (message,) = [one.message for one in dataaudit.diagnose(broken).findings if one.name == "non-finite-loss"]
    assert items[0].evidence == message
    for one in items:
        assert (one.state == "seen") is ("non-finite-loss" in one.findings)
        assert bool(one.evidence) is (one.state == "seen")


@pytest.mark.parametrize("problem", PROBLEMS)
def test_states_come_in_the_order_seen_open_ruled_out_and_keep_the_order_of_the_list_within(
    problem: str, broken: Path, healthy: Path
) -> None:
    order = [one["text"] for one in texts("en")[problem]["items"]]
    for path in (broken, healthy):
        items = checklist(problem, path)
        assert sorted(one.text for one in items) == sorted(order)
        ranks = [("seen", "open", "ruled_out").index(one.state) for one in items]
        assert ranks == sorted(ranks)
        for state in ("open", "ruled_out"):
            own = [order.index(one.text) for one in items if one.state == state]
            assert own == sorted(own)


def test_what_the_run_rules_out_comes_last(healthy: Path) -> None:
    made = dataaudit.diagnose(healthy)
    items = checklist("loss-nan", healthy)
    assert items[-1].state == "ruled_out"
    for one in items:
        if one.state == "ruled_out":
            assert one.findings
            assert not set(one.findings) & {found.name for found in made.findings}
            assert not set(one.findings) & set(made.judged[0].not_assessed)
    assert {one.findings for one in items if one.state == "ruled_out"} >= {("non-finite-loss", "non-finite-gradients")}
    assert [one.state for one in items if "nan-origin" in one.findings] == ["open", "open"]


def test_too_few_points_rule_nothing_out(tmp_path: Path) -> None:
    path = log(tmp_path, [2.0, 1.9, 1.8])
    thin = {one.name for one in dataaudit.diagnose(path).findings if one.status != "found"}
    assert thin
    for problem in PROBLEMS:
        for one in checklist(problem, path):
            assert one.state != "ruled_out" or not set(one.findings) & thin


def test_a_finding_with_too_little_to_judge_by_stays_open(tmp_path: Path) -> None:
    """Two evaluations of the validation data are there, and do not tell whether it overfits."""
    path = tmp_path / "log.csv"
    rows = [f"{step},{2 * 0.98**step + 0.3},{1.5 if step in (30, 60) else ''}" for step in range(100)]
    path.write_text("\n".join(["step,loss,val_loss", *rows]) + "\n")
    made = dataaudit.diagnose(path)
    assert "overfitting" not in made.judged[0].not_assessed
    assert [one.status for one in made.findings if one.name == "overfitting"] == ["insufficient_evidence"]
    items = [one for one in checklist("overfitting", path) if one.findings == ("overfitting",)]
    assert [one.state for one in items] == ["open", "open"]


def test_a_run_that_was_diagnosed_to_a_folder_gives_the_same_list(broken: Path, tmp_path: Path) -> None:
    dataaudit.diagnose(broken, out=tmp_path / "told")
    for problem in PROBLEMS:
        assert checklist(problem, tmp_path / "told") == checklist(problem, broken)


def test_a_finished_audit_of_data_checks_what_it_can() -> None:
    items = checklist("overfitting", ROOT / "reports" / "sample")
    found = {one.name for one in dataaudit.load_result(ROOT / "reports" / "sample").findings if one.status == "found"}
    assert "exact-duplicate" in found
    for one in items:
        assert one.state == ("seen" if found & set(one.findings) else "open")
    assert items[0].state == "seen"


def test_a_run_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        checklist("loss-nan", tmp_path / "nothing.csv")


def test_the_command_lists_the_problems(call: Callable[..., Any]) -> None:
    for language in ("en", "zh"):
        code, out, err = call("checklist", "--language", language)
        assert (code, err) == (0, "")
        assert [line.split()[0] for line in out.splitlines()] == PROBLEMS
        assert all(title in out for title in problems(language).values())


def test_the_command_marks_what_was_seen_open_and_ruled_out(call: Callable[..., Any], broken: Path) -> None:
    code, out, err = call("checklist", "loss-nan", broken)
    assert (code, err) == (0, "")
    items = checklist("loss-nan", broken)
    heads = [line for line in out.splitlines() if line.startswith("[")]
    marks = {"seen": "[!]", "open": "[ ]", "ruled_out": "[x]"}
    assert heads == [f"{marks[one.state]} {one.text}" for one in items]
    assert items[0].evidence in out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_prints_json(call: Callable[..., Any], broken: Path, language: Any) -> None:
    code, out, err = call("checklist", "loss-nan", broken, "--json", "--language", language)
    assert (code, err) == (0, "")
    items = json.loads(out)
    assert [one["text"] for one in items] == [one.text for one in checklist("loss-nan", broken, language)]
    assert set(items[0]) == {"text", "check", "findings", "state", "evidence"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["loss-nann"], "did you mean 'loss-nan'"),
        (["loss-nan", "no/such/log.csv"], "no/such/log.csv"),
        (["--langage", "zh"], "--language"),
    ],
)
def test_wrong_arguments_are_exit_code_two_and_one_sentence(
    call: Callable[..., Any], arguments: list[str], told: str, in_folder: Path
) -> None:
    code, out, err = call("checklist", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
