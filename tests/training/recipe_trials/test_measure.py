from __future__ import annotations

import gc
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from every import every
from training.recipes.small import gradient, workload

from dataaudit.config.training import RecipesOptions
from dataaudit.training.memory.states import state_bytes
from dataaudit.training.recipe_trials.measure import TOLERANCE, TRIED, Measured, advice, measure_recipes, trial_apart
from dataaudit.training.recipe_trials.trial import REFERENCE, flat_gradient, run_trial
from dataaudit.training.recipe_trials.workload import read_workload
from dataaudit.training.recipes.precision import LOW_WEIGHTS
from dataaudit.training.recipes.row_losses import language_losses
from dataaudit.training.recipes.step import Step

# Transformers has a new name for it since 5.2x.


def one(name: str, seconds: float = 1.0, peak: int = 1000, **more: Any) -> Measured:
    return Measured(name=name, recipes=TRIED[name], seconds=seconds, peak_bytes=peak, **more)


def told(*measured: Measured, fits: bool = True) -> list[str]:
    return advice([one("plain"), *measured], fits)


def test_what_is_quicker_is_switched_on() -> None:
    assert told(one("compile", 0.8)) == ["compile: use it; it takes 20.0% less time"]
    assert told(one("compile", 0.5, 700)) == ["compile: use it; it takes 50.0% less time and 30.0% less memory"]
    assert told(one("bf16", 0.5, error=0.003)) == [
        "bf16: use it; it takes 50.0% less time (relative gradient error 0.003 from rounding)"
    ]


def test_what_saves_memory_alone_is_for_when_it_is_short() -> None:
    slow = one("checkpointing", 1.3, 400)
    assert told(slow) == ["checkpointing: use it if memory is short; 60.0% less memory for 30.0% more time"]
    assert told(slow, fits=False) == [
        "checkpointing: use it, because memory is short; 60.0% less memory for 30.0% more time"
    ]
    assert told(one("checkpointing", 0.97, 400))[0].endswith("60.0% less memory for 0.0% more time")


def test_what_gains_nothing_is_said_to() -> None:
    assert told(one("accumulation", 1.5, 990)) == [
        "accumulation: no gain here (150.0% of the time, 99.0% of the memory)"
    ]


@every("name", [name for name in TRIED if name != "plain"])
def test_a_gradient_that_is_wrong_is_left_off_however_quick(name: str) -> None:
    for error in (2 * TOLERANCE[name], math.nan, math.inf):
        wrong = one(name, 0.1, 10, error=error)
        assert not wrong.equal
        assert told(wrong)[0].startswith(f"{name}: do not use it; its gradient has a relative error of ")
    assert one(name, error=TOLERANCE[name]).equal


def test_low_weights_are_warned_of_even_where_they_are_quick() -> None:
    assert told(one("weights-bf16", 0.5, 500, warning="beware")) == ["weights-bf16: beware"]


def test_what_could_not_be_tried_gets_no_advice_and_is_not_equal() -> None:
    failed = one("compile", 0.0, 0, failed="no compiler")
    assert not failed.equal
    assert told(failed, one("bf16", 0.5)) == ["bf16: use it; it takes 50.0% less time"]


def test_every_recipe_has_its_tolerance_and_the_plain_one_comes_first() -> None:
    assert next(iter(TRIED)) == "plain"
    assert TRIED["plain"] == RecipesOptions()
    assert set(TRIED) == set(TOLERANCE)


@pytest.fixture(scope="module", autouse=True)
def nothing_of_others() -> None:
    """A trial looks at all that is held; what other tests left behind would make that slow."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny language workload whose plain step was measured."""
    made = tmp_path_factory.mktemp("workload")
    workload(made)
    run_trial(made, RecipesOptions(), 2)
    return made


def test_a_trial_tells_time_memory_losses_and_keeps_the_plain_gradient(folder: Path) -> None:
    found = run_trial(folder, RecipesOptions(), 3)
    made, batches = read_workload(folder)
    model = made.make_model()
    Step(model, language_losses, RecipesOptions(), made.rate).backward(batches[0])
    assert np.array_equal(np.load(folder / REFERENCE), gradient(model).float().numpy())
    true = state_bytes(model)
    assert (found["weights"], found["gradients"], found["optimizer"]) == (true.weights, true.gradients, true.optimizer)
    assert found["error"] == 0
    assert found["seconds"] > 0
    assert found["first_seconds"] > 0
    assert found["warning"] is None
    again = Step(made.make_model(), language_losses, RecipesOptions(), made.rate)
    assert found["losses"] == pytest.approx([float(again(batch).loss) for batch in batches[:3]], rel=1e-6)


@pytest.mark.parametrize("name", ["accumulation", "bf16", "fp16", "checkpointing", "weights-bf16", "weights-fp16"])
def test_a_trial_of_each_recipe_is_equal_within_its_tolerance(folder: Path, name: str) -> None:
    found = run_trial(folder, TRIED[name], 2)
    measured = Measured(name=name, recipes=TRIED[name], **found)
    assert measured.equal
    low = TRIED[name].weights
    plain = run_trial(folder, RecipesOptions(), 2)["losses"]
    assert found["losses"] == pytest.approx(plain, rel=0.02 if low == "fp32" else 0.05)
    assert found["warning"] == LOW_WEIGHTS.get(low)
    if low != "fp32":
        assert (measured.weights, measured.gradients, measured.optimizer) == (
            (true := state_bytes(read_workload(folder)[0].make_model(), weights=low)).weights,
            true.gradients,
            true.optimizer,
        )


def test_gradients_are_flat_unscaled_and_zero_where_there_are_none() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 1, bias=False), torch.nn.Linear(1, 1))
    model[0].weight.grad = torch.tensor([[4.0, 8.0]])
    model[1].bias.requires_grad_(False)
    assert flat_gradient(model, 4.0).tolist() == [1.0, 2.0, 0.0]
    assert flat_gradient(model, None).tolist() == [4.0, 8.0, 0.0]


@pytest.mark.full
def test_a_recipe_that_fails_is_told_and_is_no_error(tmp_path: Path) -> None:
    # A bag of tokens has no blocks to compute again.
    workload(tmp_path, classes=True)
    names: list[str] = []
    found = measure_recipes(tmp_path, ["checkpointing", "plain"], steps=2, progress=names.append)
    assert names == ["plain", "checkpointing"] == [one.name for one in found]
    plain, checkpointing = found
    assert checkpointing.failed == (
        "BagOfTokens cannot be checkpointed: it has no list of at least two blocks of one class"
    )
    assert plain.failed is None
    assert plain.error == 0
    assert min(plain.seconds, plain.peak_bytes) > 0
    assert advice(found, fits=True) == []


@pytest.mark.full
def test_without_a_workload_the_plain_step_fails_and_nothing_else_is_tried(tmp_path: Path) -> None:
    (found,) = measure_recipes(tmp_path, ["bf16"])
    assert found.name == "plain"
    assert found.failed is not None
    assert "No such file or directory" in found.failed
    assert "\n" not in found.failed


@pytest.mark.full
def test_a_failure_in_a_fresh_process_is_one_line(tmp_path: Path) -> None:
    workload(tmp_path, max_tokens=1)
    told = trial_apart(tmp_path, RecipesOptions(), 2)
    assert told == {
        "failed": "ValueError: the batch has no targets: rows for a language model need at least two tokens"
    }
