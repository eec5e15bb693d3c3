"""SCH004 broken-quote."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class BrokenQuote(QuarantineFinding):
    """A quoted CSV field without a proper end.

    What it finds:
        CSV records in which a quoted field has no closing quote, or text follows the closing quote.

    Why it matters:
        An unclosed quote swallows the following rows; here only its own line is set aside and reading goes on.

    How it decides:
        The quoting of RFC 4180; a record that finds no end within limits.max_line_bytes or the file.

    Example:
        1,"unclosed

    What to do:
        Double the quotes inside quoted fields.

    Known false alarms:
        Inch marks and apostrophes at the start of unquoted cells.

    Source:
        RFC 4180
    """

    code = "SCH004"
    name = "broken-quote"
    message = "{count} rows were not read because a quoted field is broken (first: {file}, {place}: {first})"
