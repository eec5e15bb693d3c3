"""JSN005 deep-nesting."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import QuarantineFinding


class DeepNesting(QuarantineFinding):
    """JSON nested deeper than the limit.

    What it finds:
        JSON rows whose brackets nest deeper than limits.max_depth.

    Why it matters:
        Recursive parsers crash on such rows; they are attacks or accidents, not data.

    How it decides:
        Depth of brackets outside strings against limits.max_depth (512), before parsing.

    Example:
        Twenty thousand opening brackets.

    What to do:
        Leave the row out, or raise limits.max_depth up to 1000.

    Known false alarms:
        Serialised syntax trees.

    Source:
        Tencent/rapidjson issue 1027
    """

    code = "JSN005"
    name = "deep-nesting"
    message = "{count} rows were not read because they nest too deep (first: {file}, {place}: {first})"
