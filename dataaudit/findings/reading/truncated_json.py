"""JSN002 truncated-json."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class TruncatedJson(QuarantineFinding):
    """The last line ends inside a record.

    What it finds:
        A last line that is not valid JSON and does not end with a line feed.

    Why it matters:
        The file was cut off, by a full disk or an interrupted copy. More rows than this one may be missing.

    How it decides:
        The last line does not parse, and the file does not end with a line feed.

    Example:
        {"text": "the end is mi

    What to do:
        Fetch or write the file again, then rerun.

    Known false alarms:
        A malformed last line in a file that was never meant to end with a line feed.

    Source:
        huggingface/datatrove pull request 78
    """

    code = "JSN002"
    name = "truncated-json"
    message = (
        "{count} {count:row was|rows were} quarantined: the file ends inside {count:it|them} (first: {file}, "
        "{place}: {first})"
    )
