"""TRN028 batch-leak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure, where_of
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLeakOptions(Options):
    """Options of batch-leak."""

    __pydantic_config__ = SECTION

    tolerance: Annotated[float, Field(gt=0)] = 1e-3
    """Largest tolerated change of the output, relative to its size."""


class BatchLeak(TrainingFinding[BatchLeakOptions]):
    """Rows of a batch that change each other's output.

    What it finds:
        Models in eval mode whose output for one row changes when another row of the batch changes.

    Why it matters:
        A row learns from its neighbours: losses look good in training, and the model fails on rows that come alone.

    How it decides:
        dataaudit probe, in eval mode, replaces the inputs of all rows but one and compares the output of this row: of
        the first row, and of the last, which alone sees the others in a recurrent layer. Reported when one changes by
        more than `tolerance` of its size. In train mode batch normalisation does this by design, so train mode is not
        judged. Not assessed where the batch, the output or a tensor of the model relates rows, or no dimension is known
        to count them.

    Example:
        softmax(dim=0) over the batch instead of dim=1

    What to do:
        Check view, reshape and transpose calls that mix the batch with another dimension, and softmax or mean over
        dimension 0.

    Known false alarms:
        Models that relate rows by design, such as retrieval with in-batch candidates.

    Source:
        Karpathy 2019 (use backprop to chart dependencies); TheDeepChecker
    """

    code = "TRN028"
    name = "batch-leak"
    severity = "error"
    reads = ("probes",)
    not_for = ("contrastive",)
    message = "the output of a row changes by {change} of its size when other rows of the batch change"
    options_class = BatchLeakOptions
    causes: ClassVar[Mapping[str, str]] = {
        "dimension": "a softmax, mean or normalisation over the batch",
        "reshape": "a view or transpose that mixes rows",
    }
    refuted_by = "a row alone in a batch has the same output"
    next_measurement = "the output of every module for a row alone and for the same row in a batch"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        change = measure(facts, "batch_leak", "change")
        if change is None or change <= self.options.tolerance:
            return []
        module = where_of(facts, "batch_leak", "module")
        return [self.found(0.95, {"change": change}, where={"module": module} if module else {})]
