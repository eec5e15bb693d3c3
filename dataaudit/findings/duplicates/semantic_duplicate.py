"""DUP006 semantic-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class SemanticDuplicate(RowFinding[RowOptions]):
    """Texts with nearly the same meaning as a kept text, in other words or another order.

    What it finds:
        Rows whose embedding has at least the threshold's cosine similarity with that of a kept row, and that are
        neither exact nor near-duplicates of a kept row.

    Why it matters:
        Reordered sentences, swapped synonyms and short texts that differ in one word escape the comparison of word
        sequences, and repeat the same lesson.

    How it decides:
        The cosine similarity of two embeddings is at least stages.embeddings.threshold (0.9), or hashed_threshold (0.9)
        where one consists mostly of hashed tokens (scripts that the model was not trained on). The default model sums
        static embeddings of word pieces. A row counts only if a kept row is that similar to it, never through a chain.
        The recall of the search is measured and recorded in the manifest.

    Example:
        "Give me a list of ten healthy breakfast ideas." and "Ten healthy breakfast ideas: give me a list, please."

    What to do:
        Review the clusters in the report, then drop the rows with clean.duplicates: [exact, minhash, embedding], or
        raise the threshold. To find paraphrases, use a stronger model (stages.embeddings.model: minilm, or a folder).
        Do not drop them where a number, a name or a negation makes the difference.

    Known false alarms:
        Texts that differ in a number, a name or a negation, which static embeddings hardly reflect; templates filled
        with different values.

    Source:
        Abbas et al. 2023, "SemDeDup"; Tulkens and van Dongen, "model2vec" 2024
    """

    code = "DUP006"
    name = "semantic-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_embedded_copy",)
    metric = "duplicates.embedding.rate"
    message = "{count} of {rows} rows {count:has|have} nearly the same meaning as a kept row, in different words"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_embedded_copy")
