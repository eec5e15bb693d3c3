"""SCH002 wrong-text-type."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class WrongTextType(QuarantineFinding):
    """A number, object or boolean where the text should be.

    What it finds:
        JSON rows whose text column holds a value that is not text.

    Why it matters:
        Converting the value to a string silently would hide that columns were mixed up.

    How it decides:
        The value of the text column is not a string, null, a list of strings or a chat turn.

    Example:
        {"text": 5}

    What to do:
        Repair the rows, or join columns explicitly with input.template.

    Known false alarms:
        None: the value is not text.

    Source:
        dataaudit
    """

    code = "SCH002"
    name = "wrong-text-type"
    message = (
        "{count} {count:row was|rows were} quarantined: the text is not a string (first: {file}, {place}: {first})"
    )
