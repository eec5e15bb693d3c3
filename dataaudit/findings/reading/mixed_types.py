"""SCH003 mixed-types."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class MixedTypes(NoteFinding):
    """A column with values of several types.

    What it finds:
        Columns that hold values of different types in different rows or files.

    Why it matters:
        Readers that infer types from the first rows fail later, or round long identifiers to floats.

    How it decides:
        No single type holds all values exactly. The cleaned data set stores the column as text, so nothing is lost.

    Example:
        id is 5 in one file and "5" in another.

    What to do:
        Give the column one type in the program that writes it.

    Known false alarms:
        Columns of free-form metadata.

    Source:
        huggingface/datatrove pull request 503
    """

    code = "SCH003"
    name = "mixed-types"
    message = (
        "{count} {count:column holds|columns hold} values of several types and {count:is|are} written as text "
        "(first: {first})"
    )
