"""QLT065 listed-term."""

from __future__ import annotations

from typing import cast

import polars as pl

from dataaudit.findings.finding import Facts, Result, RowFinding, RowOptions, Severity


class ListedTerm(RowFinding[RowOptions]):
    """Terms of the user's own lists.

    What it finds:
        Texts with at least one term of a list under stages.terms.files: one result a list, with the list's severity.

    Why it matters:
        Every project has words that must not be in its data, or must be looked at: names, products, insults, markers of
        other data sets.

    How it decides:
        Terms are compared in lower case and NFC, as whole words with any white space inside; in scripts without spaces
        anywhere; with * at the end, whatever letters follow. A list for some languages is compared with texts in these
        (signals terms and term_count; terms.parquet counts every term).

    Example:
        The list blocked.txt has "internal use only", and so has a row.

    What to do:
        Look at the texts, then drop them with clean.drop: [listed-term], or take the term off the list.

    Known false alarms:
        Words that mean something else in the text; quotations.

    Source:
        common practice (word lists of C4 and RedPajama v2)
    """

    code = "QLT065"
    name = "listed-term"
    family = "quality"
    severity = "warning"
    reads = ("terms", "term_count")
    metric = "quality.listed_terms.share"
    evidence = (("most", "term_count", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} terms of the list {list}: {occurrences} "
        "{occurrences:occurrence|occurrences} of {terms} {terms:term|terms} ({shown})"
    )

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("terms").list.len() > 0

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``; a list's severity holds whatever the share."""
        flagged = facts.flagged[self.code]
        if not flagged.count:
            return []
        found = []
        for (name, severity), part in facts.tables["terms"].group_by(["list", "severity"], maintain_order=True):
            count = int(part["list_rows"][0])
            often = part.sort("occurrences", "term", descending=[True, False])
            shown = ", ".join(f"'{term}'" for term in often["term"].head(5))
            told = {"list": name, "terms": part.height, "occurrences": part["occurrences"].sum(), "shown": shown}
            found.append(
                self.result(
                    count=count,
                    share=count / facts.rows,
                    evidence={**flagged.evidence, **told},
                    row_ids=flagged.row_ids,
                    severity=cast("Severity", severity),
                )
            )
        return found
