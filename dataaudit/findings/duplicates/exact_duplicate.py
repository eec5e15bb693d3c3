"""DUP001 exact-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ExactDuplicate(RowFinding[RowOptions]):
    """Texts that occur more than once, ignoring white space and Unicode form.

    What it finds:
        Rows whose text equals that of another row after NFC normalisation, trimming of outer white space and collapsing
        of inner white space. The preferred row of each group is not counted.

    Why it matters:
        Repeated texts weigh more without anyone having decided so, are memorised verbatim, and leak from training into
        evaluation when splits are drawn at random.

    How it decides:
        Equal 128-bit hashes (signal hash_row) of the text and of what else the row's shape declares: choices, pictures,
        tools, calls, references. Columns that no shape declares are not compared; the run names them. clean.prefer
        decides which row of a group is kept. Equal rows with a different label are kept, as are evaluation rows that
        equal training rows.

    Example:
        "Call me later" and " Call  me later " are the same text.

    What to do:
        Nothing: they are dropped by default. To keep them, for example in upsampled data, set clean.duplicates:
        [minhash].

    Known false alarms:
        Texts that are legitimately frequent (a chat's "ok"), and data that was upsampled on purpose.

    Source:
        Lee et al. 2022, "Deduplicating Training Data Makes Language Models Better"
    """

    code = "DUP001"
    name = "exact-duplicate"
    family = "duplicates"
    severity = "warning"
    reads = ("_exact_copy",)
    metric = "duplicates.exact.flagged_share"
    message = "{count} of {rows} rows {count:repeats|repeat} the text of another row"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_exact_copy")
