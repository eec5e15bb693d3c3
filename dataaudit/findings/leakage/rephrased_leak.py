"""LEK005 rephrased-leak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dataaudit.findings.leakage.tier_finding import TierFinding


class RephrasedLeak(TierFinding):
    """Rows that paraphrase an evaluation item.

    What it finds:
        Rows that say the same as an item's text or question in other words, and that no stronger tier finds.

    Why it matters:
        Rephrased and translated items inflate scores as much as the items themselves, and no comparison of words finds
        them.

    How it decides:
        Of the 16 rows nearest to an item's text or question each is judged by two things. Its cosine counts by how
        unlikely it is among these rows, measured on up to 8,192 of them. Rare words and numbers that both texts have
        count by their rarity among the rows, those that the row lacks against it. The bar is measured for every
        evaluation set: it lies above what the row in the fourth place reaches for all but one item in a hundred, since
        an item that leaked is held by one or a few rows. The finding says how many items chance may account for. Or the
        cosine is at least stages.leakage.similarity (0.95), or hashed_similarity (0.9) where the row's embedding
        consists mostly of hashed tokens. Translated items need a multilingual model under stages.embeddings.model.
        Measured recall and false alarms, also for programs in other languages: docs/benchmarks.md.

    Example:
        "How many clips did Natalia sell in April and May altogether?" for the item "Altogether, how many clips did
        Natalia sell in May and April?"

    What to do:
        Review the pairs (dataaudit show RUN rephrased-leak): they are candidates. Then drop the rows with clean.drop:
        [rephrased-leak]. Keep rows that differ from the item in their numbers.

    Known false alarms:
        Questions of one template about the same things with similar numbers; by the cosine alone, items that differ in
        their numbers.

    Source:
        Yang et al. 2023, "Rethinking Benchmark and Contamination with Rephrased Samples"
    """

    code = "LEK005"
    name = "rephrased-leak"
    severity = "warning"
    metric = "leakage.embedding.rows_share"
    message = (
        "{count} of {rows} rows {count:paraphrases|paraphrase} an evaluation item: "
        "{items} of {items_total} items of {item_split}; "
        "by the words that they share, chance may account for {items_by_chance} to {most_by_chance}"
    )
    tier = "embedding"

    def told(self, worst: Mapping[str, Any]) -> dict[str, int]:
        """See ``TierFinding``: the items that chance may account for, by the interval of their share."""
        return {"items_by_chance": worst["items_by_chance"], "most_by_chance": worst["most_by_chance"]}
