from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.monitor.loops import batches, found, measure, net, sampled, train

from dataaudit.training.monitor.monitor import TrainingMonitor


def sgd(model: nn.Module, rate: float = 0.01) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=rate)


def nothing(optimizer: torch.optim.Optimizer) -> None:
    """The call of zero_grad that is missing."""


ZEROS: dict[str, Callable[[torch.optim.Optimizer], None]] = {
    "none": lambda optimizer: optimizer.zero_grad(),
    "zeros": lambda optimizer: optimizer.zero_grad(set_to_none=False),
    "by hand": lambda optimizer: [
        one.grad.zero_() for one in optimizer.param_groups[0]["params"] if one.grad is not None
    ],
    "deleted": lambda optimizer: [setattr(one, "grad", None) for one in optimizer.param_groups[0]["params"]],
}


@pytest.mark.parametrize("accumulate", [1, 3])
def test_a_missing_zero_grad_is_seen(accumulate: int) -> None:
    model = net()
    monitor, _ = train(model, sgd(model), batches(40 * accumulate), accumulate=accumulate, zero=nothing, interval=2)
    assert measure(monitor, "zero_grad", "kept") == 1.0
    assert "missing-zero-grad" in found(monitor)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("accumulate", [1, 3])
@pytest.mark.parametrize("how", ZEROS)
def test_gradients_that_are_cleared_in_any_way_are_not_taken_for_kept_ones(
    how: str, accumulate: int, before: bool
) -> None:
    model = net()
    monitor, _ = train(
        model, sgd(model), batches(24 * accumulate), accumulate=accumulate, zero=ZEROS[how], before=before, interval=2
    )
    assert measure(monitor, "zero_grad", "kept") in (None, 0.0)
    assert measure(monitor, "zeroed", "before_step") == 0.0
    assert not found(monitor) & {"missing-zero-grad", "missing-gradients"}
    assert monitor.recorder.notes == []


def test_half_of_the_steps_without_zero_grad_are_half_of_the_steps() -> None:
    model = net()
    calls: list[int] = []

    def sometimes(optimizer: torch.optim.Optimizer) -> None:
        calls.append(1)
        if len(calls) % 2:
            optimizer.zero_grad()

    monitor, _ = train(model, sgd(model), batches(40), zero=sometimes, interval=1)
    assert measure(monitor, "zero_grad", "kept") == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("to_none", [True, False])
def test_a_zero_grad_between_backward_and_step_is_seen(to_none: bool) -> None:
    model = net()
    optimizer = sgd(model)
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(20):
            loss = nn.functional.cross_entropy(model(inputs), targets)
            loss.backward()
            optimizer.zero_grad(set_to_none=to_none)
            optimizer.step()
            monitor.step(loss)
    assert measure(monitor, "zeroed", "before_step") == 1.0
    assert "missing-gradients" in found(monitor)
    assert sampled(monitor)["grad_norm"].min() > 0


def test_losses_that_are_kept_with_their_graphs_are_counted() -> None:
    model = net()
    optimizer, losses = sgd(model), []
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(40):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets)
            losses.append(loss)
            loss.backward()
            optimizer.step()
            monitor.step(loss)
        graphs = sampled(monitor)["graphs"].to_list()
        assert graphs == sorted(graphs)
        assert graphs[-1] == 38 + 1 - 3
        assert "memory-growth" in found(monitor)


def test_a_running_sum_of_losses_keeps_their_graphs_too() -> None:
    model = net()
    optimizer, total = sgd(model), torch.zeros(())
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(40):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets)
            total = total + loss
            loss.backward()
            optimizer.step()
            monitor.step(loss)
        assert sampled(monitor)["graphs"][-1] > 30
    assert total.requires_grad


@pytest.mark.parametrize("kept", [lambda loss: loss.item(), lambda loss: loss.detach()])
def test_losses_that_are_kept_as_numbers_keep_no_graph(kept: Callable[[Tensor], Any]) -> None:
    model = net()
    optimizer, losses = sgd(model), []
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(40):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets)
            losses.append(kept(loss))
            loss.backward()
            optimizer.step()
            monitor.step(loss)
        assert set(sampled(monitor)["graphs"]) == {0}
        assert "memory-growth" not in found(monitor)


