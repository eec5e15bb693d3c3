"""JSN005 deep-nesting."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class DeepNesting(QuarantineFinding):
    """JSON nested deeper than the limit.

    What it finds:
        JSON rows whose brackets are nested more deeply than limits.max_depth.

    Why it matters:
        Recursive parsers crash on such rows. They are usually attacks or accidents.

    How it decides:
        Depth of the brackets outside strings, measured before parsing and compared with limits.max_depth (512).

    Example:
        Twenty thousand opening brackets.

    What to do:
        Remove the row, or raise limits.max_depth (at most 1000) if the nesting is intended.

    Known false alarms:
        Serialised syntax trees.

    Source:
        Tencent/rapidjson issue 1027
    """

    code = "JSN005"
    name = "deep-nesting"
    message = "{count} {count:row was|rows were} quarantined: nested too deeply (first: {file}, {place}: {first})"
