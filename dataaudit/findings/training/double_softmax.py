"""TRN026 double-softmax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


class DoubleSoftmax(TrainingFinding[Options]):
    """A softmax before a loss that has its own.

    What it finds:
        Classifiers whose output is already a distribution when it reaches cross-entropy.

    Why it matters:
        The loss cannot fall below a floor, 0.67 less of 1.1 for three classes, and gradients are small:
        training works, slowly and badly, and nothing fails.

    How it decides:
        By dataaudit probe on one batch: every row of the output is non-negative and sums to one, and the loss is that
        of cross-entropy applied to it once more.

    Example:
        F.cross_entropy(torch.softmax(logits, 1), labels)

    What to do:
        Give logits to cross-entropy, or log-probabilities to nll_loss.

    Known false alarms:
        None known: the loss is computed in both ways and compared.

    Source:
        torch.nn.CrossEntropyLoss documentation; UMLAUT, for the question
    """

    code = "TRN026"
    name = "double-softmax"
    severity = "warning"
    reads = ("probes",)
    message = "the output is already {kind} and cross-entropy applies a softmax again"
    causes: ClassVar[Mapping[str, str]] = {
        "double": "a softmax layer, or log_softmax, stands before cross-entropy",
    }
    refuted_by = "the loss of the same batch is unchanged without the softmax"
    next_measurement = "remove the softmax and compare the loss after a hundred steps"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if not measure(facts, "double_softmax", "probabilities"):
            return []
        return [self.found(0.9, {"kind": "probabilities"})]
