"""JSN001 malformed-json."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class MalformedJson(QuarantineFinding):
    """A line that is not JSON.

    What it finds:
        Lines that are not valid JSON and that no more specific finding describes.

    Why it matters:
        A row that cannot be parsed is lost. The rows around it are not affected.

    How it decides:
        The strict JSON parser fails. The message says what it expected and in which column.

    Example:
        {oops

    What to do:
        Read the line in quarantine/, and fix the program that wrote it.

    Known false alarms:
        None: the line is not JSON.

    Source:
        RFC 8259
    """

    code = "JSN001"
    name = "malformed-json"
    message = "{count} {count:row was|rows were} quarantined: not valid JSON (first: {file}, {place}: {first})"
