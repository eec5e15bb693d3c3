"""JSN002 truncated-json."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class TruncatedJson(QuarantineFinding):
    """The last line ends inside a record.

    What it finds:
        A last line without a line feed that does not parse.

    Why it matters:
        The file was cut off, by a full disk or an aborted copy; more may be missing than this row.

    How it decides:
        The last line does not parse and no line feed ends the file.

    Example:
        {"text": "the end is mi

    What to do:
        Fetch or write the file again.

    Known false alarms:
        A broken last line of a file that was never meant to end with a line feed.

    Source:
        huggingface/datatrove pull request 78
    """

    code = "JSN002"
    name = "truncated-json"
    message = "{count} rows were not read because the file ends inside them (first: {file}, {place}: {first})"
