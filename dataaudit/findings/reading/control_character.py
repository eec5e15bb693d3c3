"""JSN003 control-character."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class ControlCharacter(QuarantineFinding):
    r"""A raw control character inside a JSON string.

    What it finds:
        JSON rows with an unescaped control character, such as a NUL byte or a raw tab, in a string.

    Why it matters:
        JSON forbids them; parsers disagree about whether and how to go on.

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
        "{count} rows were not read because a string holds a raw control character (first: {file}, {place}: {first})"
    )
