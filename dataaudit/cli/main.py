"""Finds the command, runs it, and turns every ending into an exit code and at most one sentence."""

from __future__ import annotations

import argparse
import atexit
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from dataaudit.cli.command import Command, all_commands
from dataaudit.cli.interruption import Interruption
from dataaudit.cli.option import Option
from dataaudit.cli.parser import CommandParser, HelpFormatter
from dataaudit.cli.surroundings import find_temporary_folder, in_utf8, open_streams
from dataaudit.config.address_space import LIBRARIES, check_address_space
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import (
    EXIT_BUG,
    EXIT_INCOMPLETE,
    EXIT_PASSED,
    EXIT_USAGE,
    AuditError,
    ResourceError,
)

DEBUG = Option("--debug", "show the traceback of an error", switch=True)
"""Every command takes it."""


_GIVEN = (
    errno.ENOENT, errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG,
    errno.EINVAL, errno.ENXIO,
)  # fmt: skip
"""Errors of the system about what a user named; others pass, or the user can repair them."""


_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EBADF)
"""Errors that name no file and come from printing: files of ours are written by ``store``, which names them."""


def build_parser() -> tuple[CommandParser, dict[str, CommandParser]]:
    """The parser of what comes before the command, and those of the commands, without their options."""
    parser = CommandParser(
        prog="dataaudit",
        description="Audits text training data: duplicates, quality, classes; cleans it, with a witness for every "
        "dropped row; gates it in CI.",
        epilog="Exit codes: 0 passed, 1 gate failed, 2 usage or input error, 3 incomplete (rerun to resume), "
        "4 a bug of ours, 130 and 143 interrupted.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=CommandParser)
    for name, command in all_commands().items():
        commands.add_parser(name, help=command.help, description=command.help[0].upper() + command.help[1:] + ".")
    return parser, dict(commands.choices)


def _parse(words: Sequence[str]) -> tuple[argparse.Namespace, Command | None]:
    """The options and the command, which is None where none is named."""
    parser, parsers = build_parser()
    place = next((place for place, word in enumerate(words) if not word.startswith("-")), len(words))
    options = parser.parse_words(words[:place], "; options follow the command" if words[place:] else "")
    if options.version or not words[place:]:
        return options, None
    name = words[place]
    if name not in parsers:
        parser.error(f"unknown command '{name}'{did_you_mean(name, parsers)}")
    command = all_commands()[name]
    for option in (DEBUG, *command.options):
        option.add_to(parsers[name])
    parsers[name].epilog = "\n".join(["examples:", *(f"  {example}" for example in command.examples)])
    parsers[name].formatter_class = HelpFormatter
    return parsers[name].parse_words(words[place + 1 :]), command


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The ``dataaudit`` command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    interruption = Interruption()
    if arguments is None:
        open_streams()
        in_utf8(given)
        interruption.watch()
    try:
        code = run(given, interruption)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        _drop_output()
        code = EXIT_PASSED
    except OSError as error:
        _drop_output()
        message = f"standard output cannot be written ({error.strerror}); what a command writes to files is complete"
        code = _fail(message, EXIT_INCOMPLETE, debug=False)
    if arguments is None:
        _end(code, interrupted=interruption.number is not None)
    sys.exit(code)


def _end(code: int, *, interrupted: bool) -> NoReturn:
    """End the process at once: to take apart all that was loaded takes most of a second, and nothing needs it.

    An interrupted one ends by its code alone: Python waits for threads, and ends by the signal where the interrupt has
    passed through an evaluated string.
    """
    if not interrupted:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
    os._exit(code)


def _drop_output() -> None:
    """What was printed and not written yet goes nowhere; else the interpreter tries once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: Sequence[str], interruption: Interruption | None = None) -> int:
    """Run one command; returns its exit code."""
    options, command = _parse(arguments)
    if command is None:
        if options.version:
            from dataaudit import __version__

            print(__version__)
            return EXIT_PASSED
        build_parser()[0].print_help()
        return EXIT_USAGE
    if getattr(options, "out", None):
        os.environ.setdefault("DATAAUDIT_CACHE", os.path.join(os.path.abspath(options.out), ".cache"))  # noqa: PTH100, PTH118
    find_temporary_folder(getattr(options, "out", None))
    interruption = interruption or Interruption()
    try:
        check_address_space(LIBRARIES, "loading libraries")
    except ResourceError as error:  # telling it in the usual way loads libraries
        print(f"dataaudit: {error}", file=sys.stderr)
        return error.exit_code
    try:
        with interruption:
            return command.execute(options)
    except (Exception, KeyboardInterrupt) as error:
        if interruption.number is not None:
            return interruption.tell(interruption.number)
        printing = isinstance(error, OSError) and error.filename is None and error.errno in _OUTPUT
        if printing or isinstance(error, BrokenPipeError):
            raise
        return _fail(*_ending(error), debug=options.debug)


def _ending(error: BaseException) -> tuple[str, int]:
    """Sentence and exit code of what ended a command."""
    if isinstance(error, AuditError):
        return str(error), error.exit_code
    if isinstance(error, RecursionError):
        return "a file that was named is nested too deeply to be read; flatten it", EXIT_USAGE
    if isinstance(error, MemoryError):
        advice = "close other programs or use a larger machine, and rerun the same command to resume"
        return f"memory is exhausted; {advice}", EXIT_INCOMPLETE
    if isinstance(error, OSError):
        return _system_error(error)
    problem = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return f"a bug of dataaudit ({problem}); please report it with the output of --debug", EXIT_BUG


def _system_error(error: OSError) -> tuple[str, int]:
    """Sentence and exit code of what the system refused."""
    from dataaudit.sources.files.compression import shown_name

    code = EXIT_USAGE if error.errno in _GIVEN else EXIT_INCOMPLETE
    name = shown_name(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else ""
    reason = (error.strerror or " ".join(str(error).split())[:200]).lower()
    what = "name another file, or change its permissions" if code == EXIT_USAGE else "then rerun the same command"
    return f"{name}: {reason}; {what}" if name else f"{reason}; {what}", code


def _fail(message: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    try:
        from dataaudit.report.excerpt import one_line
    except OSError:  # what hides personal data is compiled code, and there is no folder for it
        print("dataaudit: no folder for temporary files can be written; set TMPDIR to one that can", file=sys.stderr)
        return EXIT_USAGE
    print(f"dataaudit: {one_line(message)}", file=sys.stderr)
    return code
