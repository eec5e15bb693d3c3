"""DUP006 semantic-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class SemanticDuplicate(RowFinding[RowOptions]):
    """Texts that say the same as a kept text, in another order or other words.

    What it finds:
        Rows whose embedding has at least the threshold's cosine similarity with that of a kept row, whose numbers,
        names, negations and answer agree with that row's, and that are neither exact nor near-duplicates of a kept row.

    Why it matters:
        Reordered sentences, swapped synonyms and short texts that differ in one word escape the comparison of word
        sequences, and repeat the same lesson.

    How it decides:
        The cosine similarity of two embeddings is at least stages.embeddings.threshold (0.9), or hashed_threshold (0.9)
        where one consists mostly of hashed tokens (scripts that the model was not trained on). Then the two texts are
        compared: equal numbers (two is 2), as many negations, every name of one in the other. The default model sums
        static embeddings of word pieces, which are close for all texts on one subject: the words that carry meaning
        must be those of the other text, up to their ending, but for a third that one of them may have more. With an
        encoder of sentences, answers of instruction data must have half of these words in common. A row counts only if
        a row that would be kept is that similar to it, never through a chain. The recall of the search is measured and
        recorded in the manifest.

    Example:
        "Give me a list of ten healthy breakfast ideas." and "Ten healthy breakfast ideas: give me a list, please."

    What to do:
        Review the clusters in the report, then drop the rows with clean.duplicates: [exact, minhash, embedding], or
        raise the threshold. To find paraphrases, use a stronger model (stages.embeddings.model: minilm, or a folder).

    Known false alarms:
        The same words in an order that says something else ("the dog bites the man"); questions that differ in a
        question word; names written in small letters.

    Source:
        Abbas et al. 2023, "SemDeDup"; Tulkens and van Dongen, "model2vec" 2024
    """

    code = "DUP006"
    name = "semantic-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_embedded_copy",)
    metric = "duplicates.embedding.rate"
    message = "{count} of {rows} rows {count:says|say} the same as a kept row, in other words or another order"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_embedded_copy")
