"""LEK005 rephrased-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class RephrasedLeak(TierFinding):
    """Rows that say nearly what an evaluation item says, in other words.

    What it finds:
        Rows whose vector lies near that of an item's text or question, and which no stronger tier finds.

    Why it matters:
        Rephrased and translated items raise scores like the items themselves and no comparison of words
        finds them.

    How it decides:
        Cosine of the row's vector and the item's of at least stages.leakage.similarity (0.95),
        hashed_similarity (0.9) where the row's vector is mostly hashed. The default static model sees words
        and not their order, so it finds reordered items and hardly any paraphrase; translated ones need a
        multilingual model under stages.embeddings.model; with minilm a similarity of 0.85 found 42 of 60
        rephrased questions and no wrong one.

    Example:
        "How many clips did Natalia sell in April and May altogether?" beside the item that asks
        "Altogether, how many clips did Natalia sell in May and April?"

    What to do:
        Read the pairs, they are candidates; then clean.drop: [rephrased-leak].

    Known false alarms:
        Items of one template that differ in their numbers; short questions about the same thing.

    Source:
        Yang et al. 2023, "Rethinking Benchmark and Contamination with Rephrased Samples"
    """

    code = "LEK005"
    name = "rephrased-leak"
    severity = "warning"
    metric = "leakage.embedding.rows_share"
    message = "{count} of {rows} rows say nearly what an evaluation item says"
    tier = "embedding"
