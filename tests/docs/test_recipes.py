"""The recipes of CONTRIBUTING.md, carried out in a copy of the repository: each works, and costs the files it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from docs.recipe_listings import recipes

ROW = re.compile(r"^\| ([^|]+?) \| (\d+) \| (\d+) \|", re.M)
KEPT = ("dataaudit", "tests", "rules", "pipelines", "pyproject.toml", "docs")


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=recipes", "-c", "user.email=recipes@localhost", "-c", "commit.gpgsign=false"]
    command = [shutil.which("git") or "git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def patched(text: str, difference: str) -> str:
    """A file after a listing that shows added lines between lines that stay."""
    lines = difference.split("@@\n", 1)[1].splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    assert text.count(before) == 1
    return text.replace(before, "".join(line[1:] for line in lines))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with compiled kernels, in which each recipe is a commit."""
    folder = tmp_path_factory.mktemp("recipes")
    for name in KEPT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)  # with modification times: compiled kernels stay valid
        else:
            shutil.copy2(source, folder / name)
    (folder / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "before")
    for title, files in recipes().items():
        for path, content in files.items():
            if content.startswith("--- a/"):
                (folder / path).write_text(patched((folder / path).read_text(encoding="utf-8"), content), "utf-8")
            else:
                assert not (folder / path).exists(), path
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(content, encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", title)
    return folder


def test_every_recipe_costs_the_files_that_the_table_says(copy: Path) -> None:
    table = {title: int(after) for title, _, after in ROW.findall((ROOT / "docs/contributing.md").read_text("utf-8"))}
    assert set(table) == set(recipes())
    commits = git(copy, "log", "--reverse", "--format=%H %s").splitlines()[1:]
    cost = {}
    for line in commits:
        commit, _, title = line.partition(" ")
        cost[title] = len(git(copy, "diff", "--name-only", f"{commit}~1", commit).splitlines())
    assert cost == table


@pytest.mark.full
def test_every_recipe_works(copy: Path) -> None:
    tests = [
        path for files in recipes().values() for path in files if path.startswith("tests/") and path.endswith(".py")
    ]
    cases = [
        Path(path).stem for files in recipes().values() for path in files if path.startswith("tests/findings/cases/")
    ]
    chosen = [*tests, "tests/findings/test_cases.py"]
    kept = " or ".join([*(Path(path).stem for path in tests), *cases])
    environment = {**os.environ, "PYTHONPATH": f"{copy}:{copy / 'tests'}"}
    options = ["-vv", "-p", "no:cacheprovider", "-n", "0", "-m", "not browser"]
    command = [sys.executable, "-m", "pytest", *options, "-k", kept, *chosen]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in [*(Path(path).stem for path in tests), *cases]:
        assert re.search(rf"{name}.* PASSED", done.stdout), name
