"""ENC002 lone-surrogate."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class LoneSurrogate(QuarantineFinding):
    r"""Half a surrogate pair written as a JSON escape.

    What it finds:
        JSON rows with an escape from \ud800 to \udfff that has no partner.

    Why it matters:
        It is no character and cannot be written as UTF-8; some parsers put other characters in its place.

    How it decides:
        A string of the row cannot be encoded as UTF-8 after parsing.

    Example:
        {"text": "\ud835"}

    What to do:
        Repair the writer, which cut a character in half.

    Known false alarms:
        None: the escape names no character.

    Source:
        simd-lite/simd-json issue 481
    """

    code = "ENC002"
    name = "lone-surrogate"
    message = "{count} rows were not read because a string holds half a character (first: {file}, {place}: {first})"
