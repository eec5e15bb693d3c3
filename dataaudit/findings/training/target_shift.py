"""TRN060 target-shift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


class TargetShift(TrainingFinding[Options]):
    """A language model that is trained on another token than the next one.

    What it finds:
        Causal losses whose target is the input token itself, or a token two or more positions ahead.

    Why it matters:
        With the token itself as target the model learns to copy; shifted twice, it learns to skip a token. The loss
        falls in both cases, and the texts that it writes are wrong.

    How it decides:
        dataaudit probe compares the targets with the inputs at several distances, and adds the shift of models that
        make it inside, as those of transformers do. Judged where one distance fits almost all tokens, and the loss is
        the cross-entropy of these targets. The monitor does the same in the first steps, for models with one text as
        input. A target that is the input token counts only if the output depends on this token and on none after it.
        Tokens that are hidden from the model fit no distance, so masked models are not judged.

    Example:
        labels that were shifted by the data set and again by the model: two tokens ahead

    What to do:
        Shift once: give models of transformers the input ids as labels, and plain models ids[:, 1:] beside ids[:, :-1].

    Known false alarms:
        Taggers whose classes happen to be the input tokens; heads that are meant to look further ahead.

    Source:
        transformers documentation (labels of causal models)
    """

    code = "TRN060"
    name = "target-shift"
    severity = "error"
    reads = ("probes",)
    message = "each target is {tokens} tokens after its input, not 1"
    options_class = Options
    causes: ClassVar[Mapping[str, str]] = {
        "not_shifted": "targets were not shifted",
        "twice": "targets were shifted by the data and again by the model",
    }
    refuted_by = "one decoded row shows that each target is the token after its input"
    next_measurement = "print the first ten ids and targets of a row, one below the other"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        tokens = measure(facts, "target_shift", "tokens")
        if tokens is None or tokens == 1:
            return []
        causes = ("not_shifted",) if tokens == 0 else ("twice",)
        return [self.found(0.9, {"tokens": int(tokens)}, causes=causes)]
