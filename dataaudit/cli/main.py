"""Finds the command, runs it, and turns every ending into an exit code and at most one sentence."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

from dataaudit.errors import (
    EXIT_BUG,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_PASSED,
    EXIT_TERMINATED,
    EXIT_USAGE,
    AuditError,
)

COMMANDS = {
    "run": "audit a corpus, clean it, write the report",
    "augment": "audit a corpus, and make new rows of its clean training rows",
    "gate": "judge a finished run by rules",
    "cost": "what each rule drops, alone and with others, and what another threshold would",
    "selftest": "plant known defects into a sample of your data and tell what is found of them",
    "calibrate": "learn thresholds from texts that you trust",
    "diagnose": "say what is wrong with a training run, from its log or from what the monitor left",
    "probe": "try a model on a few batches before training: gradients, loss, inputs, a batch learnt by heart",
    "ablate": "train a small model on raw, clean and partly clean rows: did cleaning help?",
    "recipes": "measure what saves time or memory in training a model, on this machine",
    "tune": "search for hyperparameters, and compare the winner with the default",
    "checklist": "advice for a training problem, ordered by what was seen in your run",
    "show": "why a row is kept or dropped, or what a finding found",
    "explain": "the page of a finding, or the list of them",
    "init": "write a commented pipeline and rules file",
    "demo": "audit the sample that ships with the package",
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, with the nearest right word."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"{self.prog}: {message}{self._hint(message)} (see {self.prog} --help)\n")

    def _hint(self, message: str) -> str:
        parsers = [self, *(choice for action in self._actions for choice in _choices(action).values())]
        known = [option for one in parsers for action in one._actions for option in action.option_strings]
        known += list(COMMANDS)
        for word in message.replace("'", " ").replace("=", " ").replace("arguments:", " ").split():
            close = get_close_matches(word, known, n=1, cutoff=0.7)
            if close and close[0] != word:
                return f"; did you mean {close[0]}?"
        return ""


def _choices(action: argparse.Action) -> dict[str, argparse.ArgumentParser]:
    """The parsers of sub-commands behind an action, or none."""
    return dict(action.choices) if isinstance(action, argparse._SubParsersAction) and action.choices else {}


class _Terminated(BaseException):
    """The process was asked to end."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; a command's own module is imported when it is named."""
    parser = _Parser(
        prog="dataaudit",
        description="Audits text training data: duplicates, quality, classes; cleans it, with a witness for every "
        "dropped row; gates it in CI.",
        epilog="Exit codes: 0 passed, 1 gate failed, 2 usage or input error, 3 incomplete (run again to go on), "
        "4 a bug of ours, 130 and 143 interrupted.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        command.add_argument("--debug", action="store_true", help="show the traceback of an error")
        command.set_defaults(module=name)
    return parser


def _parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, Any]:
    parser = build_parser()
    name = next((word for word in arguments if not word.startswith("-")), None)
    module = None
    if name in COMMANDS:
        module = import_module(f"dataaudit.cli.{name}")
        choices = {key: value for action in parser._actions for key, value in _choices(action).items()}
        module.add_arguments(choices[name])
    return parser.parse_args(list(arguments)), module


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The ``dataaudit`` command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_PASSED
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    options, module = _parse(arguments)
    if options.version:
        from dataaudit import __version__

        print(__version__)
        return EXIT_PASSED
    if module is None:
        build_parser().print_help()
        return EXIT_USAGE
    earlier = signal.signal(signal.SIGTERM, _terminate)
    try:
        return int(module.execute(options))
    except AuditError as error:
        return _fail(str(error), error.exit_code, options.debug)
    except KeyboardInterrupt:
        return _fail("interrupted; the same command goes on from here", EXIT_INTERRUPTED, debug=False)
    except _Terminated:
        return _fail("terminated; the same command goes on from here", EXIT_TERMINATED, debug=False)
    except MemoryError:
        message = (
            "memory is exhausted; close other programs or use a larger machine, the same command goes on from here"
        )
        return _fail(message, EXIT_INCOMPLETE, options.debug)
    except BrokenPipeError:
        raise
    except Exception as error:
        problem = " ".join(str(error).split())[:300]
        message = f"a bug of dataaudit ({type(error).__name__}: {problem}); please report it with the output of --debug"
        return _fail(message, EXIT_BUG, options.debug)
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated


def _fail(message: str, code: int, debug: bool) -> int:
    from dataaudit.report.excerpt import one_line

    if debug:
        traceback.print_exc()
    print(f"dataaudit: {one_line(message)}", file=sys.stderr)
    return code
