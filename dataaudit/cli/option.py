"""An option of a command, declared once: how it is written, what ``--help`` says, what it becomes in the API."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Lazy = Callable[[], Any]
"""Computed only for the command that is called, because it imports more than ``dataaudit --help`` may."""

_EXPECTED: dict[Any, str] = {int: "a whole number", float: "a number"}


@dataclass(frozen=True, slots=True)
class Option:
    """An option or a positional argument.

    Attributes:
        name: As ``--label``, or as ``run`` for a positional argument.
        help: Shown by ``--help``, with the default appended.
        metavar: Placeholder for the value in ``--help``.
        kind: Turns the word into a value; raises ``argparse.ArgumentTypeError`` where it cannot.
        default: The value of an option that is not given.
        choices: The allowed values.
        many: Whether it takes several values; an option may also be repeated.
        switch: Whether it takes none and is true when given.
        required: Whether it must be given; positional arguments must, unless this is False.
        keyword: The parameter of the API that gets the value.
        settings: Turns a value that was given into settings of the pipeline, as ``--set`` takes them.
    """

    name: str
    help: str | Lazy
    metavar: str | None = None
    kind: Callable[[str], Any] = str
    default: Any = None
    choices: Sequence[str] | Lazy = ()
    many: bool = False
    switch: bool = False
    required: bool | None = None
    keyword: str | None = None
    settings: Callable[[Any], list[str]] | None = None

    @property
    def attribute(self) -> str:
        """The name of the value among the parsed options."""
        return self.name.lstrip("-").replace("-", "_")

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Declare the option to a parser."""
        text: str = self.help() if callable(self.help) else self.help
        if self.default is not None:
            text += f" (default: {self.default})"
        details: dict[str, Any] = {"help": text.replace("%", "%%")}
        if self.switch:
            parser.add_argument(self.name, action="store_true", **details)
            return
        metavar = self.metavar or ("N" if self.kind in _EXPECTED else None)
        details |= {"metavar": metavar, "type": _reader(self.kind), "default": self.default}
        if choices := self.choices() if callable(self.choices) else self.choices:
            details["choices"] = list(choices)
        positional = not self.name.startswith("-")
        if self.many:
            fewest = "*" if self.required is False else "+"
            details |= {"nargs": fewest} if positional else {"nargs": "+", "action": "extend"}
        elif positional and self.required is False:
            details["nargs"] = "?"
        if not positional:
            details["required"] = bool(self.required)
        parser.add_argument(self.name, **details)


def key(name: str) -> Callable[[Any], list[str]]:
    """For ``Option.settings``: the value of a key of the pipeline.

    Examples:
        >>> key("report.language")("zh"), key("augment.seed")(7)
        (['report.language="zh"'], ['augment.seed=7'])
    """
    return lambda value: [f"{name}={json.dumps(value, ensure_ascii=False)}"]


def _reader(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    """A kind of value whose message does not name a type of Python."""
    if kind not in _EXPECTED:
        return kind

    def read(word: str) -> Any:
        try:
            return kind(word)
        except ValueError:
            message = f"{_EXPECTED[kind]} is expected, got '{word}'"
            raise argparse.ArgumentTypeError(message) from None

    return read
