"""JSN006 not-an-object."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class NotAnObject(QuarantineFinding):
    """A JSON line that is no object.

    What it finds:
        JSON lines that hold a list, a string, a number, true, false or null.

    Why it matters:
        Without keys there are no columns.

    How it decides:
        The parsed value is no object.

    Example:
        ["a", "b"]

    What to do:
        Write every row as an object with a key for each column.

    Known false alarms:
        Files of bare strings, one a line: read them with input.format: text.

    Source:
        ours
    """

    code = "JSN006"
    name = "not-an-object"
    message = "{count} rows were not read because they are no objects with columns (first: {file}, {place}: {first})"
