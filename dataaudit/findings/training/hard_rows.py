"""TRN048 hard-rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding

_FEWEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HardRowsOptions(Options):
    """Options of hard-rows."""

    __pydantic_config__ = SECTION

    epochs: Annotated[int, Field(ge=2)] = 3
    """Epochs in which a row must have been seen."""
    spreads: Annotated[float, Field(gt=0)] = 5.0
    """Mean distance of a row's loss from that of similar rows, in units of their spread."""
    always: Annotated[float, Field(ge=0)] = 3.0
    """The same distance at the exposure where it is smallest."""
    share: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """Share of the rows from which the finding is a warning; below it is information."""


class HardRows(TrainingFinding[HardRowsOptions]):
    """Rows that stay far harder for a language model than others of their length, in every epoch.

    What it finds:
        Rows that share little with the text the model learns from the others: random characters, other languages, other
        formats, broken encodings.

    Why it matters:
        They dominate the gradient at every step, and their loss falls only by memorising them.

    How it decides:
        A row's loss per byte of text is compared with the median of rows of similar length that were seen in the same
        part of the training, in units of their spread. (Random characters make many tokens, each of them easier than a
        word, so they would look easy by token.) Rows are reported whose distance is `spreads` on average and at least
        `always` in each of at least `epochs` exposures.

    Example:
        32 of 4,000 rows have 4.4 nats per byte, where others of their length have 1.4

    What to do:
        Read these rows with dataaudit show RUN ROW. Drop them, or add more rows like them if they are wanted.

    Known false alarms:
        A small share of wanted rows in another language or format.

    Source:
        Swayamdipta et al. 2020 (training dynamics); Marion et al. 2023 (pruning by perplexity)
    """

    code = "TRN048"
    name = "hard-rows"
    severity = "warning"
    reads = ("dynamics",)
    message = "{count} of {rows_seen} rows ({share_found:%}) stay far harder than the others in every epoch"
    options_class = HardRowsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "garbage": "random characters, broken encodings or markup",
        "language": "a language or format that most rows do not have",
        "names": "lists of names, numbers or codes",
    }
    refuted_by = "people who read the rows find them as good as the others"
    next_measurement = "dataaudit show RUN ROW for some of them; the language and quality signals of these rows"
    explained_by = ("non-finite-loss", "diverging", "not-decreasing")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["dynamics"]
        if not table.height or table["margin"].null_count() < table.height:
            return []  # label-noise covers classifiers
        table = table.filter(pl.col("seen") >= self.options.epochs)
        if table.height < _FEWEST:
            return self.too_little(
                f"{table.height} rows seen in {self.options.epochs} epochs; at least {_FEWEST} are needed"
            )
        hard = table.filter(
            (pl.col("excess") >= self.options.spreads) & (pl.col("least_excess") >= self.options.always)
        ).sort("excess", descending=True)
        if not hard.height:
            return []
        share = hard.height / table.height
        evidence = {
            "rows_seen": table.height, "share_found": share,
            "their_loss": float(hard["mean_loss"].median() or 0.0),  # type: ignore[arg-type]
            "usual_loss": float(table["mean_loss"].median() or 0.0),  # type: ignore[arg-type]
        }  # fmt: skip
        return [
            self.found(
                0.8 if float(hard["excess"].median() or 0.0) >= 2 * self.options.spreads else 0.6,  # type: ignore[arg-type]
                evidence, count=hard.height, severity="info" if share < self.options.share else None,
                row_ids=tuple(hard["row_id"].to_list()[:200]),
            )
        ]  # fmt: skip
