"""PRF002 empty-rejected."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class EmptyRejected(FlagFinding):
    """The rejected answer is empty.

    What it finds:
        Rows of preference data whose rejected answer is missing or contains only white space.

    Why it matters:
        Anything is better than nothing: the model learns that an answer has to be there, and nothing about its quality.

    How it decides:
        The last answer of the rejected side, without surrounding white space, is empty (signal rejected_empty).

    Example:
        chosen: "It is red.", rejected: ""

    What to do:
        Drop the rows with clean.drop: [empty-rejected], or fill the side from another model's answers.

    Known false alarms:
        Data in which silence is the answer to avoid.

    Source:
        common defects of public preference sets
    """

    code = "PRF002"
    name = "empty-rejected"
    family = "preferences"
    flag = "rejected_empty"
    reads = ("rejected_empty",)
    metric = "preferences.empty_rejected.share"
    message = "{count} of {rows} rows {count:has|have} an empty rejected answer"
