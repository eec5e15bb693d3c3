"""Measures recipes on this machine, each in a fresh process, and says which are worth using."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dataaudit.config.training import RecipesOptions

TRIED: dict[str, RecipesOptions] = {
    "plain": RecipesOptions(),
    "accumulation": RecipesOptions(accumulation=4),
    "bf16": RecipesOptions(precision="bf16"),
    "fp16": RecipesOptions(precision="fp16"),
    "checkpointing": RecipesOptions(checkpointing=True),
    "compile": RecipesOptions(compile=True),
    "weights-bf16": RecipesOptions(weights="bf16", precision="bf16"),
    "weights-fp16": RecipesOptions(weights="fp16", precision="fp16"),
}
"""Recipes by name; the plain step comes first, and the others are compared with it."""

TOLERANCE = {
    "plain": 0.0, "accumulation": 1e-5, "checkpointing": 1e-6, "compile": 1e-4, "bf16": 0.05, "fp16": 0.02,
    "weights-bf16": 0.1, "weights-fp16": 0.05,
}  # fmt: skip
"""Relative gradient error against the plain step that rounding explains: fp32 in another order, eight bits of bf16,
eleven bits of fp16."""

LONGEST = 900.0
"""Seconds that a recipe may take before it times out."""
_WORTH = 0.95
"""Ratio of time or memory below which a recipe is worth using."""
_EXACT = 1e-4
"""Largest error that fp32 rounding alone explains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Cost and effect of a recipe.

    Attributes:
        name: Name of the recipe.
        recipes: The recipes that were on.
        seconds: Time of a step.
        first_seconds: Time of the first step, including compilation.
        peak_bytes: Peak memory, minus what the process held before.
        weights: Bytes; likewise gradients and optimizer.
        gradients: Bytes.
        optimizer: Bytes.
        error: Relative error of the gradient against the plain step.
        losses: Losses of the steps.
        compilations: Graphs compiled.
        graph_breaks: Returns to Python in compiled code.
        warning: A warning for the user, or None.
        kept: Bytes of live tensors at the end, by owner.
        released: Bytes freed when model and optimizer were deleted.
        failed: Why it could not be measured, or None.
    """

    name: str
    recipes: RecipesOptions
    seconds: float = 0.0
    first_seconds: float = 0.0
    peak_bytes: int = 0
    weights: int = 0
    gradients: int = 0
    optimizer: int = 0
    error: float = 0.0
    losses: list[float] = field(default_factory=list)
    compilations: int = 0
    graph_breaks: int = 0
    warning: str | None = None
    kept: dict[str, int] = field(default_factory=dict)
    released: int = 0
    failed: str | None = None

    @property
    def equal(self) -> bool:
        """Whether its gradient equals the plain step's up to rounding."""
        return self.failed is None and self.error <= TOLERANCE.get(self.name, 1e-4)


def measure_recipes(
    folder: Path,
    names: Iterable[str] = tuple(TRIED),
    *,
    steps: int = 8,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Measured]:
    """Measure recipes on a workload; a failed one is reported with its reason, and the others still run.

    Time is measured in one process and memory in another, where freed memory returns to the system at once.

    Args:
        folder: Folder of the workload.
        names: Names from ``TRIED``; the plain step is always measured first.
        steps: Timed steps.
        progress: Called with the name of the next recipe.
    """
    found = []
    for name in ("plain", *(one for one in names if one != "plain")):
        progress(name)
        timed = trial_apart(folder, TRIED[name], steps)
        if "failed" not in timed:
            lean = trial_apart(folder, TRIED[name], 2, lean=True)
            if "failed" not in lean:
                timed["peak_bytes"] = lean["peak_bytes"]
        found.append(Measured(name=name, recipes=TRIED[name], **timed))
        if name == "plain" and found[0].failed is not None:
            break
    return found


def trial_apart(folder: Path, recipes: RecipesOptions, steps: int, *, lean: bool = False) -> dict[str, Any]:
    """Run a trial in a fresh process.

    Args:
        folder: Folder of the workload.
        recipes: The recipes that are on.
        steps: Timed steps.
        lean: Whether freed memory returns to the system at once, so that the peak is what is really held.
    """
    given = json.dumps({"folder": str(folder), "recipes": asdict(recipes), "steps": steps})
    surroundings = dict(os.environ)
    if lean:
        surroundings |= {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-m", "dataaudit.training.recipe_trials.trial"]
    try:
        done = subprocess.run(  # noqa: S603  (our own module)
            command, input=given, capture_output=True, text=True, env=surroundings, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"took longer than {LONGEST:.0f} s"}
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1][:300]
        reason = "was killed, probably because memory ran out" if done.returncode in (-9, 137) else last
        return {"failed": reason}
    return dict(json.loads(lines[-1]))


def advice(measured: list[Measured], fits: bool) -> list[str]:
    """Recommend recipes from the measurements.

    Args:
        measured: The plain step first.
        fits: Whether the plain step fits into memory.
    """
    plain = measured[0]
    told = []
    others = [one for one in measured[1:] if one.failed is None]
    for one in others:
        time, memory = one.seconds / plain.seconds, one.peak_bytes / max(plain.peak_bytes, 1)
        if not one.equal:
            told.append(f"{one.name}: do not use it; its gradient has a relative error of {one.error:.2g}")
        elif one.warning:
            told.append(f"{one.name}: {one.warning}")
        elif time < _WORTH:
            told.append(
                f"{one.name}: use it; it takes {1 - time:.1%} less time"
                + (f" and {1 - memory:.1%} less memory" if memory < _WORTH else "")
                + ("" if one.error <= _EXACT else f" (relative gradient error {one.error:.1g} from rounding)")
            )
        elif memory < _WORTH:
            when = "use it if memory is short" if fits else "use it, because memory is short"
            told.append(f"{one.name}: {when}; {1 - memory:.1%} less memory for {max(time - 1, 0):.1%} more time")
        else:
            told.append(f"{one.name}: no gain here ({time:.1%} of the time, {memory:.1%} of the memory)")
    return told
