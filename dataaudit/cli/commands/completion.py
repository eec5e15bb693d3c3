"""``dataaudit completion``."""

from __future__ import annotations

import argparse

from dataaudit.cli.command import Command, all_commands
from dataaudit.cli.option import Option
from dataaudit.errors import EXIT_PASSED

_BASH = """_dataaudit() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then words="{commands}"
  else case "${{COMP_WORDS[1]}}" in
{cases}
  esac; fi
  case "$current" in -*|"") ;; *) [ "$COMP_CWORD" -gt 1 ] && words="" ;; esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $([ "$COMP_CWORD" -gt 1 ] && compgen -f -- "$current"))
}}
complete -o filenames -F _dataaudit dataaudit
"""
_ZSH = "autoload -U +X bashcompinit && bashcompinit\n"
SHELLS = ("bash", "zsh", "fish")


def execute(options: argparse.Namespace) -> int:
    """Print the script."""
    print(completion(options.shell), end="")
    return EXIT_PASSED


def completion(shell: str) -> str:
    """The script that completes commands, options and file names in a shell: bash, zsh or fish."""
    commands = all_commands()
    if shell == "fish":
        lines = [f"complete -c dataaudit -n __fish_use_subcommand -a {name} -d '{_quoted(one.help)}'"
                 for name, one in commands.items()]  # fmt: skip
        lines += [
            f"complete -c dataaudit -n '__fish_seen_subcommand_from {name}' -l {option.name[2:]} "
            f"-d '{_quoted(option.help() if callable(option.help) else option.help)}'"
            for name, one in commands.items()
            for option in one.options
            if option.name.startswith("--")
        ]
        return "\n".join(lines) + "\n"
    cases = "\n".join(f'    {name}) words="{" ".join([*_names(one), "--help"])}" ;;' for name, one in commands.items())
    script = _BASH.format(commands=" ".join(commands), cases=cases)
    return _ZSH + script if shell == "zsh" else script


def _names(command: Command) -> list[str]:
    return [option.name for option in command.options if option.name.startswith("--")]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")


COMMAND = Command(
    rank=320,
    help="print a script that completes commands and options in a shell",
    options=(Option("shell", "your shell: bash, zsh or fish", "SHELL", choices=SHELLS),),
    examples=("dataaudit completion bash > dataaudit-completion.bash",),
    execute=execute,
)
