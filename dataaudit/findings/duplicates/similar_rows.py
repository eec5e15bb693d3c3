"""DUP007 similar-rows."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class SimilarRows(RowFinding[RowOptions]):
    """Texts on the subject of a kept text that do not say the same.

    What it finds:
        Rows whose embedding has at least the threshold's cosine similarity with that of a kept row, but whose numbers,
        names, negations, words or answer differ from that row's.

    Why it matters:
        Many rows on one subject weigh more than others: templates filled with different values, questions asked again
        about something else. They are not copies, and dropping them loses what differs.

    How it decides:
        The cosine similarity of semantic-duplicate without its comparison of the texts. A row counts only if a row that
        would be kept is that similar to it, and if it is not an exact, near or semantic duplicate.

    Example:
        "Calculate the sum of 1, 4 and 9." and "Calculate the sum of 2, 3 and 7."

    What to do:
        Nothing, unless one subject takes up more of the data than it should: then look at the clusters in the report
        and at topics.parquet, and sample the subject down.

    Known false alarms:
        Short texts on one subject, whose static embeddings are close whatever they say.

    Source:
        dataaudit; Abbas et al. 2023, "SemDeDup"
    """

    code = "DUP007"
    name = "similar-rows"
    family = "duplicates"
    severity = "info"
    reads = ("_similar_copy",)
    metric = "duplicates.similar.rate"
    message = "{count} of {rows} rows {count:is|are} on the subject of a kept row without saying the same"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_similar_copy")
