"""TRN062 misaligned-labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class MisalignedLabelsOptions(Options):
    """Options of misaligned-labels."""

    __pydantic_config__ = SECTION

    better: Annotated[float, Field(gt=0, le=1)] = 0.15
    """How much more the moved labels must agree with the rows, as a share of perfect agreement."""


class MisalignedLabels(TrainingFinding[MisalignedLabelsOptions]):
    """Labels that belong to the row before or after.

    What it finds:
        Data sets in which labels agree with the neighbours of their row once they are moved by one or two rows, and
        hardly as they are.

    Why it matters:
        A row that one list lost, or a header that another one kept, gives every row the label of its neighbour. Nothing
        can be learned, and nothing fails.

    How it decides:
        dataaudit probe reads the rows in the order of the data set and compares the labels of each row's five nearest
        rows with its own, beyond chance: as the labels are, and moved by up to two rows. The nearest rows are those by
        scaled inputs; only tables and other numeric inputs are judged, of 200 rows or more.

    Example:
        own labels agree by 0.02, those of the next row by 0.81

    What to do:
        Find where inputs and labels were read, filtered or sorted apart; keep them in one table.

    Known false alarms:
        Series in which a label is the value of the next step and changes slowly.

    Source:
        k-nearest neighbours as a test of labels: Hart 1968, for the idea
    """

    code = "TRN062"
    name = "misaligned-labels"
    severity = "error"
    reads = ("probes",)
    message = "labels agree with their rows by {own}, and by {moved} when moved by {lag} rows"
    options_class = MisalignedLabelsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "offset": "a row was dropped, or a header read, in one of two lists",
    }
    refuted_by = "ten rows read by eye have their own labels"
    next_measurement = "print ten rows with their labels and those of the rows beside them"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        own, moved = measure(facts, "label_order", "own"), measure(facts, "label_order", "moved")
        if own is None or moved is None or moved - own < self.options.better or own > 0.5 * moved:
            return []
        evidence = {"own": own, "moved": moved, "lag": measure(facts, "label_order", "lag")}
        return [self.found(0.9, evidence)]