class Functional(nn.Module):
    """A rectified layer whose activation is a function and no module."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.last = nn.Linear(4, 8), nn.Linear(8, 3)

    def forward(self, value: Tensor) -> Tensor:
        return self.last(torch.relu(self.first(value)))


def unit_row(monitor: TrainingMonitor, module: str) -> dict[str, Any]:
    return monitor.tables()["units"].filter(module=module).row(0, named=True)


def test_dead_units_of_a_module_are_counted() -> None:
    model = net()
    with torch.no_grad():
        model[0].bias[:5] = -100.0
    monitor, _ = train(model, sgd(model, 0.001), batches(80, rows=64), interval=4)
    row = unit_row(monitor, "1")
    assert (row["kind"], row["units"], row["dead"], row["output"]) == ("rectified", 8, 5, False)
    assert row["values_per_unit"] % 64 == 0
    assert row["values_per_unit"] >= 256
    assert row["first_step"] >= 8
    assert "dead-units" in found(monitor)


def test_dead_units_of_a_function_are_seen_by_the_gradients_of_the_layer_before() -> None:
    model = Functional()
    with torch.no_grad():
        model.first.bias[:5] = -100.0
    monitor, _ = train(model, sgd(model, 0.001), batches(80, rows=64), interval=4)
    assert (unit_row(monitor, "first")["units"], unit_row(monitor, "first")["dead"]) == (8, 5)
    assert unit_row(monitor, "last")["dead"] == 0
    assert "dead-units" in found(monitor)


@pytest.mark.parametrize("make", [net, Functional])
def test_units_that_are_on_for_some_inputs_are_not_dead(make: Callable[[], nn.Module]) -> None:
    model = make()
    monitor, _ = train(model, sgd(model), batches(80, rows=64), interval=4)
    assert set(monitor.tables()["units"]["dead"]) == {0}
    assert "dead-units" not in found(monitor)


def test_units_that_died_at_the_beginning_are_judged_by_the_later_part() -> None:
    model = net()
    optimizer = sgd(model, 0.001)
    with TrainingMonitor(model, optimizer, interval=4) as monitor:
        for step, (inputs, targets) in enumerate(batches(160, rows=64)):
            if step == 60:
                with torch.no_grad():
                    model[0].bias[:6] = -100.0
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
            monitor.step(1.0)
    assert unit_row(monitor, "1")["dead"] == 6


def test_channels_of_a_convolution_are_its_units() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 4, 3))
    with torch.no_grad():
        model[0].bias[:2] = -100.0
    given = [(torch.randn(16, 1, 4, 4), targets) for _, targets in batches(30, rows=16)]
    monitor, _ = train(model, sgd(model), given, interval=2)
    assert (unit_row(monitor, "1")["units"], unit_row(monitor, "1")["dead"]) == (6, 2)
    assert unit_row(monitor, "0")["dead"] == 2


@pytest.mark.parametrize(("activation", "scale"), [(nn.Tanh, 100.0), (nn.Sigmoid, 1000.0)])
def test_saturated_units_are_counted(activation: type[nn.Module], scale: float) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), activation(), nn.Linear(8, 3))
    with torch.no_grad():
        model[0].weight.mul_(scale)
    monitor, _ = train(model, sgd(model), batches(60, rows=32), interval=4)
    row = unit_row(monitor, "1")
    assert row["kind"] == "bounded"
    assert row["saturated"] > 0.9
    assert "saturated-units" in found(monitor)


@pytest.mark.parametrize("activation", [nn.Tanh, nn.Sigmoid])
def test_units_away_from_their_ends_are_not_saturated(activation: type[nn.Module]) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), activation(), nn.Linear(8, 3))
    monitor, _ = train(model, sgd(model), batches(60, rows=32), interval=4)
    assert unit_row(monitor, "1")["saturated"] == 0.0
    assert "saturated-units" not in found(monitor)


def test_the_share_of_saturated_values_is_that_of_a_plain_count() -> None:
    model = nn.Sequential(nn.Tanh(), nn.Linear(4, 3))
    given = [(inputs * 4, targets) for inputs, targets in batches(3, rows=50)]
    monitor, _ = train(model, sgd(model), given, interval=100)
    values = torch.cat([inputs for inputs, _ in given]).tanh()
    plain = float((values.abs() > 0.9999092).double().mean())
    assert 0.05 < plain < 0.9
    assert unit_row(monitor, "0")["saturated"] == pytest.approx(plain, abs=1e-9)


def test_a_model_that_trains_in_eval_mode_is_seen() -> None:
    model = net(dropout=0.2)
    model.eval()
    monitor, _ = train(model, sgd(model), batches(30), interval=3)
    assert measure(monitor, "mode", "steps_in_eval") == 1.0
    assert "eval-mode-mismatch" in found(monitor)
    model = net(dropout=0.2)
    monitor, _ = train(model, sgd(model), batches(30), interval=3)
    assert measure(monitor, "mode", "steps_in_eval") is None
    assert "eval-mode-mismatch" not in found(monitor)


def test_a_model_that_returns_to_train_mode_after_evaluation_is_a_healthy_one() -> None:
    model = net(dropout=0.2)
    optimizer = sgd(model)
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(30):
            model.eval()
            with torch.no_grad():
                monitor.evaluate("validation", nn.functional.cross_entropy(model(inputs), targets), accuracy=0.5)
            model.train()
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
            monitor.step(1.0)
    assert measure(monitor, "mode", "steps_in_eval") is None
    assert monitor.tables()["curves"].filter(split="validation", metric="accuracy").height == 30


def normalised(momentum: float) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8, momentum=momentum), nn.ReLU(), nn.Linear(8, 3))


def test_running_statistics_that_never_move_are_seen() -> None:
    model = normalised(0.0)
    monitor, _ = train(model, sgd(model), batches(30), interval=3)
    assert measure(monitor, "statistics", "never_updated") == 1.0
    assert "1" in monitor.tables()["probes"].filter(probe="statistics")["where"][0]
    model = normalised(0.1)
    monitor, _ = train(model, sgd(model), batches(30), interval=3)
    assert measure(monitor, "statistics", "never_updated") is None


def test_the_time_that_is_waited_for_data_is_measured() -> None:
    from time import sleep

    model = net()
    optimizer = sgd(model)

    def slow() -> Iterator[Any]:
        for batch in batches(40):
            sleep(0.025)
            yield batch

    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in monitor.watch(slow()):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
            monitor.step(1.0)
    steps = monitor.tables()["monitored_steps"]
    assert steps.height == 40
    assert steps["wait_seconds"].min() >= 0.01
    assert (steps["seconds"] >= steps["wait_seconds"]).all()
    assert "data-bound" in found(monitor)
