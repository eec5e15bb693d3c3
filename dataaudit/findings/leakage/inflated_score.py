"""LEK006 inflated-score."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts, Finding, Options, Result


class InflatedScore(Finding[Options]):
    """Leaked items that inflate a score.

    What it finds:
        Evaluation splits on which a simple baseline scores significantly higher with the leaked items than without.

    Why it matters:
        A leak matters as much as it changes the reported number. This measures it before any model is trained.

    How it decides:
        Every item is answered with the label (for instruction data, the answer) of its nearest training row by
        embedding. The inflation is the score on all items minus the score on the clean ones. Its 95% bootstrap interval
        over items must be above 0. At least 30 clean items and 30 training rows are required. Items given with
        --against are not scored. score_inflation.parquet lists every split.

    Example:
        12% of the test rows are also in the training split: the baseline scores 0.81 on all test rows and 0.79 on the
        clean ones.

    What to do:
        Report the score on clean items, and drop the training rows that the leakage findings name (clean.drop:
        [exact-leak, normalised-leak]).

    Known false alarms:
        Leaked items that are easier by nature than the clean ones.

    Source:
        Magar and Schwartz 2022, "Data Contamination: From Memorization to Exploitation"
    """

    code = "LEK006"
    name = "inflated-score"
    family = "leakage"
    severity = "warning"
    subject = "split"
    reads = ("score_inflation",)
    message = (
        "{item_split}: a baseline scores {inflation} higher (95% interval: {low} to {high}) with the {count} leaked "
        "{count:item|items} than without"
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        return [
            self.result(count=row["leaked"], share=row["leaked"] / row["items"], evidence=row)
            for row in facts.tables["score_inflation"].filter(pl.col("low") > 0).to_dicts()
        ]
