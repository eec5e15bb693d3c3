"""LEK005 rephrased-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class RephrasedLeak(TierFinding):
    """Rows that paraphrase an evaluation item.

    What it finds:
        Rows whose embedding is close to that of an item's text or question, and that no stronger tier finds.

    Why it matters:
        Rephrased and translated items inflate scores as much as the items themselves, and no comparison of words finds
        them.

    How it decides:
        The cosine similarity of the embeddings of row and item is at least stages.leakage.similarity (0.95), or
        hashed_similarity (0.9) where the row's embedding consists mostly of hashed tokens. The default static model
        ignores word order, so it finds reordered items but hardly any paraphrases. Translated items need a multilingual
        model under stages.embeddings.model. With minilm, a similarity of 0.85 found 42 of 60 rephrased questions and no
        wrong one.

    Example:
        "How many clips did Natalia sell in April and May altogether?" for the item "Altogether, how many clips did
        Natalia sell in May and April?"

    What to do:
        Review the pairs (dataaudit show RUN rephrased-leak): they are candidates. Then drop the rows with clean.drop:
        [rephrased-leak]. Keep rows that differ from the item in their numbers.

    Known false alarms:
        Items of one template that differ in their numbers; short questions about the same topic.

    Source:
        Yang et al. 2023, "Rethinking Benchmark and Contamination with Rephrased Samples"
    """

    code = "LEK005"
    name = "rephrased-leak"
    severity = "warning"
    metric = "leakage.embedding.rows_share"
    message = "{count} of {rows} rows {count:paraphrases|paraphrase} an evaluation item"
    tier = "embedding"
