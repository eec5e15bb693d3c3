"""TRN040 symmetric-initialisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


class SymmetricInitialisation(TrainingFinding[Options]):
    """Units of a layer that begin equal.

    What it finds:
        Weight matrices that are constant, or whose rows are equal, and that feed units which are then the
        same.

    Why it matters:
        Equal units get equal gradients and stay equal for ever: a layer of a hundred units is one unit.

    How it decides:
        By dataaudit probe: all values of a hidden weight matrix are the same, zero among them, or over half
        of its rows equal another one. The last layer may be zero. Adapters whose second matrix is zero are
        left out, since the first one breaks the symmetry.

    Example:
        nn.init.zeros_(fc1.weight)

    What to do:
        Use random weights; zero is for biases and for last layers.

    Known false alarms:
        Identity or delta kernels by design.

    Source:
        Goodfellow et al. 2016, section 8.4
    """

    code = "TRN040"
    name = "symmetric-initialisation"
    severity = "warning"
    reads = ("probes",)
    message = "{parameter} begins with {kind}{others}"
    causes: ClassVar[Mapping[str, str]] = {
        "constant": "weights were set to a constant",
        "copied": "rows were copied",
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
        kind = "one value everywhere" if share >= 1 else f"{share:.0%} of its rows equal to another"
        more = len(told) - 1
        evidence = {"parameter": where, "kind": kind, "share": share, "others": f", and {more} more" if more else ""}
        return [self.found(0.95, evidence, count=len(told), where={"parameter": where})]
