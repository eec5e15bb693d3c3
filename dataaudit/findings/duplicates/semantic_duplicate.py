"""DUP006 semantic-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class SemanticDuplicate(RowFinding[RowOptions]):
    """Texts that say nearly the same as a text that is kept, in other words or another order.

    What it finds:
        Rows whose vector has at least the threshold's cosine with that of a kept row, and that are no exact and no
        near-duplicates of one.

    Why it matters:
        Reordered sentences, swapped synonyms and short texts that differ in one word escape the comparison of word
        sequences and repeat the same lesson.

    How it decides:
        The cosine of two vectors is at least stages.embeddings.threshold (0.9), or hashed_threshold (0.9) where one is
        made mostly of hashed tokens (scripts that the model has not learnt). The default model sums static vectors of
        word pieces. A row counts only when a kept row is that near to it, never for a chain. The share of pairs that
        the search finds is measured and stands in the manifest.

    Example:
        "Give me a list of ten healthy breakfast ideas." and "Ten healthy breakfast ideas: give me a list, please."

    What to do:
        Read the clusters in the report, then drop them with clean.duplicates: [exact, minhash, embedding], or raise the
        threshold. Name a model of your own (stages.embeddings.model: minilm, or a folder) to find paraphrases.

    Known false alarms:
        Texts that differ in a number, a name or a negation: sums of vectors hardly see them. Templates filled with
        other values.

    Source:
        Abbas et al. 2023, "SemDeDup"; Tulkens and van Dongen, "model2vec" 2024
    """

    code = "DUP006"
    name = "semantic-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_embedded_copy",)
    metric = "duplicates.embedding.rate"
    message = "{count} of {rows} rows say nearly the same as a row that is kept, in other words"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_embedded_copy")
