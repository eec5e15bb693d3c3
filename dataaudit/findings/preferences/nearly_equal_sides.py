"""PRF004 nearly-equal-sides."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class NearlyEqualSides(FlagFinding):
    """The chosen and the rejected answer have the same words.

    What it finds:
        Rows of preference data whose two answers differ in case, punctuation, emphasis or white space alone.

    Why it matters:
        What such a pair teaches is a full stop or a capital letter, with the same weight as any other pair.

    How it decides:
        The last answers of both sides are equal without case, punctuation at the end of words, quotation marks and
        emphasis, but not equal (signal sides_nearly_equal). Signs, decimal points and other characters inside words
        must agree.

    Example:
        chosen: "It is red.", rejected: "it is red"

    What to do:
        Review a sample (dataaudit show RUN nearly-equal-sides), then drop the rows with clean.drop:
        [nearly-equal-sides], unless form is what the data are about.

    Known false alarms:
        Data that teach spelling, punctuation or Markdown.

    Source:
        common defects of public preference sets
    """

    code = "PRF004"
    name = "nearly-equal-sides"
    family = "preferences"
    severity = "info"
    flag = "sides_nearly_equal"
    reads = ("sides_nearly_equal",)
    metric = "preferences.nearly_equal_sides.share"
    message = "{count} of {rows} rows {count:has|have} a chosen and a rejected answer with the same words"
