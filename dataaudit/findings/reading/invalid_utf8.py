"""ENC001 invalid-utf8."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class InvalidUtf8(QuarantineFinding):
    r"""A row with bytes that are not UTF-8.

    What it finds:
        Rows of text files in which a byte sequence is not valid UTF-8.

    Why it matters:
        Replacing or skipping such bytes in silence changes texts; one tool then reads no row of the file at
        all.

    How it decides:
        Strict UTF-8 decoding of the row; the message names the byte and its place.

    Example:
        "caf\xe9" written in Latin-1.

    What to do:
        Convert the file, or set input.encoding to what it is.

    Known false alarms:
        None: the bytes are no UTF-8.

    Source:
        huggingface/datasets issue 4149
    """

    code = "ENC001"
    name = "invalid-utf8"
    message = "{count} rows were not read because they are not UTF-8 (first: {file}, {place}: {first})"
