"""TRN035 data-bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBoundOptions(Options):
    """Options of data-bound."""

    __pydantic_config__ = SECTION

    share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """Largest tolerated share of the step spent waiting."""
    min_steps: Annotated[int, Field(ge=5)] = 30
    """Fewest measured steps needed to judge."""
    fastest: Annotated[float, Field(ge=0)] = 0.02
    """Seconds of waiting per step below which nothing is reported."""


class DataBound(TrainingFinding[DataBoundOptions]):
    """Training that waits for data.

    What it finds:
        Runs that spend a large part of every step waiting for the next batch.

    Why it matters:
        The most expensive processor is idle.

    How it decides:
        The monitor measures the time between asking the loader for a batch and having it, relative to the time of the
        whole step; the median over the measured steps after the first five counts. Reported above `share`, as a warning
        however long the wait. If the loader only reads, the wait is that of the disk.

    Example:
        waiting for 62% of 180 ms

    What to do:
        Use more workers, persistent workers and prefetching; prepare tokens before training; store larger files instead
        of many small ones.

    Known false alarms:
        Steps of a few milliseconds, next to which any loader is slow: a wait below `fastest` seconds is not reported.

    Source:
        tf.data (Murray et al. 2021), for the question
    """

    code = "TRN035"
    name = "data-bound"
    severity = "warning"
    reads = ("monitored_steps",)
    message = "each step spends {share_found:%} of its time waiting for data ({wait} of {step_time} seconds)"
    options_class = DataBoundOptions
    causes: ClassVar[Mapping[str, str]] = {
        "workers": "too few worker processes",
        "decoding": "rows are decoded or augmented during training",
        "storage": "storage is slow, or the files are small",
    }
    refuted_by = "the same loop takes as long with one batch kept in memory"
    next_measurement = "time the loader alone, without the model"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["monitored_steps"].filter(pl.col("wait_seconds").is_not_null(), pl.col("seconds") > 0)[5:]
        if table.height < self.options.min_steps:
            return self.too_little(f"{table.height} measured steps; at least {self.options.min_steps} are needed")
        share = float((table["wait_seconds"] / table["seconds"]).median() or 0.0)  # type: ignore[arg-type]
        wait = float(table["wait_seconds"].median() or 0.0)  # type: ignore[arg-type]
        if share <= self.options.share or wait < self.options.fastest:
            return []
        evidence = {"share_found": share, "wait": wait, "step_time": float(table["seconds"].median() or 0.0)}  # type: ignore[arg-type]
        return [self.found(0.9, evidence, steps=(float(table["step"][0]), float(table["step"][-1])))]
