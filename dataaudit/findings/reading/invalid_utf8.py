"""ENC001 invalid-utf8."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class InvalidUtf8(QuarantineFinding):
    r"""A row with bytes that are not UTF-8.

    What it finds:
        Rows of text files that contain a byte sequence that is not valid UTF-8.

    Why it matters:
        Replacing or skipping such bytes silently changes the text, and some tools then read no row of the file at all.

    How it decides:
        Strict UTF-8 decoding of the row. The message names the byte and its position.

    Example:
        "caf\xe9" written in Latin-1.

    What to do:
        Set input.encoding to the encoding of the file, or convert the file to UTF-8.

    Known false alarms:
        None: the bytes are not UTF-8.

    Source:
        huggingface/datasets issue 4149
    """

    code = "ENC001"
    name = "invalid-utf8"
    message = "{count} {count:row was|rows were} quarantined: not valid UTF-8 (first: {file}, {place}: {first})"
