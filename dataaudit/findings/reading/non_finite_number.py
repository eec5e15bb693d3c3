"""JSN007 non-finite-number."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class NonFiniteNumber(NoteFinding):
    """NaN, Infinity or a number beyond all bounds, read as null.

    What it finds:
        JSON rows with NaN, Infinity or a number such as 1e400.

    Why it matters:
        JSON has no such values; they spread through every mean that touches them.

    How it decides:
        The strict parser meets the word or an infinite number; the value becomes null and the row stays.

    Example:
        {"text": "a", "score": NaN}

    What to do:
        Write null instead.

    Known false alarms:
        None.

    Source:
        RFC 8259, section 6
    """

    code = "JSN007"
    name = "non-finite-number"
    message = "{count} values were not finite numbers and were read as null (first: {file})"
