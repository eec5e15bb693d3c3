from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from training.snapshots import hooks, snapshot, written

from dataaudit.training.lr_finder.find_learning_rate import LearningRates, find_learning_rate
from dataaudit.training.monitor_tables import SCHEMAS

pytestmark = pytest.mark.draws

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": lambda parameters, lr=0.1: torch.optim.SGD(parameters, lr=lr),
    "momentum": lambda parameters, lr=0.1: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    "adam": lambda parameters, lr=1e-3: torch.optim.Adam(parameters, lr=lr),
}


class Counted:
    """A list of batches that counts how often it is begun."""

    def __init__(self, batches: list[Any]) -> None:
        self.batches, self.begun = batches, 0

    def __iter__(self) -> Iterator[Any]:
        self.begun += 1
        return iter(self.batches)


def classes(rows: int = 192) -> TensorDataset:
    generator = torch.Generator().manual_seed(1)
    labels = torch.arange(rows) % 3
    centres = 1.5 * torch.randn(3, 6, generator=generator)
    return TensorDataset(centres[labels] + torch.randn(rows, 6, generator=generator), labels)


def net(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3))


def shuffled(own: bool = True) -> DataLoader[Any]:
    generator = torch.Generator().manual_seed(4) if own else None
    return DataLoader(classes(), batch_size=32, shuffle=True, generator=generator)


def quadratic(curvature: float) -> Callable[[nn.Module, Any], Tensor]:
    return lambda model, batch: curvature / 2 * model.weight.pow(2).sum()


def bowl() -> nn.Linear:
    model = nn.Linear(4, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[1.0, -1.0, 1.0, -1.0]]))
    return model


class Losses:
    """A loss that notes what it was called with, and gives way to NaN from a call on."""

    def __init__(self, broken_from: int | None = None) -> None:
        self.batches: list[Any] = []
        self.broken_from = broken_from

    def __call__(self, model: nn.Module, batch: Any) -> Tensor:
        self.batches.append(written(batch[0]))
        loss = nn.functional.cross_entropy(model(batch[0]), batch[1])
        return loss * float("nan") if len(self.batches) - 1 == self.broken_from else loss


def told(found: LearningRates) -> list[float | None]:
    return [found.suggested, found.low, found.high, found.steepest, found.valley]


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("warm", [0, 3])
@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_everything_is_afterwards_bit_for_bit_what_it_was(own: bool, warm: int, name: str) -> None:
    torch.manual_seed(2)
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Tanh(), nn.Linear(8, 3))
    loader, optimizer = shuffled(own), OPTIMIZERS[name](model.parameters())
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=500)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    for _, (inputs, targets) in zip(range(warm), loader, strict=False):
        optimizer.zero_grad()
        scaler.scale(nn.functional.cross_entropy(model(inputs), targets)).backward()
        scaler.step(optimizer)
        scaler.update()
        scheduler.step()
    model[1].eval()
    parts = (model, optimizer, scheduler, scaler, loader)
    was, held = snapshot(*parts), hooks(model, optimizer)
    coming = written(list(loader))
    loader.generator.set_state(_state(was)) if own else torch.set_rng_state(_random(was))
    assert snapshot(*parts) == was
    find_learning_rate(
        model,
        optimizer,
        loader,
        criterion=nn.CrossEntropyLoss(),
        scheduler=scheduler,
        scaler=scaler,
        points=30,
        seeds=2,
    )
    assert snapshot(*parts) == was
    assert hooks(model, optimizer) == held == 0
    assert written(list(loader)) == coming


def _state(was: dict[str, Any]) -> Tensor:
    return torch.frombuffer(bytearray(was["generator"][2]), dtype=torch.uint8)


def _random(was: dict[str, Any]) -> Tensor:
    return torch.frombuffer(bytearray(was["random"][2][2]), dtype=torch.uint8)


