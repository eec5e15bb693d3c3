"""SCH001 ragged-record."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class RaggedRecord(QuarantineFinding):
    """A CSV record with another number of cells than the header.

    What it finds:
        CSV records with fewer or more cells than the header names.

    Why it matters:
        The values have moved to other columns; guessing which is missing would invent data.

    How it decides:
        Cells of the record against cells of the header.

    Example:
        A header of two columns and the record a,b,c.

    What to do:
        Quote cells that contain the delimiter, or set input.delimiter.

    Known false alarms:
        Trailing delimiters that some programs add to every row but the header.

    Source:
        RFC 4180
    """

    code = "SCH001"
    name = "ragged-record"
    message = (
        "{count} rows were not read because they have another number of cells than the header (first: "
        "{file}, {place}: {first})"
    )
