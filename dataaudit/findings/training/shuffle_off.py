"""TRN044 shuffle-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


class ShuffleOff(TrainingFinding[Options]):
    """Training data that is not shuffled.

    What it finds:
        Loaders that give training rows in the same order in every epoch, and batches that contain few of the labels.

    Why it matters:
        Batches of one class pull the model back and forth; the same order repeats the same mistakes.

    How it decides:
        dataaudit probe checks the loader: its sampler is sequential, or two passes give the same first batches, and
        labels are sorted: they have far fewer runs than a shuffled order (runs test, p < 1e-6). A fixed order with
        mixed labels is information. The monitor compares the labels of two epochs, and row ids where it is given them;
        numbers with a fraction are sorted where their ranks follow their places (correlation of 0.9).

    Example:
        all rows of class 0, then all of class 1

    What to do:
        Use DataLoader(..., shuffle=True), or a shuffle buffer for streams.

    Known false alarms:
        Streams that were shuffled when they were written; evaluation loaders.

    Source:
        Bottou 2012, stochastic gradient descent tricks
    """

    code = "TRN044"
    name = "shuffle-off"
    severity = "warning"
    reads = ("probes",)
    not_for = ("rl",)
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
        kind = "every epoch has the same order" + ("" if mixed else ", and labels are sorted")
        return [
            self.found(
                0.6 if mixed else 0.95, {"kind": kind, "runs_chance": chance}, severity="info" if mixed else None
            )
        ]