def test_everything_is_put_back_after_an_error_in_the_loss_too() -> None:
    model = net()
    optimizer = OPTIMIZERS["adam"](model.parameters())
    was = snapshot(model, optimizer)
    calls = []

    def loss(model: nn.Module, batch: Any) -> Tensor:
        calls.append(1)
        if len(calls) > 25:
            message = "out of memory"
            raise RuntimeError(message)
        return nn.functional.cross_entropy(model(batch[0]), batch[1])

    with pytest.raises(RuntimeError, match="out of memory"):
        find_learning_rate(model, optimizer, list(shuffled()), loss=loss)
    assert snapshot(model, optimizer) == {**was, "random": snapshot(model)["random"]}
    assert hooks(model, optimizer) == 0


@pytest.mark.parametrize("rates", [(0.1, 0.01), (3e-4, 0.3), (0.1, 0.0), (0.0, 0.0)])
def test_groups_keep_the_ratio_of_their_rates_during_the_test(rates: tuple[float, float]) -> None:
    model = net()
    groups = [{"params": one.parameters(), "lr": rate} for one, rate in zip((model[0], model[2]), rates, strict=True)]
    optimizer = torch.optim.SGD(groups, lr=1.0)
    seen: list[list[float]] = []
    optimizer.register_step_pre_hook(lambda one, args, named: seen.append([group["lr"] for group in one.param_groups]))
    found = find_learning_rate(
        model, optimizer, shuffled(), criterion=nn.CrossEntropyLoss(), lowest=1e-6, highest=1e-2, points=40, seeds=1
    )
    assert len(seen) == 40
    largest = max(rates)
    shares = [rate / largest if largest else 1.0 for rate in rates]
    for step, rate in enumerate(np.geomspace(1e-6, 1e-2, 40)):
        assert seen[step] == pytest.approx([rate * share for share in shares], rel=1e-12)
    assert found.curves[0].rates == pytest.approx(np.geomspace(1e-6, 1e-2, 40))


@pytest.mark.parametrize("curvature", [1.0, 10.0, 100.0])
def test_the_suggestion_for_a_quadratic_is_one_that_gradient_descent_converges_with(curvature: float) -> None:
    model = bowl()
    optimizer = OPTIMIZERS["sgd"](model.parameters())
    found = find_learning_rate(model, optimizer, [torch.zeros(1)] * 7, loss=quadratic(curvature), highest=1e3)
    # Beyond two divided by the curvature every step overshoots by more than it came from.
    assert 0.02 / curvature < found.suggested < 2 / curvature
    assert min(found.steepest, found.valley) <= found.suggested <= max(found.steepest, found.valley)
    assert found.low <= found.suggested <= found.high < found.divergence
    assert found.divergence > 2 / curvature
    assert (found.agree, found.warning) == (True, "")


def test_the_suggestion_for_adam_does_not_depend_on_the_scale_of_the_loss() -> None:
    suggested = []
    for curvature in (1.0, 64.0, 4096.0):
        model = bowl()
        optimizer = OPTIMIZERS["adam"](model.parameters())
        found = find_learning_rate(model, optimizer, [torch.zeros(1)] * 7, loss=quadratic(curvature), seeds=1)
        suggested.append(found.suggested)
    assert suggested == pytest.approx([suggested[0]] * 3, rel=0.05)
    assert 1e-3 < suggested[0] < 0.3


BOUNDS = {"sgd": (0.03, 0.8), "momentum": (5e-3, 0.15), "adam": (4e-3, 0.1)}


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.full)])
def test_a_small_net_learns_with_the_suggestion_and_not_with_a_hundredth_of_it(name: str, seed: int) -> None:
    model, loader = net(seed), shuffled()
    found = find_learning_rate(model, OPTIMIZERS[name](model.parameters()), loader, criterion=nn.CrossEntropyLoss())
    low, high = BOUNDS[name]
    assert low < found.suggested < high
    assert min(found.steepest, found.valley) <= found.suggested < found.divergence
    assert found.low < found.suggested <= found.high < found.divergence
    ends = []
    for rate in (found.suggested, found.suggested / 100):
        twin = deepcopy(model)
        optimizer = OPTIMIZERS[name](twin.parameters(), rate)
        for _ in range(8):
            for inputs, targets in loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(twin(inputs), targets)
                loss.backward()
                optimizer.step()
        ends.append(float(loss.detach()))
    assert ends[0] < 0.35 < 0.6 < ends[1]


