"""JSN004 duplicate-key."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class DuplicateKey(QuarantineFinding):
    """One key twice in a JSON object.

    What it finds:
        JSON rows in which an object has the same key more than once.

    Why it matters:
        Parsers disagree about which value counts: first, last, or an error. Two tools would read two different
        texts.

    How it decides:
        The number of keys written differs from the number of keys parsed.

    Example:
        {"text": "a", "text": "b"}

    What to do:
        Repair the writer so that every key stands once.

    Known false alarms:
        Equal values twice, which do no harm but are still two values.

    Source:
        RFC 8259, section 4
    """

    code = "JSN004"
    name = "duplicate-key"
    message = "{count} rows were not read because a key stands twice in one object (first: {file}, {place}: {first})"
