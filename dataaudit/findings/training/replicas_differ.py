"""TRN064 replicas-differ."""

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
class ReplicasDifferOptions(Options):
    """Options of replicas-differ."""

    __pydantic_config__ = SECTION

    tolerance: Annotated[float, Field(gt=0)] = 1e-5
    """Largest tolerated difference between the norms of a parameter in two processes, relative to the larger one."""


class ReplicasDiffer(TrainingFinding[ReplicasDifferOptions]):
    """Processes that train one model together and hold different weights.

    What it finds:
        Trainings in several processes in which every parameter has drifted apart between them.

    Why it matters:
        Gradients are not averaged, so each process trains another model on its share of the data; what is
        saved is the model of one process.

    How it decides:
        The monitor writes a folder for each process. The norms of all parameters that every process holds whole are
        compared at the last step that all of them measured; reported when the parameter that differs least differs by
        more than `tolerance`.

    Example:
        a model that is called as `model.module(batch)`, around its DistributedDataParallel wrapper

    What to do:
        Call the wrapper, not the module inside it; build the wrapper after the last change of the module; step the
        optimizer outside of no_sync.

    Known false alarms:
        Methods that average weights now and then (local SGD), and ensembles with a member in each process.

    Source:
        Li et al. 2020 (PyTorch Distributed)
    """

    code = "TRN064"
    name = "replicas-differ"
    severity = "error"
    reads = ("probes",)
    message = "every parameter differs between the processes, by {least:.2g} of its norm or more (most: {parameter})"
    options_class = ReplicasDifferOptions
    causes: ClassVar[Mapping[str, str]] = {
        "unwrapped": "the module inside the data-parallel wrapper is called or trained, so gradients stay local",
        "sync": "every backward pass runs inside no_sync",
        "seed": "processes begin with different weights, and nothing broadcasts those of the first",
    }
    refuted_by = "the weights of all processes are equal after a step"
    next_measurement = "the gradient of one parameter in two processes, right before the optimizer's step"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        least = measure(facts, "replicas", "least_apart")
        if least is None or least <= self.options.tolerance:
            return []
        most, parameter = measure(facts, "replicas", "most_apart"), where_of(facts, "replicas", "most_apart")
        return [self.found(0.9, {"least": least, "most": most, "parameter": parameter}, where={"parameter": parameter})]
