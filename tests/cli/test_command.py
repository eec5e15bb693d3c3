from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dataaudit.cli import commands
from dataaudit.cli.command import all_commands
from dataaudit.cli.commands.completion import SHELLS, completion
from dataaudit.cli.main import _parse
from dataaudit.declarations import declared

ORDER = [
    "run", "check", "merge", "augment", "gate", "allow", "diff", "lock", "history", "report", "export", "open", "push",
    "card", "track", "cost", "plan", "selftest", "calibrate", "diagnose", "watch", "probe",
    "ablate", "recipes", "tune", "checklist", "show", "explain", "init", "demo", "warmup",
    "completion",
]  # fmt: skip


def test_the_help_lists_commands_by_rank_in_one_line_each(call: Callable[..., Any]) -> None:
    code, out, _ = call("--help")
    assert code == 0
    listed = out.partition("  COMMAND\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines() if line[4:5].strip()] == ORDER
    for name, command in all_commands().items():
        assert " ".join(f"{name} {command.help}".split()) in " ".join(listed.split())
        assert command.help[0].islower() or command.help.startswith("JSON")
        assert not command.help.endswith(".")
    assert len({command.rank for command in all_commands().values()}) == len(ORDER)


def test_every_command_has_examples_that_the_parser_takes(call: Callable[..., Any]) -> None:
    for name, command in all_commands().items():
        assert command.examples, name
        _, out, _ = call(name, "--help")
        for example in command.examples:
            assert f"\n  {example}\n" in out
            program, *words = shlex.split(example.partition(" > ")[0])
            assert (program, words[0]) == ("dataaudit", name)
            assert _parse(words)[1] == command


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(completion("bash"), encoding="utf-8")
    asked = {("dataaudit", "hist"): "history", ("dataaudit", "gate", "--fail"): "--fail-on"}
    for words, expected in asked.items():
        typed = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}"
        ask = f"source {script}; {typed}; _dataaudit; echo ${{COMPREPLY[*]}}"
        done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)  # noqa: S607  (the shell that CI runs in)
        assert done.stdout.split() == [expected]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_completion_script_names_every_command(shell: str) -> None:
    script = completion(shell)
    assert all(name in script for name in ORDER)


@pytest.fixture
def new_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more file beside the commands."""
    (tmp_path / "greet.py").write_text(
        "from dataaudit.cli.command import Command\n"
        "from dataaudit.cli.option import Option\n"
        "def execute(options):\n"
        "    print(f'hello {options.name}')\n"
        "    return 0\n"
        "COMMAND = Command(rank=25, help='greet somebody', options=(Option('--name', 'whom', default='you'),), "
        "execute=execute)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    declared.cache_clear()
    yield
    declared.cache_clear()


@pytest.mark.usefixtures("new_command")
def test_a_file_in_the_folder_is_a_command(call: Callable[..., Any]) -> None:
    assert call("greet", "--name", "world") == (0, "hello world\n", "")
    _, out, _ = call("--help")
    assert list(all_commands()) == [*ORDER[:4], "greet", *ORDER[4:]]
    assert "greet somebody" in out
    assert call("greet", "--nam=me")[1] == "hello me\n"
    assert "did you mean 'greet'?" in call("gret")[2]
