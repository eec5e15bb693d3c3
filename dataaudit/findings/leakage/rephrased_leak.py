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
        The row is the nearest one to the item's text or question, at a cosine of at least 0.6, and shares enough with
        it: rare words and numbers count by their rarity among the rows, those that the row lacks against it. Or the
        cosine is at least stages.leakage.similarity (0.95), or hashed_similarity (0.9) where the row's embedding
        consists mostly of hashed tokens. With the default model 48 to 49 of 60 rephrased maths questions are found in
        52,002 instructions and 7,600 news, and no row for any of 1,319 questions that are not there; in maths questions
        of the same kind 40 of 60, and rows for 15 that are not there. Items without rare words or numbers are found by
        the cosine alone, and translated ones with a multilingual model under stages.embeddings.model.

    Example:
        "How many clips did Natalia sell in April and May altogether?" for the item "Altogether, how many clips did
        Natalia sell in May and April?"

    What to do:
        Review the pairs (dataaudit show RUN rephrased-leak): they are candidates. Then drop the rows with clean.drop:
        [rephrased-leak]. Keep rows that differ from the item in their numbers.

    Known false alarms:
        Items of one template with the same numbers; by the cosine alone, items that differ in their numbers.

    Source:
        Yang et al. 2023, "Rethinking Benchmark and Contamination with Rephrased Samples"
    """

    code = "LEK005"
    name = "rephrased-leak"
    severity = "warning"
    metric = "leakage.embedding.rows_share"
    message = (
        "{count} of {rows} rows {count:paraphrases|paraphrase} an evaluation item: "
        "{items} of {items_total} items of {item_split}"
    )
    tier = "embedding"
