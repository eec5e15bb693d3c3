"""JSN004 duplicate-key."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class DuplicateKey(QuarantineFinding):
    """The same key twice in a JSON object.

    What it finds:
        JSON rows in which an object has the same key more than once.

    Why it matters:
        Parsers disagree about which value counts: the first, the last, or an error. Two tools can read two different
        texts.

    How it decides:
        The object has more keys as written than after parsing.

    Example:
        {"text": "a", "text": "b"}

    What to do:
        Fix the program that wrote the file so that it writes every key once.

    Known false alarms:
        A key repeated with the same value. It does no harm, but is still ambiguous.

    Source:
        RFC 8259, section 4
    """

    code = "JSN004"
    name = "duplicate-key"
    message = (
        "{count} {count:row was|rows were} quarantined: duplicate key in an object (first: {file}, {place}: {first})"
    )
