"""TRN044 shuffle-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


class ShuffleOff(TrainingFinding[Options]):
    """Training data that comes in order and not shuffled.

    What it finds:
        Loaders that give training rows in the same order in every epoch, and batches that hold few of the
        labels.

    Why it matters:
        Batches of one class pull the model to and fro; the same order repeats the same mistakes.

    How it decides:
        By dataaudit probe on the loader: its sampler is sequential, or two passes give the same first
        batches, and labels are sorted: their runs are far fewer than of a shuffled order (runs test, p <
        1e-6). Sequential order with labels already mixed is information. By the monitor with row ids: two
        epochs in one order.

    Example:
        all rows of class 0, then all of class 1

    What to do:
        DataLoader(..., shuffle=True), or a buffer for streams.

    Known false alarms:
        Streams that were shuffled when they were written; evaluation loaders.

    Source:
        Bottou 2012, stochastic gradient descent tricks
    """

    code = "TRN044"
    name = "shuffle-off"
    severity = "warning"
    reads = ("probes",)
    message = "the training data is not shuffled: {kind}"
    causes: ClassVar[Mapping[str, str]] = {
        "loader": "shuffle is off",
        "stream": "the data is streamed in its stored order",
    }
    refuted_by = "the order of rows differs between two epochs"
    next_measurement = "the labels of the first batches of two epochs"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        order, chance = measure(facts, "shuffle", "same_order"), measure(facts, "shuffle", "runs_chance")
        if not order:
            return []
        mixed = chance is None or chance > 1e-6
        kind = "every epoch has one order" + ("" if mixed else ", and labels are sorted")
        return [
            self.found(
                0.6 if mixed else 0.95, {"kind": kind, "runs_chance": chance}, severity="info" if mixed else None
            )
        ]
