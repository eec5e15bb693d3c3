"""PRF001 equal-sides."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class EqualSides(FlagFinding):
    """The chosen answer is the rejected one.

    What it finds:
        Rows of preference data whose chosen and rejected answers are equal.

    Why it matters:
        Such a pair prefers nothing: its margin is zero, and a reward model or DPO learns noise from it.

    How it decides:
        The last answer of the chosen side equals that of the rejected side, white space collapsed (signal sides_equal).
        Two empty sides are a matter of empty-answer.

    Example:
        chosen: "It is red.", rejected: "It is  red."

    What to do:
        Drop the rows with clean.drop: [equal-sides], and look for the step that made both sides from one answer.

    Known false alarms:
        Sides that differ in an earlier turn alone.

    Source:
        Rafailov et al. 2023, "Direct Preference Optimization"; common defects of public preference sets
    """

    code = "PRF001"
    name = "equal-sides"
    family = "preferences"
    flag = "sides_equal"
    reads = ("sides_equal",)
    metric = "preferences.equal_sides.share"
    message = "{count} of {rows} rows {count:has|have} a chosen answer that equals the rejected one"
