"""What the documentation tells people to type: every command parses, and the guides run from top to bottom."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT

from dataaudit.cli.main import _parse

_BLOCK = re.compile(r"(?:<!-- (?P<note>[^>]*?) -->\n)?```(?P<kind>sh|python)\n(?P<body>.*?)```", re.DOTALL)
_WALKS = [ROOT / "docs/ten_minutes.md", *sorted((ROOT / "docs/guides").glob("*.md"))]
_PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *_WALKS[1:]]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code.

    Attributes:
        kind: sh or python.
        body: Its lines.
        code: The exit code that the page names, or 0.
        runs: Whether it is run; a page says why where it is not.
    """

    kind: str
    body: str
    code: int
    runs: bool


def blocks(page: Path) -> list[Block]:
    made = []
    for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        note = match["note"] or ""
        code = re.fullmatch(r"exit code (\d+)", note)
        made.append(Block(match["kind"], match["body"], int(code[1]) if code else 0, not note.startswith("not run: ")))
    return made


def commands(block: Block) -> list[list[str]]:
    """The words of every ``dataaudit`` command of a block of shell."""
    found = []
    for line in block.body.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        for place, word in enumerate(words):
            if Path(word).name == "dataaudit":
                rest = words[place + 1 :]
                ends = [n for n, one in enumerate(rest) if one in ("&&", "||", "|", ">", ">>", ";")]
                found.append(rest[: ends[0]] if ends else rest)
    return found


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_is_one_that_the_parser_takes(page: Path) -> None:
    for block in blocks(page):
        if block.kind == "sh":
            for words in commands(block):
                assert _parse(words)[1] is not None, words
        else:
            compile(block.body, str(page), "exec")


@pytest.mark.full
@pytest.mark.parametrize("page", _WALKS, ids=lambda page: page.stem)
def test_a_guide_runs_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for block in blocks(page):
        if not block.runs:
            continue
        command = [sys.executable, "-c", block.body] if block.kind == "python" else ["bash", "-c", block.body]
        done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True)
        assert done.returncode == block.code, f"{block.body}\n{done.stdout}\n{done.stderr}"
