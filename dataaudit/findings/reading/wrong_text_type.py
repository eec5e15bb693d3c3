"""SCH002 wrong-text-type."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class WrongTextType(QuarantineFinding):
    """A number, object or truth value where the text should be.

    What it finds:
        JSON rows whose text column holds something that is no text.

    Why it matters:
        Turning it into a string in silence would hide that columns are mixed up.

    How it decides:
        The value of the text column is neither string, null, list of strings nor a chat turn.

    Example:
        {"text": 5}

    What to do:
        Repair the rows, or join columns on purpose with input.template.

    Known false alarms:
        None: the value is no text.

    Source:
        ours
    """

    code = "SCH002"
    name = "wrong-text-type"
    message = "{count} rows were not read because their text is no text (first: {file}, {place}: {first})"
