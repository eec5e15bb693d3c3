"""SRC003 long-line."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class LongLine(QuarantineFinding):
    """A row longer than the limit.

    What it finds:
        Lines, CSV records or JSON elements of more bytes than limits.max_line_bytes.

    Why it matters:
        One such row can exhaust memory; it is usually a file without line feeds or an unclosed quote.

    How it decides:
        Length in bytes against limits.max_line_bytes (256 MiB); the row is not held in memory.

    Example:
        A minified JSON file read as JSON lines.

    What to do:
        Split the file into lines, or raise limits.max_line_bytes.

    Known false alarms:
        Single documents of book length in one line, with a low limit.

    Source:
        huggingface/datasets issue 2181
    """

    code = "SRC003"
    name = "long-line"
    message = "{count} rows were not read because they are longer than the limit (first: {file}, {place}: {first})"
