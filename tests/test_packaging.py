"""What ships with the package is found from a wheel, from an editable install, and from a source distribution."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
from conftest import ROOT

from dataaudit.config.shipped import shipped_folder, shipped_names
from dataaudit.extras import EXTRAS

PROBE = """
import dataaudit, pathlib, sys
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.config.shipped import find_declared, shipped_names
from dataaudit.cli.commands.demo import SAMPLE
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


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel without what the extras install."""
    site = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(next(built.glob("*.whl")))], capture_output=True, check=True)
    modules = [module for extra in EXTRAS.values() for module in extra.packages.values()]
    (site / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({modules!r}))\n")
    _share_compiled_kernels(ROOT / "dataaudit" / "kernels", site / "dataaudit" / "kernels")
    return site


def _share_compiled_kernels(checkout: Path, installed: Path) -> None:
    """What was compiled of a source is found again beside one of the same bytes and time."""
    for source in checkout.rglob("*.py"):
        copy = installed / source.relative_to(checkout)
        assert copy.read_bytes() == source.read_bytes()
        shutil.copystat(source, copy)
    for compiled in checkout.rglob("*.nb[ci]"):
        copy = installed / compiled.relative_to(checkout)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy2(compiled, copy)


def run_installed(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=folder)


@pytest.mark.full
def test_a_wheel_carries_pipelines_rules_sample_and_texts(built: Path, installed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.startswith(("tests/", "reports/", ".ci"))]
    assert "dataaudit/py.typed" in names
    done = run_installed(installed, tmp_path, "-c", PROBE, str(installed))
    assert done.returncode == 0, done.stderr
    shipped = [*shipped_names("pipelines"), *shipped_names("rules/gates"), *shipped_names("rules/presets")]
    assert done.stdout.split() == shipped


@pytest.mark.full  # the kernels of the installed wheel are compiled, which takes half a minute
def test_the_demo_runs_from_a_wheel_without_any_extra(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed, tmp_path, "-m", "dataaudit", "demo", "--out", "demo", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "try: dataaudit show demo" in done.stdout
    manifest = json.loads((tmp_path / "demo" / "manifest.json").read_bytes())
    assert manifest["configuration"]["stages"]["embeddings"]["model"] == "static"
    assert (tmp_path / "demo" / "report.html").read_text(encoding="utf-8").count("<svg") > 5


def test_an_editable_install_reads_the_checkouts_own_files() -> None:
    assert shipped_folder("pipelines") == ROOT / "pipelines"
    assert shipped_folder("rules/gates") == ROOT / "rules" / "gates"


@pytest.mark.full
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


NOT_IN_CI = {"remote", "browser-tests", "docs"}
"""Extras that no test in CI needs; of remote each address needs one package alone."""


def test_constraints_pin_everything_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: held for name, held in project["optional-dependencies"].items() if name not in NOT_IN_CI}
    declared = {*project["dependencies"], *chain(*extras.values())}
    declared = {entry for entry in declared if not entry.startswith("dataaudit[")}
    pins = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, pinned = line.partition("==")
            pins[_normal(name)] = pinned
    assert {_name(entry) for entry in declared} <= set(pins)
    assert pins["torch"] == "2.13.0"
    assert "torch>=2.10" in project["dependencies"]


def test_extras_are_declared_as_the_code_asks_for_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["optional-dependencies"]
    assert set(declared) == {*EXTRAS, *NOT_IN_CI, "all", "dev"}
    for name, extra in EXTRAS.items():
        assert [_name(entry) for entry in declared[name]] == list(extra.packages)
        assert not set(extra.packages) & {_name(entry) for entry in project["dependencies"]}
    assert declared["all"] == [f"dataaudit[{','.join(EXTRAS)}]"]
    assert "dataaudit[all]" in declared["dev"]


def _name(entry: str) -> str:
    return _normal(re.split(r"[<>=!\[]", entry)[0])


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_ci_runs_the_readmes_test_command() -> None:
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert command in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
