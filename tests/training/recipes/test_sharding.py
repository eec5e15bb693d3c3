from __future__ import annotations

import json
import multiprocessing
import socket
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from training.recipes.one_process import run
from training.recipes.small import gradient, workload

from dataaudit.config.training import RecipesOptions
from dataaudit.training.memory.states import state_bytes
from dataaudit.training.recipe_trials.shard_trial import Sharded, measure_sharding
from dataaudit.training.recipe_trials.workload import read_workload
from dataaudit.training.recipes.row_losses import language_losses
from dataaudit.training.recipes.sharding import deepspeed_configuration, held_bytes
from dataaudit.training.recipes.step import Step

Told = Callable[[int, int], list[dict[str, Any]]]


def trained(folder: Path, processes: int, stage: int) -> list[dict[str, Any]]:
    """What every process of a stage measured."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # One process imports everything, and the others are made of it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["training.recipes.one_process", "transformers.models.llama.modeling_llama"])
    running = [
        context.Process(target=run, args=(rank, processes, port, str(folder), stage)) for rank in range(processes)
    ]
    for one in running:
        one.start()
    for one in running:
        one.join(120)
    assert [one.exitcode for one in running] == [0] * processes
    return [json.loads((folder / f"told-{stage}-{processes}-{rank}.json").read_text()) for rank in range(processes)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What a number of processes measured with a stage, all on the same workload; made when a test asks for it."""
    folder = tmp_path_factory.mktemp("workload")
    workload(folder)
    return cache(partial(trained, folder))


STAGES = [pytest.param(stage, marks=pytest.mark.full) for stage in range(4)]


@pytest.mark.parametrize("stage", STAGES)
def test_two_processes_have_the_losses_of_one_whatever_they_share(told: Told, stage: int) -> None:
    (alone,) = told(1, 0)
    assert alone["losses"][-1] < alone["losses"][0]
    for one in told(2, stage):
        assert one["losses"] == pytest.approx(alone["losses"], rel=1e-5)


@pytest.mark.full
def test_one_process_has_the_losses_of_plain_steps(told: Told, tmp_path: Path) -> None:
    workload(tmp_path)
    made, batches = read_workload(tmp_path)
    step = Step(made.make_model(), language_losses, RecipesOptions(), made.rate, clip=None)
    losses = [float(step(batches[number % len(batches)]).loss) for number in range(6)]
    assert told(1, 0)[0]["losses"] == pytest.approx(losses, rel=1e-5)


@pytest.mark.parametrize("stage", STAGES[1:])
def test_each_of_two_processes_holds_about_half_of_the_optimizer(told: Told, stage: int) -> None:
    (alone,) = told(1, 0)
    parts = [one["optimizer"] for one in told(2, stage)]
    assert sum(parts) == pytest.approx(alone["optimizer"], rel=0.01)
    assert max(parts) < 0.55 * alone["optimizer"]


@pytest.mark.parametrize("stage", STAGES)
def test_gradients_and_weights_are_shared_out_as_the_stage_says(told: Told, stage: int) -> None:
    (alone,) = told(1, 0)
    gradients = [one["gradients"] for one in told(2, stage)]
    weights = [one["weights"] for one in told(2, stage)]
    if stage < 2:
        assert (gradients, weights) == ([alone["gradients"]] * 2, [alone["weights"]] * 2)
    else:
        assert sum(gradients) == pytest.approx(alone["gradients"], rel=0.01)
        assert max(gradients) < 0.55 * alone["gradients"]
    if stage == 3:
        assert max(weights) < 0.55 * alone["weights"]


@pytest.mark.full
def test_bytes_are_those_of_the_formulas(told: Told, tmp_path: Path) -> None:
    model = workload(tmp_path).make_model()
    for stage in (0, 3):
        true = state_bytes(model, stage=stage, processes=2)
        for one in told(2, stage):
            assert one["weights"] == pytest.approx(true.weights, rel=0.01)
            assert one["gradients"] == pytest.approx(true.gradients, rel=0.01)
            assert one["optimizer"] == pytest.approx(true.optimizer, rel=0.01)


@pytest.mark.full
def test_measuring_tries_every_stage_and_compares_with_one_process(tmp_path: Path) -> None:
    workload(tmp_path)
    stages: list[int] = []
    found = measure_sharding(tmp_path, 2, progress=stages.append)
    assert stages == [one.stage for one in found] == [0, 1, 2, 3]
    for one in found:
        assert one.failed is None
        assert one.error <= 1e-5
        assert one.optimizer < (0.55 if one.stage else 1.01) * found[0].optimizer
        assert "2 processes, each with" in one.line()


def test_a_stage_that_could_not_be_tried_is_one_line_with_its_reason() -> None:
    line = Sharded(stage=2, processes=2, failed="no gloo").line()
    assert line.split() == ["ZeRO", "2", "not", "possible", "here:", "no", "gloo"]
    assert Sharded(stage=0, processes=2).line().startswith("not sharded ")


def test_held_bytes_count_tied_weights_once() -> None:
    first, second = nn.Linear(5, 5, bias=False), nn.Linear(5, 5, bias=False)
    second.weight = first.weight
    model = nn.Sequential(first, second)
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.ones(2, 5)).sum().backward()
    optimizer.step()
    assert held_bytes(model, optimizer) == {"weights": 100, "gradients": 100, "optimizer": 204}
    assert gradient(model).numel() == 25


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_a_configuration_for_deepspeed_is_whole(stage: Any, precision: str) -> None:
    made = deepspeed_configuration(
        stage, batch_size=4, accumulation=3, processes=2, rate=0.01, precision=precision, clip=0.5, offload=stage > 1
    )
    assert json.loads(json.dumps(made)) == made
    assert made["train_batch_size"] == 24
    assert made["train_batch_size"] == made["train_micro_batch_size_per_gpu"] * made["gradient_accumulation_steps"] * 2
    assert made["zero_optimization"]["stage"] == stage
    assert ("offload_optimizer" in made["zero_optimization"]) == (stage > 1)
    assert made["gradient_clipping"] == 0.5
    assert made["optimizer"] == {"type": "AdamW", "params": {"lr": 0.01}}
    assert [name for name in ("bf16", "fp16") if name in made] == ([precision] if precision != "fp32" else [])
