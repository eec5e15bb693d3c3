"""JSN003 control-character."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class ControlCharacter(QuarantineFinding):
    r"""An unescaped control character inside a JSON string.

    What it finds:
        JSON rows in which a string contains an unescaped control character, such as a NUL byte or a tab.

    Why it matters:
        JSON forbids them. Some parsers refuse the row, others repair it in different ways.

    How it decides:
        The strict parser refuses the string.

    Example:
        A NUL byte in the middle of a text.

    What to do:
        Write control characters as escapes (\u0000).

    Known false alarms:
        None: RFC 8259 forbids them.

    Source:
        RFC 8259, section 7
    """

    code = "JSN003"
    name = "control-character"
    message = (
        "{count} {count:row was|rows were} quarantined: unescaped control character in a string (first: {file}, "
        "{place}: {first})"
    )
