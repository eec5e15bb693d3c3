"""The form of a case that a reader of the README wrote without knowing the code: an input, and its right outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Check = Callable[[Path, str, str, int], list[str]]


@dataclass(frozen=True)
class Right:
    """What is right.

    Attributes:
        args: Of the command, which runs in the case's folder.
        exit_codes: All that are right.
        rows: What ``clean/`` must hold, with at least these columns, values and types, in any order; None for not
            judged.
        quarantined: Rows in quarantine, or None for not judged.
        says: Expressions that standard output or error must contain, in upper or lower case.
        silent: Expressions that neither may contain.
        refusal_is_fine: Whether exit code 2 or 3 with a sentence is right as well.
        why: Why this is right.
        check: Anything else: folder, standard output, standard error and exit code to what is wrong.
        preexec: Called in the process before the command.
        env: Variables of the environment.
        timeout: Seconds.
        memory_gib: Peak memory that is allowed, or None.
    """

    args: Sequence[str]
    exit_codes: set[int]
    rows: list[dict[str, object]] | None = None
    quarantined: int | None = None
    says: Sequence[str] = ()
    silent: Sequence[str] = ()
    refusal_is_fine: bool = False
    why: str = ""
    check: Check | None = None
    preexec: Callable[[], None] | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 120
    memory_gib: float | None = None


@dataclass(frozen=True)
class Case:
    """A case.

    Attributes:
        make: Writes the input into a folder; its name is the case's.
        kind: What kind of input it is.
        sound: Whether the input is odd but sound.
    """

    make: Callable[[Path], Right]
    kind: str
    sound: bool


CASES: dict[str, list[Case]] = {}
"""By the module that holds them, in their order."""


def case(kind: str, sound: bool) -> Callable[[Callable[[Path], Right]], Callable[[Path], Right]]:
    """Register a case."""

    def register(make: Callable[[Path], Right]) -> Callable[[Path], Right]:
        CASES.setdefault(make.__module__, []).append(Case(make, kind, sound))
        return make

    return register
