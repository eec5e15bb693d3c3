from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import MYPY, ROOT


@pytest.mark.parametrize("arguments", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",)])
def test_the_code_passes(arguments: tuple[str, ...]) -> None:
    command = [str(Path(sys.executable).parent / arguments[0]), *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_are_right() -> None:
    if MYPY not in os.environ:  # pytest without workers
        done = subprocess.run([str(Path(sys.executable).parent / "mypy")], capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        return
    folder = Path(os.environ[MYPY])
    ended = time.monotonic() + 300
    while not (folder / "code").exists():
        assert time.monotonic() < ended, "mypy did not end"
        time.sleep(0.5)
    assert (folder / "code").read_text(encoding="utf-8").strip() == "0", (folder / "out").read_text(encoding="utf-8")


def test_no_call_that_loads_a_model_may_run_its_code() -> None:
    """``from_pretrained`` asks at a terminal, and runs code of the folder, unless it is told not to."""
    calls, open_calls = 0, []
    for path in (ROOT / "dataaudit").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        safe = {  # dictionaries that close it, by their names
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and "'trust_remote_code': False" in ast.unparse(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in ("from_pretrained", "from_config"):
                continue
            calls += 1
            words = {one.arg: ast.unparse(one.value) for one in node.keywords if one.arg}
            spread = {ast.unparse(one.value) for one in node.keywords if one.arg is None}
            if words.get("trust_remote_code") != "False" and not spread & safe:
                open_calls.append(f"{path.name}:{node.lineno}")
    assert calls > 8
    assert open_calls == []
