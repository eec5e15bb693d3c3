"""JSN007 non-finite-number."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class NonFiniteNumber(NoteFinding):
    """NaN, Infinity or a number too large to represent, read as null.

    What it finds:
        JSON rows with NaN, Infinity or a number such as 1e400.

    Why it matters:
        JSON has no such values, and they turn every mean that includes them into NaN or infinity.

    How it decides:
        The parser meets one of these words or an infinite number. The value becomes null and the row is kept.

    Example:
        {"text": "a", "score": NaN}

    What to do:
        Write null instead, or a finite number.

    Known false alarms:
        None.

    Source:
        RFC 8259, section 6
    """

    code = "JSN007"
    name = "non-finite-number"
    message = "{count} {count:value was|values were} not finite and {count:was|were} read as null (first: {file})"
