"""TRN033 label-noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelNoiseOptions(Options):
    """Options of label-noise."""

    __pydantic_config__ = SECTION

    epochs: Annotated[int, Field(ge=2)] = 3
    """Epochs in which a row must have been seen."""
    share: Annotated[float, Field(ge=0, lt=1)] = 0.1
    """Share of the rows above which the finding is a warning: a clean data set may have this many hard rows."""
    told_share: Annotated[float, Field(ge=0, lt=1)] = 0.02
    """Share of the rows above which the finding is reported at all."""


class LabelNoise(TrainingFinding[LabelNoiseOptions]):
    """Rows whose loss stays high, or that are learned late and forgotten.

    What it finds:
        Rows that behave in training the way mislabelled rows do, with an estimate of how many there are.

    Why it matters:
        A large enough model memorises wrong labels in the end; before that, these rows stand out.

    How it decides:
        The monitor records losses by row: the area under the margin (the logit of the given label minus the largest
        other one, averaged over epochs) where logits are given, otherwise the mean loss. A row counts if its average
        margin is negative, its loss averages more than three times the median over at least `epochs` epochs, and it was
        classified correctly in at most a third of them. The finding is information from told_share of the rows on and a
        warning above `share`. The row ids are written to samples.parquet and can be joined with the label issues of the
        data half.

    Example:
        412 of 5,000 rows have a negative margin over 8 epochs

    What to do:
        Review these rows; correct or drop them; compare with label-issue from dataaudit run.

    Known false alarms:
        Rare or hard classes: check the classes of the reported rows.

    Source:
        Pleiss et al. 2020 (area under the margin); Toneva et al. 2019 (forgetting)
    """

    code = "TRN033"
    name = "label-noise"
    severity = "warning"
    reads = ("samples",)
    not_for = ("rl",)
    message = "{count} of {rows_seen} rows ({share_found:%}) behave like mislabelled rows"
    options_class = LabelNoiseOptions
    causes: ClassVar[Mapping[str, str]] = {
        "labels": "the labels are wrong",
        "hard": "the rows are hard or rare",
        "ambiguous": "more than one label is correct",
    }
    refuted_by = "people who do not see the label assign the same one"
    next_measurement = "show the rows with dataaudit show RUN ROW; confident learning with dataaudit run"
    explained_by = (
        "non-finite-loss",
        "diverging",
        "not-decreasing",
        "at-chance",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["samples"].filter(pl.col("seen") >= self.options.epochs)
        if table.height < 50:
            return self.too_little(f"{table.height} rows seen in {self.options.epochs} epochs; at least 50 are needed")
        usual = float(table["mean_loss"].median() or 0.0)  # type: ignore[arg-type]
        margins = table["margin"].null_count() < table.height
        bad = pl.col("mean_loss") > 3 * max(usual, 1e-6)
        odd = table.filter(
            bad & (pl.col("margin") < 0)
            if margins
            else bad & (pl.col("mean_loss") > usual + 6 * float(spread(table["mean_loss"].to_numpy())))
        )
        if margins:
            odd = odd.filter(pl.col("correct") <= 1 / 3)
        share = odd.height / table.height
        if share <= self.options.told_share or share > 0.5:
            return []
        worst = odd.sort("margin" if margins else "mean_loss", descending=not margins)
        evidence = {"rows_seen": table.height, "share_found": share, "usual_loss": usual}
        return [
            self.found(
                0.7 if margins else 0.5,
                evidence,
                count=odd.height,
                severity="info" if share <= self.options.share else None,
                row_ids=tuple(worst["row_id"].to_list()[:200]),
            )
        ]
