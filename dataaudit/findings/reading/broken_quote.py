"""SCH004 broken-quote."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class BrokenQuote(QuarantineFinding):
    """A quoted CSV field that is not closed properly.

    What it finds:
        CSV records in which a quoted field has no closing quote, or text follows the closing quote.

    Why it matters:
        An unclosed quote swallows the rows that follow. Here only its own line is quarantined, and reading continues.

    How it decides:
        The quoting rules of RFC 4180; also a record that does not end within limits.max_line_bytes or before the end of
        the file.

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
    message = (
        "{count} {count:row was|rows were} quarantined: a quoted field is not closed properly (first: {file}, "
        "{place}: {first})"
    )
