"""DUP009 known-row."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class KnownRow(RowFinding[RowOptions]):
    """Rows that an earlier corpus holds already.

    What it finds:
        Rows whose content equals that of a row of an earlier run that --known names, ignoring white space and Unicode
        form. Labels and other columns are not compared.

    Why it matters:
        What a model was trained on already weighs more the second time, and a delivery that mostly repeats the one
        before is not worth its price.

    How it decides:
        Equal 128-bit hashes (signal hash_row) of the text and of what else the row's shape declares. Rows that the
        earlier run dropped count too. Rows that are only similar do not.

    Example:
        "Call me later" in March's export, and " Call  me later " in April's.

    What to do:
        Drop them with --set clean.drop=[known-row], or train on the new rows alone. known_in in rows/ names the run.

    Known false alarms:
        Texts that are legitimately frequent (a chat's "ok").

    Source:
        Lee et al. 2022, "Deduplicating Training Data Makes Language Models Better"
    """

    code = "DUP009"
    name = "known-row"
    family = "duplicates"
    severity = "info"
    reads = ("known_in",)
    metric = "duplicates.known.share"
    message = "{count} of {rows} rows {count:is|are} in an earlier corpus already"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("known_in").is_not_null()