@pytest.mark.parametrize("own", [True, False])
def test_seeds_see_different_orders_of_the_data_and_a_second_call_the_same_ones(own: bool) -> None:
    model, loader = net(), shuffled(own)
    optimizer = OPTIMIZERS["sgd"](model.parameters())
    runs = []
    for _ in range(2):
        loss = Losses()
        found = find_learning_rate(model, optimizer, loader, loss=loss, highest=1e-3, points=20, seeds=3)
        runs.append(loss.batches)
        assert [len(one.losses) for one in found.curves] == [20, 20, 20]
        assert len({tuple(one.losses) for one in found.curves}) == 3
    first, second, third = runs[0][:20], runs[0][20:40], runs[0][40:]
    assert first != second != third != first
    assert runs[0] == runs[1]


@pytest.mark.parametrize("place", [0, 4, 30])
def test_a_loss_that_is_nan_ends_its_seed_and_no_other(place: int) -> None:
    model = net()
    loss = Losses(broken_from=place)
    found = find_learning_rate(model, OPTIMIZERS["sgd"](model.parameters()), shuffled(), loss=loss, highest=1e-2)
    assert [len(one.losses) for one in found.curves] == [place + 1, 100, 100]
    assert np.isnan(found.curves[0].losses[-1])
    assert len(found.curves[0].smooth) == place
    assert found.curves[0].divergence == found.curves[0].rates[-1]
    assert found.divergence is None
    assert not found.agree


def test_a_loss_that_is_always_nan_gives_no_rate_and_says_so() -> None:
    model = net()
    found = find_learning_rate(
        model,
        OPTIMIZERS["sgd"](model.parameters()),
        shuffled(),
        loss=lambda model, batch: model(batch[0]).sum() * torch.nan,
    )
    assert told(found) == [None] * 5
    assert found.divergence == pytest.approx(1e-7)
    assert "does not fall at any rate" in found.warning
    assert not found.agree


def test_a_seed_ends_where_the_loss_is_far_above_its_best() -> None:
    model = bowl()
    optimizer = OPTIMIZERS["sgd"](model.parameters())
    found = find_learning_rate(model, optimizer, [torch.zeros(1)], loss=quadratic(10), highest=1e6, seeds=1)
    assert len(found.curves[0].losses) < 80
    assert np.isfinite(found.curves[0].losses).all()


def test_labels_that_are_noise_give_no_rate_and_a_warning() -> None:
    torch.manual_seed(0)
    model = nn.Linear(6, 2)
    data = TensorDataset(torch.randn(4096, 6), torch.randint(0, 2, (4096,)))
    optimizer = OPTIMIZERS["sgd"](model.parameters())
    loader = DataLoader(data, batch_size=8, shuffle=True)
    with torch.no_grad():
        model.weight.mul_(0.01)
    found = find_learning_rate(model, optimizer, loader, criterion=nn.CrossEntropyLoss(), highest=0.1)
    assert told(found) == [None] * 5
    assert (found.agree, found.warning) == (
        False,
        "the loss does not fall at any rate: check the model with dataaudit.probe first",
    )


def test_rates_that_reach_no_weight_give_no_rate_and_a_warning() -> None:
    """All that is trained lies behind a detach(); what reaches the loss is not the optimizer's."""
    model = net()
    model.register_parameter("other", nn.Parameter(torch.zeros(1)))
    optimizer = OPTIMIZERS["adam"](model[0].parameters())
    found = find_learning_rate(
        model, optimizer, shuffled(),
        loss=lambda model, batch: nn.functional.cross_entropy(model(batch[0]).detach() + model.other, batch[1]),
    )  # fmt: skip
    assert told(found) == [None] * 5
    assert "does not fall at any rate" in found.warning


