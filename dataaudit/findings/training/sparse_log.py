"""TRN014 sparse-log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import covers, curve, last_step
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class SparseLogOptions(Options):
    """Options of sparse-log."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=2)] = 50
    """Training-loss points that most findings need."""
    max_distance: Annotated[float, Field(gt=0)] = 50
    """Distance between two logged points, in steps, above which spikes cannot be seen."""


class SparseLog(TrainingFinding[SparseLogOptions]):
    """A log that is too sparse, too short or too irregular for some findings.

    What it finds:
        Too few training-loss points, points far apart, a loss that covers only part of the run, gaps, steps that go
        back or repeat, and lines that could not be read.

    Why it matters:
        What was not logged cannot be judged: no spike finding means little if only one step in five hundred was logged.

    How it decides:
        Fewer than min_points points, more than max_distance steps between points, a span below 80% of the run, or notes
        of the log reader.

    Example:
        logging_steps=500 in a run of 2,000 steps

    What to do:
        Log every step or every tenth; log gradient norms and the learning rate; also evaluate on a fixed part of the
        training data.

    Known false alarms:
        None: it reports what is in the log.

    Source:
        673 of 2,775 public runs log the loss of the first hundred steps only
    """

    code = "TRN014"
    name = "sparse-log"
    severity = "info"
    reads = ("curves", "log_notes")
    message = "the log limits what can be judged: {what}"
    options_class = SparseLogOptions
    causes: ClassVar[Mapping[str, str]] = {
        "interval": "the logging interval is long",
        "interrupted": "the run was interrupted and resumed",
    }
    refuted_by = "another log of the same run has the missing points"
    next_measurement = "train with TrainingMonitor, or log every step"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        told = []
        train = curve(facts, "train")
        if not len(train):
            told.append("no training loss by step")
        else:
            if len(train) < self.options.min_points:
                told.append(f"{len(train)} training-loss points")
            elif (train.steps[-1] - train.steps[0]) / (len(train) - 1) > self.options.max_distance:
                distance = (train.steps[-1] - train.steps[0]) / (len(train) - 1)
                told.append(f"{distance:.0f} steps between points, too far apart to see spikes")
            if not covers(facts, train):
                covered = f"steps {train.steps[0]:g} to {train.steps[-1]:g} of {last_step(facts):g}"
                told.append(f"the training loss covers only {covered}")
        notes = facts.tables["log_notes"]
        told += [f"{row['kind']} ({row['count']}): {row['text']}" for row in notes.to_dicts()]
        if not told:
            return []
        interrupted = bool(notes.filter(pl.col("kind") == "resumed").height)
        return [
            self.found(1.0, {"what": "; ".join(told)}, count=len(told), causes=("interrupted",) if interrupted else ())
        ]
