"""What an image or CI runs once, so that no audit there is a first one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dataaudit.cli.commands.demo import SAMPLE
from dataaudit.kernels import cache_folder


def kept(folder: Path) -> set[str]:
    return {path.name for kind in ("*.nbi", "*.nbc", "*.npz") for path in folder.rglob(kind)}


@pytest.mark.full
def test_it_says_what_it_made_and_where(call: Callable[..., Any]) -> None:
    code, out, err = call("warmup", "--quiet")
    assert (code, err) == (0, "")
    assert str(cache_folder()) in out
    code, out, _ = call("warmup", "--quiet")
    assert out.startswith("compiled code and tables were there in ")


@pytest.mark.full
def test_an_audit_compiles_nothing_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    program = shutil.which("dataaudit", path=Path(sys.executable).parent)
    assert program
    subprocess.run([program, "warmup", "--quiet"], check=True, env=environment)
    before = kept(folder)
    assert len(before) > 100
    command = [program, "run", "--input", str(SAMPLE), "--out", str(tmp_path / "run"), "--quiet"]
    subprocess.run(command, check=True, env=environment)
    assert kept(folder) == before
