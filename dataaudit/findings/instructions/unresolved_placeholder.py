"""INS006 unresolved-placeholder."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class UnresolvedPlaceholder(FlagFinding):
    """A placeholder that was never filled in.

    What it finds:
        Rows whose answer contains [Your Name], {{variable}}, <your email>, XXXX, TODO, lorem ipsum or the like.

    Why it matters:
        A model learns to leave the work to the reader.

    How it decides:
        Fixed patterns in English and Chinese (signal placeholder_left).

    Example:
        "Dear [Recipient Name],"

    What to do:
        Review a sample (dataaudit show RUN unresolved-placeholder), then drop the rows with clean.drop:
        [unresolved-placeholder]. Keep rows whose prompt asks for a template.

    Known false alarms:
        Templates that the prompt asks for, and code with braces.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS006"
    name = "unresolved-placeholder"
    flag = "placeholder_left"
    reads = ("placeholder_left",)
    metric = "instructions.unresolved_placeholder.share"
    message = "{count} of {rows} answers {count:contains|contain} an unfilled placeholder"
