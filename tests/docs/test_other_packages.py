"""Findings and stages of another package, installed with pip: active only where a pipeline names them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from docs.recipe_listings import listing

PROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of CONTRIBUTING.md installed."""
    folder = tmp_path_factory.mktemp("other")
    package = folder / "source" / "dataaudit_more"
    package.mkdir(parents=True)
    (package.parent / "pyproject.toml").write_text(PROJECT + listing("toml"), encoding="utf-8")
    (package / "__init__.py").touch()
    for path in ("dataaudit/stages/vowel_stage.py", "dataaudit/findings/quality/many_lines.py"):
        (package / Path(path).name).write_text(listing(f"python {path}"), encoding="utf-8")
    install = [
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(folder / "site"),
    ]
    command = [sys.executable, "-m", "pip", *install, str(package.parent)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "site"


RUNS = """
import dataaudit, sys
off = [f"stages.{name}=false" for name in ("minhash", "embeddings", "language", "passages", "tokens.tokenizer")]
for out, settings in (("plain", []), ("named", ["stages.vowels={}", "findings.many-lines.max_lines=2"])):
    dataaudit.audit("rows.jsonl", out=out, settings=[*off, *settings])
"""


@pytest.mark.full
def test_they_are_active_only_where_a_pipeline_names_them(site: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"text": "one\\ntwo\\nthree"}\n{"text": "aabb"}\n', encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{site}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", RUNS], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    plain, named = (json.loads((tmp_path / name / "manifest.json").read_bytes()) for name in ("plain", "named"))
    assert "dataaudit-more" not in plain["versions"]
    assert not {"vowel_share", "QLT900"} & set(plain["available"])
    assert named["versions"]["dataaudit-more"] == "1.0"
    assert "vowel_share" in named["available"]
    summary = json.loads((tmp_path / "named" / "summary.json").read_bytes())
    assert [one["count"] for one in summary["findings"] if one["name"] == "many-lines"] == [1]
    assert "many-lines" in (tmp_path / "named" / "report.html").read_text(encoding="utf-8")
