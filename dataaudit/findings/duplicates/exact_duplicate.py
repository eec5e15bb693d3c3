"""DUP001 exact-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ExactDuplicate(RowFinding[RowOptions]):
    """Texts that occur again, white space and Unicode form aside.

    What it finds:
        Rows whose text equals that of another row after NFC normalisation, with outer white space trimmed and inner
        white space collapsed. The row that is preferred of each group is not counted.

    Why it matters:
        Repeated texts are weighted by their count without anybody having decided so, are memorised word by word, and
        leak from training into evaluation when splits are drawn at random.

    How it decides:
        Equal 128-bit hashes (signal hash_text). Which row of a group stays is decided by clean.prefer. Rows of equal
        text and another label stay, and so do evaluation rows beside training rows.

    Example:
        "Call me later" and " Call  me later " are one text.

    What to do:
        Nothing, if they are dropped (the default); keep them all with clean.duplicates: [minhash].

    Known false alarms:
        Texts that are rightly frequent (a chat's "ok"). Data meant to be upsampled.

    Source:
        Lee et al. 2022, "Deduplicating Training Data Makes Language Models Better"
    """

    code = "DUP001"
    name = "exact-duplicate"
    family = "duplicates"
    severity = "warning"
    reads = ("_exact_copy",)
    metric = "duplicates.exact.flagged_share"
    message = "{count} of {rows} rows repeat the text of another row"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_exact_copy")
