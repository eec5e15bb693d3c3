"""Objectives: a Python function, or a command that prints a number. Failures are results too."""

from __future__ import annotations

import math
import multiprocessing
import os
import re
import shlex
import signal
import subprocess
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from dataaudit.errors import ConfigurationError
from dataaudit.training.tuning.space import Value

Report = Callable[[int, float], bool]
"""Reports an intermediate value at a step; returns whether the trial should stop."""

_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf(?:inity)?)(?!\w|\.\d)", re.IGNORECASE
)


class Objective(Protocol):
    """Returns a value for parameters and a seed."""

    def __call__(self, parameters: Mapping[str, Value], seed: int, report: Report) -> float:
        """Return the value; raise ``Pruned`` if ``report`` says to stop."""


class Pruned(Exception):
    """A trial was stopped because it would not become the best."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a trial ended.

    Attributes:
        value: A finite number, or None.
        failed: Why there is no value, or None.
        pruned: Whether it was stopped early.
    """

    value: float | None = None
    failed: str | None = None
    pruned: bool = False


def ask(objective: Objective, parameters: Mapping[str, Value], seed: int, report: Report) -> Answer:
    """Evaluate an objective; an exception or a value that is not finite is a failure with its reason."""
    try:
        value = float(objective(parameters, seed, report))
    except Pruned:
        return Answer(pruned=True)
    except MemoryError:
        return Answer(failed="ran out of memory")
    except ConfigurationError:
        raise
    except (Exception, SystemExit) as error:
        text = " ".join(str(error).split())[:200]
        return Answer(failed=f"{type(error).__name__}: {text}" if text else type(error).__name__)
    return Answer(value=value) if math.isfinite(value) else Answer(failed=f"the objective returned {value}")


class Command:
    """A command line whose last printed number is the value.

    ``{name}`` stands for a parameter, ``{seed}`` for the seed; the command runs without a shell.

    Args:
        line: Such as ``"python train.py --lr {learning_rate} --seed {seed}"``.
        names: The parameters of the search space.
        timeout: Seconds after which it is killed, or None.

    Raises:
        ConfigurationError: The line names an unknown parameter, or does not use one.
    """

    def __init__(self, line: str, names: Sequence[str], timeout: float | None = None) -> None:
        try:
            self.words, self.timeout = shlex.split(line), timeout
        except ValueError as error:
            message = f"--command cannot be read: {str(error).lower()}"
            raise ConfigurationError(message) from error
        named = set(re.findall(r"\{([^{}]*)\}", line))
        unknown = sorted(named - set(names) - {"seed"})
        if unknown:
            message = f"--command uses unknown parameter {{{unknown[0]}}}; choose from {', '.join(names)}, seed"
            raise ConfigurationError(message)
        missing = [name for name in names if name not in named]
        if missing:
            message = f"--command does not use parameter {{{missing[0]}}}; add it, or remove it from the search space"
            raise ConfigurationError(message)

    def __call__(self, parameters: Mapping[str, Value], seed: int, report: Report) -> float:
        """Run the command and read its last number."""
        words = list(self.words)
        for name, value in {**parameters, "seed": seed}.items():
            words = [word.replace(f"{{{name}}}", str(value)) for word in words]
        try:
            running = subprocess.Popen(  # noqa: S603  (the user's own command)
                words,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            message = f"--command: {words[0]} cannot be run ({error.strerror})"
            raise ConfigurationError(message) from error
        try:
            out, err = running.communicate(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            message = f"timed out: killed after {self.timeout:g} s"
            raise TimeoutError(message) from None
        finally:
            _end(running)
        if running.returncode:
            last = (err.strip().splitlines() or out.strip().splitlines() or [""])[-1]
            reason = "killed, probably because memory ran out" if running.returncode in (-9, 137) else last[:200]
            message = f"exit code {running.returncode}: {reason}"
            raise RuntimeError(message)
        found = _NUMBER.findall(out)
        if not found:
            message = "the command printed no number"
            raise ValueError(message)
        return float(found[-1])


def _end(running: subprocess.Popen[str]) -> None:
    """Kill a command with all processes it started."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    for pipe in (running.stdout, running.stderr):
        if pipe is not None:
            pipe.close()


class Apart:
    """A Python function called in a separate process, so that it can hang or run out of memory without harm.

    Args:
        function: ``function(parameters, seed)``; intermediate reports are ignored.
        timeout: Seconds after which it is killed.
    """

    def __init__(self, function: Callable[[Mapping[str, Value], int], float], timeout: float) -> None:
        self.function, self.timeout = function, timeout

    def __call__(self, parameters: Mapping[str, Value], seed: int, report: Report) -> float:
        """Call the function in a new process."""
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(there, self.function, dict(parameters), seed), daemon=True)
        process.start()
        there.close()
        try:
            if not here.poll(self.timeout):
                message = f"timed out: killed after {self.timeout:g} s"
                raise TimeoutError(message)
            kind, told = here.recv()
        except EOFError:
            process.join()
            message = f"its process ended with code {process.exitcode}, probably because memory ran out"
            raise RuntimeError(message) from None
        finally:
            process.kill()
            process.join()
            here.close()
        if kind == "error":
            raise RuntimeError(told)
        return float(told)


def _answer(connection: Any, function: Callable[..., Any], parameters: dict[str, Value], seed: int) -> None:
    try:
        connection.send(("value", float(function(parameters, seed))))
    except BaseException:
        connection.send(("error", traceback.format_exc().strip().splitlines()[-1]))
