"""JSN001 malformed-json."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class MalformedJson(QuarantineFinding):
    """A line that is not JSON.

    What it finds:
        Lines that do not parse as JSON for none of the other reasons.

    Why it matters:
        A row that cannot be parsed is a row lost; the ones around it are not affected.

    How it decides:
        The strict JSON parser fails; the message says what it expected and in which column.

    Example:
        {oops

    What to do:
        Look at the line in quarantine/ and repair the writer.

    Known false alarms:
        None: the line is not JSON.

    Source:
        RFC 8259
    """

    code = "JSN001"
    name = "malformed-json"
    message = "{count} rows were not read because they are not JSON (first: {file}, {place}: {first})"
