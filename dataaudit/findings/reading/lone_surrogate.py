"""ENC002 lone-surrogate."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class LoneSurrogate(QuarantineFinding):
    r"""Half a surrogate pair written as a JSON escape.

    What it finds:
        JSON rows with an escape from \ud800 to \udfff that is not part of a surrogate pair.

    Why it matters:
        Such an escape does not encode a character and cannot be written as UTF-8. Some parsers replace it silently.

    How it decides:
        After parsing, a string of the row cannot be encoded as UTF-8.

    Example:
        {"text": "\ud835"}

    What to do:
        Fix the program that wrote the file: it cut a character in half.

    Known false alarms:
        None: the escape does not encode a character.

    Source:
        simd-lite/simd-json issue 481
    """

    code = "ENC002"
    name = "lone-surrogate"
    message = (
        "{count} {count:row was|rows were} quarantined: a string contains half a surrogate pair (first: {file}, "
        "{place}: {first})"
    )
