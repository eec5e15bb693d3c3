"""The faults of the matrix, each named by its id, and the texts that their inputs are made of."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from faults.attempt import Attempt

_WORDS = [
    "amber",
    "basin",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "glade",
    "heron",
    "inlet",
    "joist",
    "kiln",
    "larch",
    "mango",
    "nylon",
    "ochre",
    "prism",
    "quill",
    "reef",
    "sable",
    "tulip",
    "umber",
    "vigil",
    "wharf",
    "xenon",
    "yacht",
    "zebra",
    "acorn",
    "birch",
    "comet",
    "dunes",
    "elder",
    "flint",
    "gorge",
    "hazel",
    "ivory",
    "jetty",
    "knoll",
    "lotus",
    "maple",
    "niche",
    "opal",
    "plume",
    "ridge",
    "shale",
    "thyme",
    "urchin",
    "vault",
    "willow",
]


@dataclass(frozen=True)
class Fault:
    """A fault.

    Attributes:
        name: Its id.
        what: What is injected, in a few words.
        inject: Makes the inputs, runs the command, and notes what is wrong.
        slow: Whether it takes processes of its own or a large input, and runs behind the marker ``full``.
    """

    name: str
    what: str
    inject: Callable[[Attempt], None]
    slow: bool


FAULTS: dict[str, Fault] = {}
NOT_APPLICABLE = {
    "F45": "stages run in threads of one process; what a crash of it leaves is F40",
    "F66": "one process on one machine carries out a run; nothing is distributed",
}
"""By id: why a fault cannot occur."""


def fault(name: str, what: str, slow: bool = False) -> Callable[[Callable[[Attempt], None]], Callable[[Attempt], None]]:
    """Register a fault."""

    def register(inject: Callable[[Attempt], None]) -> Callable[[Attempt], None]:
        FAULTS[name] = Fault(name, what, inject, slow)
        return inject

    return register


def text(number: int, words: int = 12) -> str:
    """A text that is like no other."""
    return " ".join(random.Random(f"fault {number}").choices(_WORDS, k=words)).capitalize() + f" {number}."


def rows(count: int, **columns: Callable[[int], Any]) -> list[dict[str, Any]]:
    """Rows with a text, a number and more columns."""
    return [{"text": text(n), "n": n, **{name: make(n) for name, make in columns.items()}} for n in range(count)]


def lines(some: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as JSON lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in some)
