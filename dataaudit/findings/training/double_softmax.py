"""TRN026 double-softmax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


class DoubleSoftmax(TrainingFinding[Options]):
    """A softmax before a loss that applies its own.

    What it finds:
        Classifiers whose output is already a probability distribution when it reaches cross-entropy.

    Why it matters:
        The loss cannot fall below a floor (0.55 for three classes, where guessing gives 1.10) and gradients are small:
        training works, slowly and badly, and nothing fails.

    How it decides:
        dataaudit probe checks one batch: every row of the output is non-negative and sums to one, and the loss equals
        cross-entropy applied to it once more.

    Example:
        F.cross_entropy(torch.softmax(logits, 1), labels)

    What to do:
        Pass logits to cross-entropy, or log-probabilities to nll_loss.

    Known false alarms:
        None known: the loss is computed both ways and compared.

    Source:
        torch.nn.CrossEntropyLoss documentation; UMLAUT, for the question
    """

    code = "TRN026"
    name = "double-softmax"
    severity = "warning"
    reads = ("probes",)
    message = "the output already holds {kind}, and cross-entropy applies a softmax again"
    causes: ClassVar[Mapping[str, str]] = {
        "double": "a softmax or log_softmax layer precedes cross-entropy",
    }
    refuted_by = "the loss of the same batch is unchanged without the softmax"
    next_measurement = "remove the softmax and compare the loss after a hundred steps"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if not measure(facts, "double_softmax", "probabilities"):
            return []
        return [self.found(0.9, {"kind": "probabilities"})]
