from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

SPACE = "parameters:\n  x: {low: 0, high: 4, points: 5, default: 0}\n"
PYTHON = f"{shlex.quote(sys.executable)} -S -c"


def line(program: str) -> str:
    return f"{PYTHON} {shlex.quote(program)}"


@pytest.fixture
def folder(in_folder: Path) -> Path:
    """A folder to run in, with a space."""
    (in_folder / "space.yml").write_text(SPACE, encoding="utf-8")
    return in_folder


SQUARE = line("print('loss', ({x} - 3) ** 2 + {seed} / 1e9)")


def test_tune_prints_the_winner_the_verdict_and_where_the_report_lies(call: Callable[..., Any], folder: Path) -> None:
    given = ("tune", "space.yml", "--out", "search", "--method", "grid", "--command", SQUARE, "--compared", 2)
    code, out, err = call(*given, "--quiet")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "5 complete"
    assert lines[1] == 'best: 1e-09 with {"x": 3.0}'
    assert lines[2].startswith("the best trial is better than the default by 9 ")
    assert lines[3] == f"report: {Path('search/report.html')}"
    assert {"trials.log", "trials.parquet", "comparison.parquet", "tuning.json", "report.html"} <= {
        path.name for path in (folder / "search").iterdir()
    }


def test_json_prints_what_the_folder_holds(call: Callable[..., Any], folder: Path) -> None:
    given = ("tune", "space.yml", "--out", "s", "--method", "grid", "--command", SQUARE, "--compared", 0, "--trials", 2)
    code, out, _ = call(*given, "--json", "--quiet")
    assert code == 0
    told = json.loads(out, parse_constant=pytest.fail)
    assert told["best"] == {"x": 1.0}
    assert told == json.loads((folder / "s/tuning.json").read_bytes())


@pytest.mark.full
def test_commands_that_fail_hang_or_are_killed_are_failed_trials_and_the_rest_goes_on(
    call: Callable[..., Any], folder: Path
) -> None:
    program = line(
        "import os, sys, time; x = round({x})\n"
        "if x == 0: sys.exit('no data')\n"
        "if x == 1: print('nan'); sys.exit()\n"
        "if x == 2: os.kill(os.getpid(), 9)\n"
        "if x == 3: time.sleep(60)\n"
        "print(x)"
    )
    given = ("tune", "space.yml", "--out", "s", "--method", "grid", "--command", program, "--timeout", 2, "--quiet")
    code, out, err = call(*given, "--compared", 0)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "4 failed, 1 complete"
    assert 'best: 4 with {"x": 4.0}' in out
    reasons = pl.read_parquet(folder / "s/trials.parquet")["failed"].to_list()
    for reason, says in zip(
        reasons, ("exit code 1: no data", "nan", "exit code -9: killed", "timed out"), strict=False
    ):
        assert says in reason
    assert reasons[4] is None


BAD: dict[str, tuple[list[str], str]] = {
    "no objective": (["space.yml"], "give either --command, to run your own command, or --run"),
    "two objectives": (
        ["space.yml", "--command", "a {x}", "--run", "r"],
        "give either --command, to run your own command, or --run",
    ),
    "a wrong key": (["wrong.yml", "--command", "a {x}"], "wrong.yml:2:15: unknown key 'hihg' in 'parameters.x'; did"),
    "no such space": (["none.yml", "--command", "a {x}"], "none.yml"),
    "a command that lacks a parameter": (["space.yml", "--command", "true"], "does not use parameter {x}"),
    "a command of an unknown parameter": (["space.yml", "--command", "a {x} {y}"], "unknown parameter {y}"),
    "a program that is not there": (["space.yml", "--command", "no-such-program {x}"], "cannot be run"),
    "no trials": (["space.yml", "--command", "a {x}", "--trials", "0"], "must be 1 or more"),
    "an unknown method": (
        ["space.yml", "--command", "a {x}", "--method", "bayes"],
        "invalid choice 'bayes'; choose from grid, random, tpe, gp",
    ),
    "a run that is not there": (["space.yml", "--run", "none"], "'x' is not a key of 'training'"),
    "a run that is not there, with a right space": (["proxy", "--run", "none"], "none"),
    "a wrong option": (["space.yml", "--comand", "a {x}"], "unknown option '--comand'; did you mean '--command'?"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_and_exit_code_two(call: Callable[..., Any], folder: Path, name: str) -> None:
    (folder / "wrong.yml").write_text("parameters:\n  x: {low: 1, hihg: 2}\n", encoding="utf-8")
    arguments, says = BAD[name]
    code, out, err = call("tune", *arguments, "--out", "search", "--quiet")
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_the_folder_of_another_search_is_refused(call: Callable[..., Any], folder: Path) -> None:
    given = ("--out", "s", "--method", "grid", "--command", SQUARE, "--compared", 0, "--quiet")
    assert call("tune", "space.yml", *given)[0] == 0
    (folder / "other.yml").write_text(SPACE.replace("5", "9"), encoding="utf-8")
    code, out, err = call("tune", "other.yml", *given)
    assert (code, out) == (2, "")
    assert "contains a search with another space or method; choose another --out" in err


WAITING = """
import os, time
from pathlib import Path
with open("asked", "a") as file: file.write("{x}\\n")
began = time.monotonic()
while {x} == 2 and not Path("go").exists() and time.monotonic() - began < 30: time.sleep(0.02)
print({x})
"""


@pytest.mark.full
def test_a_killed_search_goes_on_where_it_was(call: Callable[..., Any], folder: Path) -> None:
    given = ["space.yml", "--out", "s", "--method", "grid", "--command", line(WAITING), "--compared", "0", "--quiet"]
    process = subprocess.Popen([sys.executable, "-m", "dataaudit", "tune", *given])
    asked = folder / "asked"
    until = time.monotonic() + 60
    while not (asked.exists() and len(asked.read_text().split()) == 3) and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait(20)
    (folder / "go").touch()
    code, out, _ = call("tune", *given)
    assert code == 0
    assert out.splitlines()[0] == "5 complete"
    told = pl.read_parquet(folder / "s/trials.parquet")
    assert sorted(told["x"].to_list()) == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert sorted(asked.read_text().split()) == ["0.0", "1.0", "2.0", "2.0", "3.0", "4.0"]


def test_the_help_lists_tune(call: Callable[..., Any]) -> None:
    code, out, _ = call("tune", "--help")
    assert code == 0
    for word in ("--out", "--command", "--run", "--method", "--trials", "--repeats", "--pruning", "--timeout"):
        assert word in out
