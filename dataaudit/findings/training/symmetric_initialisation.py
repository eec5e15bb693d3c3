"""TRN040 symmetric-initialisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


class SymmetricInitialisation(TrainingFinding[Options]):
    """Units of a layer that start out equal.

    What it finds:
        Weight matrices that are constant or have equal rows, so that the units they feed are identical.

    Why it matters:
        Equal units receive equal gradients and stay equal: a layer of a hundred units acts as one.

    How it decides:
        dataaudit probe reports a hidden weight matrix whose values are all the same (zero included), or whose rows
        equal another row in more than half of the cases, and so do those of its gradient. The last layer may be zero.
        Adapters whose second matrix is zero are excluded, because the first one breaks the symmetry.

    Example:
        nn.init.zeros_(fc1.weight)

    What to do:
        Use random weights; zeros are for biases and last layers.

    Known false alarms:
        Identity or delta kernels by design.

    Source:
        Goodfellow et al. 2016, section 8.4
    """

    code = "TRN040"
    name = "symmetric-initialisation"
    severity = "warning"
    reads = ("probes",)
    message = "{parameter} starts with {kind}{others}"
    causes: ClassVar[Mapping[str, str]] = {
        "constant": "weights are set to a constant",
        "copied": "rows are copied",
    }
    refuted_by = "the gradients of two rows of the matrix differ"
    next_measurement = "gradients by row after one step"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        told = [
            (value or 0.0, where) for value, where in rows_of(facts, "symmetry", "equal_rows") if value and value > 0.5
        ]
        if not told:
            return []
        share, where = max(told)
        kind = "rows that are all equal" if share >= 1 else f"{share:.1%} of its rows equal to another row"
        more = len(told) - 1
        evidence = {"parameter": where, "kind": kind, "share": share, "others": f", and {more} more" if more else ""}
        return [self.found(0.95, evidence, count=len(told), where={"parameter": where})]
