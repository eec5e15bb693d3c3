"""What ships with the package is found from a wheel, from an editable install, and from a source distribution."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from dataaudit.config.shipped import shipped_folder, shipped_names

PROBE = """
import dataaudit, pathlib, sys
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.config.shipped import find_declared, shipped_names
from dataaudit.cli.demo import SAMPLE
assert pathlib.Path(dataaudit.__file__).is_relative_to(sys.argv[1]), dataaudit.__file__
for name in shipped_names("pipelines"):
    load_pipeline(name)
print(*shipped_names("pipelines"), *shipped_names("rules/gates"), *shipped_names("rules/presets"))
assert find_declared("rules/gates", "default").is_relative_to(sys.argv[1])
assert SAMPLE.is_file()
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    return folder


def test_a_wheel_carries_pipelines_rules_sample_and_texts(built: Path, tmp_path: Path) -> None:
    wheel = next(built.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(tmp_path / "site")]
    subprocess.run([*install, str(wheel)], capture_output=True, check=True)
    assert not [name for name in names if name.startswith(("tests/", "reports/", ".ci"))]
    assert "dataaudit/py.typed" in names
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, "-P", "-c", PROBE, str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
    shipped = [*shipped_names("pipelines"), *shipped_names("rules/gates"), *shipped_names("rules/presets")]
    assert done.stdout.split() == shipped


def test_an_editable_install_reads_the_checkouts_own_files() -> None:
    assert shipped_folder("pipelines") == ROOT / "pipelines"
    assert shipped_folder("rules/gates") == ROOT / "rules" / "gates"


def test_a_source_distribution_can_be_tested(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "constraints.txt",
        "tests/conftest.py",
        "rules/gates/default.yml",
    } <= names


def test_constraints_pin_everything_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, pinned = line.partition("==")
            pins[_normal(name)] = pinned
    names = {_normal(re.split(r"[<>=!\[]", entry)[0]) for entry in declared}
    assert names <= set(pins)
    assert pins["torch"] == "2.13.0"
    assert "torch>=2.10" in project["dependencies"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_ci_runs_the_readmes_test_command() -> None:
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert command in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
