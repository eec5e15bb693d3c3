"""A command, declared in its own file in ``commands/``; the file's name is the command's."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dataaudit.cli.option import Option
from dataaudit.declarations import declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the command line needs to know about a command.

    Attributes:
        rank: Its place in ``dataaudit --help``.
        help: One line, begins in lower case.
        options: Options and positional arguments, in the order of ``--help``.
        examples: Command lines, at the end of ``--help``.
        execute: Carries it out; returns the exit code.
    """

    rank: int
    help: str
    options: tuple[Option, ...]
    execute: Callable[[argparse.Namespace], int]
    examples: tuple[str, ...] = ()

    def arguments(self, given: argparse.Namespace) -> dict[str, Any]:
        """Keyword arguments of the API for what the command line gives; ``--set`` refines the other options."""
        values = [(option, getattr(given, option.attribute)) for option in self.options]
        arguments = {option.keyword: value for option, value in values if option.keyword}
        settings = [
            setting
            for option, value in values
            if option.settings is not None and value is not None and value is not False
            for setting in option.settings(value)
        ]
        if settings or "settings" in arguments:
            arguments["settings"] = [*settings, *(arguments.get("settings") or ())]
        return arguments


def all_commands() -> dict[str, Command]:
    """Every command by name, in the order of ``--help``; their modules import nothing heavy until they are executed."""
    return declared("dataaudit.cli.commands", "COMMAND")
