"""LEN003 empty-text."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class EmptyText(RowFinding[RowOptions]):
    """Rows without a text: null, empty, or nothing but white space and invisible characters.

    What it finds:
        Rows whose text is null, or has no visible character.

    Why it matters:
        An empty text teaches nothing, divides by zero in many tools, and often means that a column was joined or
        parsed wrongly upstream.

    How it decides:
        The signal visible_chars (code points that are neither white space nor control or format characters) is null
        or 0.

    Example:
        {"text": "   "}

    What to do:
        Look at the rows in their files; if they are expected, drop them with clean.drop: [empty-text].

    Known false alarms:
        None: a row is empty or it is not.

    Source:
        ours
    """

    code = "LEN003"
    name = "empty-text"
    family = "length"
    severity = "warning"
    reads = ("visible_chars",)
    metric = "length.empty.share"
    message = "{count} of {rows} rows have no text"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("visible_chars").fill_null(0) == 0