def test_a_test_that_ends_too_early_says_that_the_loss_still_falls() -> None:
    model = net()
    found = find_learning_rate(
        model, OPTIMIZERS["sgd"](model.parameters()), shuffled(), criterion=nn.CrossEntropyLoss(), highest=0.05
    )
    assert found.divergence is None
    assert found.warning == "the loss still falls at the highest rate: raise 'highest'"


def test_a_short_loader_is_begun_anew_when_it_ends_and_not_at_every_step() -> None:
    model = net()
    loader = Counted(list(DataLoader(classes(), batch_size=28)))
    find_learning_rate(
        model, OPTIMIZERS["sgd"](model.parameters()), loader, criterion=nn.CrossEntropyLoss(), highest=1e-3, seeds=2
    )
    assert loader.begun == 2 * -(-100 // 7)


def test_a_long_loader_is_begun_once_a_seed() -> None:
    model = net()
    loader = Counted(list(shuffled()) * 9)
    find_learning_rate(
        model, OPTIMIZERS["sgd"](model.parameters()), loader, criterion=nn.CrossEntropyLoss(), points=50, seeds=3
    )
    assert loader.begun == 3


def test_a_loader_without_batches_is_an_error() -> None:
    model = net()
    with pytest.raises(ValueError, match="no batches"):
        find_learning_rate(model, OPTIMIZERS["sgd"](model.parameters()), [], criterion=nn.CrossEntropyLoss())


@pytest.mark.parametrize(
    "wrong", [{"lowest": 0.0}, {"lowest": -1e-3}, {"lowest": 1.0, "highest": 0.1}, {"points": 19}, {"seeds": 0}]
)
def test_a_range_that_is_none_is_an_error(wrong: dict[str, Any]) -> None:
    model = net()
    with pytest.raises(ValueError, match="need 0 < lowest < highest"):
        find_learning_rate(
            model, OPTIMIZERS["sgd"](model.parameters()), shuffled(), criterion=nn.CrossEntropyLoss(), **wrong
        )


@pytest.fixture(scope="module")
def found() -> LearningRates:
    model = net()
    return find_learning_rate(
        model, OPTIMIZERS["adam"](model.parameters()), shuffled(), criterion=nn.CrossEntropyLoss(), points=50
    )


def test_tables_hold_what_was_found_and_every_point(found: LearningRates) -> None:
    tables = found.tables()
    assert {name: dict(frame.schema) for name, frame in tables.items()} == {
        name: SCHEMAS[name] for name in ("finder", "finder_curves")
    }
    row = tables["finder"].row(0, named=True)
    assert row["seeds"] == 3
    assert [row[name] for name in ("suggested", "low", "high", "steepest", "valley")] == told(found)
    points = tables["finder_curves"]
    assert points.height == sum(len(one.smooth) for one in found.curves)
    for seed, one in enumerate(found.curves):
        own = points.filter(points["seed"] == seed)
        assert own["loss"].to_list() == one.losses[: len(one.smooth)].tolist()
        assert own["rate"].to_list() == one.rates[: len(one.smooth)].tolist()


@pytest.mark.parametrize(("name", "begin"), [("curves.png", b"\x89PNG\r\n\x1a\n"), ("curves.svg", b"<svg")])
def test_the_plot_is_a_picture_of_its_kind(found: LearningRates, tmp_path: Path, name: str, begin: bytes) -> None:
    found.plot(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    assert content.startswith(begin)
    assert len(content) > 3000


def test_a_finder_that_found_nothing_can_be_plotted_too(tmp_path: Path) -> None:
    model = net()
    nothing = find_learning_rate(
        model,
        OPTIMIZERS["sgd"](model.parameters()),
        shuffled(),
        loss=lambda model, batch: model(batch[0]).sum() * torch.nan,
    )
    nothing.plot(tmp_path / "curves.svg")
    assert b"<svg" in (tmp_path / "curves.svg").read_bytes()[:100]
