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
    """Share of the step spent waiting."""
    min_steps: Annotated[int, Field(ge=5)] = 30
    """Measured steps below which nothing is said."""
    fastest: Annotated[float, Field(ge=0)] = 0.002
    """Seconds of waiting per step below which nothing is told."""


class DataBound(TrainingFinding[DataBoundOptions]):
    """Training that waits for data.

    What it finds:
        Runs in which a large part of every step is spent waiting for the next batch.

    Why it matters:
        The processor that costs the most stands idle.

    How it decides:
        By the monitor: the time between asking the loader for a batch and having it, over the time of the
        whole step, as the median over the measured steps after the first five. Found above `share`, and
        with medium severity either way; where the loader does nothing else the wait is that of the disk.

    Example:
        waiting 62 % of 180 ms

    What to do:
        More workers, persistent workers, prefetching; prepare tokens before training; larger files in place
        of many small ones.

    Known false alarms:
        Steps of a few milliseconds, where any loader is slow against them: under `fastest` seconds of
        waiting nothing is told.

    Source:
        tf.data (Murray et al. 2021), for the question
    """

    code = "TRN035"
    name = "data-bound"
    severity = "warning"
    reads = ("monitored_steps",)
    message = "the step waits for data {share_found} of its time ({wait} of {step_time} seconds)"
    options_class = DataBoundOptions
    causes: ClassVar[Mapping[str, str]] = {
        "workers": "too few worker processes",
        "decoding": "rows are decoded or augmented while training",
        "storage": "storage is slow, or files are small",
    }
    refuted_by = "the same loop over one batch kept in memory is no faster"
    next_measurement = "time the loader alone, without the model"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["monitored_steps"].filter(pl.col("wait_seconds").is_not_null(), pl.col("seconds") > 0)[5:]
        if table.height < self.options.min_steps:
            return self.too_little(f"{table.height} measured steps, {self.options.min_steps} are needed")
        share = float((table["wait_seconds"] / table["seconds"]).median() or 0.0)  # type: ignore[arg-type]
        wait = float(table["wait_seconds"].median() or 0.0)  # type: ignore[arg-type]
        if share <= self.options.share or wait < self.options.fastest:
            return []
        evidence = {"share_found": share, "wait": wait, "step_time": float(table["seconds"].median() or 0.0)}  # type: ignore[arg-type]
        return [self.found(0.9, evidence, steps=(float(table["step"][0]), float(table["step"][-1])))]
