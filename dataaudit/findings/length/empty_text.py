"""LEN003 empty-text."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class EmptyText(RowFinding[RowOptions]):
    """Rows without text: null, empty, or only white space and invisible characters.

    What it finds:
        Rows whose text is null or has no visible character.

    Why it matters:
        An empty text teaches nothing, causes divisions by zero in many tools, and often means that a column was joined
        or parsed wrongly upstream.

    How it decides:
        The signal visible_chars (code points that are not white space, control or format characters) is null or 0.

    Example:
        {"text": "   "}

    What to do:
        Find the cause upstream. Drop the rows with clean.drop: [empty-text] if they are expected.

    Known false alarms:
        None: a row either has text or it does not.

    Source:
        dataaudit
    """

    code = "LEN003"
    name = "empty-text"
    family = "length"
    severity = "warning"
    reads = ("visible_chars",)
    metric = "length.empty.share"
    message = "{count} of {rows} rows {count:has|have} no text"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("visible_chars").fill_null(0) == 0
