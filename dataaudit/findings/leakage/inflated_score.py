"""LEK006 inflated-score."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts, Finding, Options, Result


class InflatedScore(Finding[Options]):
    """Leaked items that raise a score.

    What it finds:
        Evaluation splits whose score, by a simple baseline, is surely higher with the leaked items than
        without.

    Why it matters:
        A leak matters as much as it changes the number that is reported; this says how much, before any
        model is trained.

    How it decides:
        The nearest training row, by vector, answers every item with its own label (or its answer in
        instruction data). The score of all items less that of the clean ones is the inflation; its 95 %
        interval comes from drawing the items again, and must lie above 0. At least thirty clean items and
        thirty training rows are needed; items of other data (--against) are not scored;
        score_inflation.parquet has every split.

    Example:
        12 % of the test rows stand in the training split: the baseline is right on 0.81 of the test rows,
        and on 0.79 of the clean ones.

    What to do:
        Report the score on clean items; drop the training rows that the tiers of leakage name.

    Known false alarms:
        Leaked items that are easier by nature than the clean ones.

    Source:
        Magar and Schwartz 2022, memorization of contaminated data
    """

    code = "LEK006"
    name = "inflated-score"
    family = "leakage"
    severity = "warning"
    subject = "split"
    reads = ("score_inflation",)
    message = (
        "{item_split}: a baseline scores {inflation} more ({low} to {high}) with the {count} leaked items than without"
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        return [
            self.result(count=row["leaked"], share=row["leaked"] / row["items"], evidence=row)
            for row in facts.tables["score_inflation"].filter(pl.col("low") > 0).to_dicts()
        ]
