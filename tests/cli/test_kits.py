"""What CI and schedulers get is valid, runs, says what was found, and ends with the exit code of the audit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from changed_corpus import KEY, texts, write
from conftest import ROOT

from dataaudit.cli.commands.init import CI, KITS, kit_names

OURS = ("rules.yml", ".gitignore")
FAST = "--set\nstages.tokens=false\nstages.embeddings=false"
BIN = Path(sys.executable).parent


def shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a job does, with our commands on the path."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **variables}
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kit", [*CI, *kit_names()])
def test_a_kit_is_written_with_rules_and_never_over_a_file(tmp_path: Path, call: Callable[..., Any], kit: str) -> None:
    words = ["--ci" if kit in CI else "--kit", kit]
    code, out, _ = call("init", tmp_path, *words)
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert code == 0
    assert "rules.yml" in written
    assert all(name in out for name in written)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines() == ["/audit/", "/dataaudit-run/"]
    assert len(written) == 2 + sum(path.is_file() for path in (KITS / kit).rglob("*"))
    for path in tmp_path.rglob("*.y*ml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))
    head = next(path for path in sorted(tmp_path.rglob("*")) if path.is_file() and path.name not in OURS)
    assert "xit code" in head.read_text(encoding="utf-8") or kit in ("pre-commit", "pytest", "systemd")
    if kit == "systemd":
        assert "Exit codes" in (tmp_path / "dataaudit.service").read_text(encoding="utf-8")
    code, _, err = call("init", tmp_path, *words)
    assert (code, "already exists; move it first" in err) == (2, True)


def test_workflows_and_the_action_keep_the_schemas_of_their_hosts() -> None:
    for schema, path in (
        ("github-workflows", KITS / "github" / ".github" / "workflows" / "dataaudit.yml"),
        ("gitlab-ci", KITS / "gitlab" / ".gitlab-ci.yml"),
        ("github-actions", ROOT / "action.yml"),
    ):
        words = [str(BIN / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}", str(path)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Data and rules as a repository has them."""
    write(tmp_path / "data" / "notes.jsonl", texts(60, 1))
    (tmp_path / "rules.yml").write_text("rules:\n  - {id: secrets, finding: secret}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.full
def test_the_action_annotates_the_bad_row_of_a_pull_request_and_fails_with_the_code_of_the_audit(
    repository: Path,
) -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    audit = next(step for step in steps if step.get("id") == "audit")
    assert "${{" not in audit["run"]  # values reach the shell as variables, never as code
    rows = [*texts(60, 1), {"text": f"aws_access_key_id = {KEY} is what he wrote down", "label": "a", "source": "web"}]
    write(repository / "data" / "notes.jsonl", rows)
    given = {"RULES": "rules.yml", "BASELINE": "", "OUT": "out run", "OPTIONS": FAST}
    files = {"GITHUB_OUTPUT": str(repository / "output"), "GITHUB_STEP_SUMMARY": str(repository / "summary")}
    done = shell(audit["run"], repository, DATA="data/", **given, **files)
    assert done.returncode == 1, done.stderr
    assert "::error file=data/notes.jsonl,line=61,title=PII005 secret::" in done.stdout
    assert "::error file=data/notes.jsonl,line=61,title=rule secrets::secret: 1 found, allowed at most 0" in done.stdout
    assert KEY not in done.stdout + done.stderr
    assert (repository / "output").read_text().splitlines() == ["verdict=failed", "exit-code=1"]
    assert "**failed**" in (repository / "summary").read_text()
    wrong = shell(audit["run"], repository, DATA="$(touch hacked)\n; touch hacked", **given, **files)
    assert (wrong.returncode, (repository / "hacked").exists()) == (2, False)


def test_check_is_what_a_hook_needs_and_leaves_nothing(
    repository: Path, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    before = sorted(path.name for path in repository.rglob("*"))
    fast = ["--set", "stages.tokens=false", "stages.embeddings=false"]
    assert call("check", "data/notes.jsonl", "--quiet", *fast)[0] == 0
    write(repository / "data" / "more.jsonl", [{"text": f"aws_access_key_id = {KEY}", "label": "a"}])
    code, out, _ = call("check", "data/notes.jsonl", "data/more.jsonl", "--quiet", *fast)
    assert (code, "PII005" in out, "more.jsonl:1" in out) == (1, True, True)
    assert call("check", "data/more.jsonl", "--quiet", "--rules", "rules.yml", "--json", *fast)[0] == 1
    (repository / "data" / "more.jsonl").unlink()
    assert sorted(path.name for path in repository.rglob("*")) == before


@pytest.mark.full
def test_the_nightly_script_tries_an_incomplete_audit_again_and_logs_json(repository: Path) -> None:
    script = str(KITS / "cron" / "dataaudit-nightly.sh")
    given = {"DATA": str(repository / "data"), "RUNS": str(repository / "runs"), "PAUSE": "0"}
    assert shell(script, repository, **given, RULES=str(repository / "rules.yml")).returncode == 0
    log = [json.loads(line) for line in (repository / "runs" / "log.jsonl").read_text().splitlines()]
    assert (log[-1]["event"], log[-1]["exit_code"], log[-1]["attempts"]) == ("nightly", 0, 1)
    beat = json.loads((repository / "runs" / "heartbeat.json").read_bytes())
    assert beat["state"] == "ended"
    with (repository / "data" / "notes.jsonl").open("a") as file:
        file.write("{broken\n" * 20)
    assert shell(script, repository, **given, RULES=str(repository / "rules.yml")).returncode == 3
    log = [json.loads(line) for line in (repository / "runs" / "log.jsonl").read_text().splitlines()]
    assert (log[-1]["exit_code"], log[-1]["attempts"]) == (3, 3)
    assert (repository / "runs" / "nightly" / "manifest.json").exists()  # yesterday's result is still valid


@pytest.mark.full
def test_the_slurm_script_audits_the_folder_of_its_task(repository: Path) -> None:
    (repository / "folders.txt").write_text(f"{repository / 'none'}\n{repository / 'data'}\n", encoding="utf-8")
    script = f"bash {KITS / 'slurm' / 'dataaudit.sbatch'} folders.txt"
    given = {"RUNS": str(repository / "runs"), "RULES": str(repository / "rules.yml")}
    assert shell(script, repository, SLURM_ARRAY_TASK_ID="1", **given).returncode == 0
    assert (repository / "runs" / "1" / "report.html").exists()
    assert shell(script, repository, SLURM_ARRAY_TASK_ID="0", **given).returncode == 2
    assert shell(script, repository, SLURM_ARRAY_TASK_ID="7", **given).returncode == 2


@pytest.mark.full
def test_the_units_are_what_systemd_takes(tmp_path: Path) -> None:
    """Needs ``systemd-analyze``: without it this fails and does not skip."""
    for path in (KITS / "systemd").iterdir():
        shutil.copy(path, tmp_path / path.name)
    done = shell("systemd-analyze verify ./dataaudit.service ./dataaudit.timer", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.full
def test_of_the_pytest_kit_every_rule_is_a_test(repository: Path, call: Callable[..., Any]) -> None:
    call("init", repository, "--kit", "pytest")
    rules = "rules:\n  - {id: secrets, finding: secret}\n  - {id: rows, metric: rows.read, min: 1000}\n"
    (repository / "rules.yml").write_text(rules, encoding="utf-8")
    done = shell("pytest -p no:cacheprovider -q", repository)
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert "test_the_data_keep_the_rule[rows]" in done.stdout
    assert "rows.read is 60, allowed at least 1000" in done.stdout
    (repository / "rules.yml").write_text("rules:\n  - {id: a, finding: secert}\n", encoding="utf-8")
    done = shell("pytest -p no:cacheprovider -q", repository)
    assert "there is no finding 'secert'; did you mean 'secret'?" in done.stdout + done.stderr
