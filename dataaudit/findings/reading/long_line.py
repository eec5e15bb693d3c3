"""SRC003 long-line."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class LongLine(QuarantineFinding):
    """A row longer than the limit.

    What it finds:
        Lines, CSV records or JSON elements with more bytes than limits.max_line_bytes.

    Why it matters:
        One such row can exhaust memory. Usually the file has no line feeds, or a quote was never closed.

    How it decides:
        Length in bytes compared with limits.max_line_bytes (256 MiB). The row is never held in memory as a whole.

    Example:
        A minified JSON file read as JSON Lines.

    What to do:
        Split the file into lines, or raise limits.max_line_bytes if rows of this size are intended.

    Known false alarms:
        Whole books on one line, with a low limit.

    Source:
        huggingface/datasets issue 2181
    """

    code = "SRC003"
    name = "long-line"
    message = (
        "{count} {count:row was|rows were} quarantined: longer than limits.max_line_bytes (first: {file}, {place}: "
        "{first})"
    )
