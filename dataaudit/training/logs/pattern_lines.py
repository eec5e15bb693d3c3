"""Reads lines of a format of one's own, by a pattern with named groups."""

from __future__ import annotations

import re
from pathlib import Path

from dataaudit.errors import ConfigurationError, InputError
from dataaudit.training.logs.log_lines import log_lines
from dataaudit.training.logs.log_reader import Runs
from dataaudit.training.logs.records import frame_of
from dataaudit.training.logs.run_log import RawRun

COUNTERS = ("step", "epoch", "batch", "batches")


def compiled(pattern: str) -> re.Pattern[str]:
    r"""A pattern with named groups, such as ``it (?P<step>\d+) err (?P<loss>\S+)``, or ``@FILE`` that holds it.

    Raises:
        ConfigurationError: It is not a regular expression, has no named group, or its file cannot be read.
    """
    try:
        text = Path(pattern[1:]).read_text("utf-8").strip() if pattern.startswith("@") else pattern
        made = re.compile(text)
    except (OSError, UnicodeDecodeError) as error:
        message = f"--pattern: {pattern[1:]} cannot be read ({error})"
        raise ConfigurationError(message) from error
    except re.error as error:
        message = f"--pattern: not a regular expression ({error})"
        raise ConfigurationError(message) from error
    if not made.groupindex:
        message = "--pattern: no named group; name what to read, as in 'it (?P<step>\\d+) err (?P<loss>\\S+)'"
        raise ConfigurationError(message)
    return made


def read_lines(path: Path, pattern: str) -> Runs:
    """The run of a file, one record for every line that a pattern is found in.

    Raises:
        InputError: It is found in none.
        ConfigurationError: See ``compiled``.
    """
    made, shown = compiled(pattern), ""
    records = []
    for line in log_lines(path):
        shown = shown or line.text[:80]
        if match := made.search(line.text):
            named = {name: value for name, value in match.groupdict().items() if value is not None}
            records.append({f"@{name}" if name in COUNTERS else name: value for name, value in named.items()})
    if not records:
        message = f"{path}: no line matches --pattern; the first line is: {shown}"
        raise InputError(message)
    return "lines by a pattern", [RawRun(name=path.name, frame=frame_of(records), step=None)]
