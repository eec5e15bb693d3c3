"""Finds the command, runs it, and turns every ending into an exit code and at most one sentence."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

from dataaudit.cli.parser import CommandParser
from dataaudit.config.suggest import did_you_mean
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


class _Terminated(BaseException):
    """The process was asked to end."""


def build_parser() -> tuple[CommandParser, dict[str, CommandParser]]:
    """The parser of what comes before the command, and those of the commands, to which their modules add arguments."""
    parser = CommandParser(
        prog="dataaudit",
        description="Audits text training data: duplicates, quality, classes; cleans it, with a witness for every "
        "dropped row; gates it in CI.",
        epilog="Exit codes: 0 passed, 1 gate failed, 2 usage or input error, 3 incomplete (run again to go on), "
        "4 a bug of ours, 130 and 143 interrupted.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=CommandParser)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        command.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser, dict(commands.choices)


def _parse(words: Sequence[str]) -> tuple[argparse.Namespace, Any]:
    """The options and the module of the command, which is None where none is named."""
    parser, commands = build_parser()
    place = next((place for place, word in enumerate(words) if not word.startswith("-")), len(words))
    options = parser.parse_words(words[:place], "; options follow the command" if words[place:] else "")
    if options.version or not words[place:]:
        return options, None
    name = words[place]
    if name not in commands:
        parser.error(f"unknown command '{name}'{did_you_mean(name, commands)}")
    module = import_module(f"dataaudit.cli.{name}")
    module.add_arguments(commands[name])
    return commands[name].parse_words(words[place + 1 :]), module


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
    if module is None:
        if options.version:
            from dataaudit import __version__

            print(__version__)
            return EXIT_PASSED
        build_parser()[0].print_help()
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
