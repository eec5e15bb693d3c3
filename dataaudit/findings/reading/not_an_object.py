"""JSN006 not-an-object."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class NotAnObject(QuarantineFinding):
    """A JSON line that is not an object.

    What it finds:
        JSON lines that hold a list, a string, a number, true, false or null.

    Why it matters:
        Without keys there are no columns.

    How it decides:
        The parsed value is not an object.

    Example:
        ["a", "b"]

    What to do:
        Write every row as an object with one key per column, or set input.format: text for files of bare strings.

    Known false alarms:
        Files of bare strings, one per line.

    Source:
        dataaudit
    """

    code = "JSN006"
    name = "not-an-object"
    message = "{count} {count:row was|rows were} quarantined: not a JSON object (first: {file}, {place}: {first})"
