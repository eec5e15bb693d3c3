"""SCH001 ragged-record."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class RaggedRecord(QuarantineFinding):
    """A CSV record with a different number of cells from the header.

    What it finds:
        CSV records with fewer or more cells than the header has columns.

    Why it matters:
        The values have shifted into other columns. Guessing which cell is missing would invent data.

    How it decides:
        Number of cells in the record compared with the number in the header.

    Example:
        A header with two columns and the record a,b,c.

    What to do:
        Quote cells that contain the delimiter, or set input.delimiter.

    Known false alarms:
        Trailing delimiters that some programs add to every row except the header.

    Source:
        RFC 4180
    """

    code = "SCH001"
    name = "ragged-record"
    message = (
        "{count} {count:row was|rows were} quarantined: a different number of cells from the header (first: {file}, "
        "{place}: {first})"
    )
