"""A parser of command lines that answers a wrong word with the nearest right one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import EXIT_USAGE


class HelpFormatter(argparse.HelpFormatter):
    """Fills paragraphs, but keeps the lines of a text that has several: those of examples."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return "\n".join(f"{indent}{line}" for line in text.splitlines())
        return super()._fill_text(text, width, indent)


class CommandParser(argparse.ArgumentParser):
    """Ends on the first wrong word, in one sentence; a hint compares that word with what it could have been."""

    def error(self, message: str) -> NoReturn:
        """Print one sentence and exit."""
        self.exit(EXIT_USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")

    def parse_words(self, words: Sequence[str], hint: str = "") -> argparse.Namespace:
        """Parse a command line.

        Args:
            words: The words after the command's name.
            hint: Follows the message about an unknown option that resembles none of the known ones.
        """
        self._refuse_unknown_options(words, hint)
        options, rest = self.parse_known_args(list(words))
        if rest:
            self.error(f"unexpected argument '{rest[0]}'")
        return options

    def _refuse_unknown_options(self, words: Sequence[str], hint: str) -> None:
        """Argparse would complain about a missing required option first, and not say that it is misspelt."""
        known = [name for action in self._actions for name in action.option_strings]
        for word in words:
            if word == "--":
                return
            name = word.partition("=")[0]
            if not name.startswith("-") or name == "-" or " " in name or _is_number(word):
                continue
            if not any(one.startswith(name) for one in known):
                self.error(f"unknown option '{name}'{did_you_mean(name, known, else_list=False) or hint}")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = list(action.choices or [value])
        if value not in choices:
            near = did_you_mean(value, choices, else_list=False)
            listed = ", ".join(choices)
            message = f"invalid choice '{value}'" + (
                f"{near} Choose from {listed}" if near else f"; choose from {listed}"
            )
            raise argparse.ArgumentError(action, message)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
