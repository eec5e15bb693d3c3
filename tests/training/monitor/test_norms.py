from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.monitor.loops import batches, by_step, found, measure, net, sampled, train

from dataaudit.training.monitor.monitor import TrainingMonitor

OPTIMIZERS = {
    "sgd": lambda model: torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9),
    "adam": lambda model: torch.optim.Adam(model.parameters(), lr=0.01),
    "adamw": lambda model: torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1),
}


def near(values: Any) -> Any:
    return pytest.approx(values, rel=1e-5, abs=1e-9)


class Scaler:
    """A gradient scaler of a fixed scale."""

    def get_scale(self) -> float:
        return 64.0

    def is_enabled(self) -> bool:
        return True

    def scale(self, loss: Tensor) -> Tensor:
        return loss * 64.0

    def unscale_(self, optimizer: torch.optim.Optimizer) -> None:
        for group in optimizer.param_groups:
            for one in group["params"]:
                one.grad.div_(64.0)

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        optimizer.step()

    def update(self) -> None:
        """The scale stays."""


class Tied(nn.Module):
    """Two layers of one weight, a frozen layer, one that the loss does not need."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.first, self.middle, self.again = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
        self.again.weight = self.middle.weight
        self.frozen, self.last, self.unused = nn.Linear(4, 4), nn.Linear(4, 3), nn.Linear(2, 2)
        self.frozen.requires_grad_(False)

    def forward(self, value: Tensor) -> Tensor:
        return self.last(self.frozen(torch.tanh(self.again(torch.tanh(self.middle(self.first(value)))))))


@pytest.mark.parametrize("clip", [None, 0.05])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_norms_are_those_of_a_plain_loop_before_clipping_and_at_the_optimizer(name: str, clip: float | None) -> None:
    model = net()
    monitor, own = train(model, OPTIMIZERS[name](model), batches(31), clip=clip, interval=10)
    gradients, weights, updates = (by_step(monitor, one) for one in ("grad_norm", "weight_norm", "update_norm"))
    assert list(gradients) == [0, 1, 2, 3, 4, 10, 20, 30]
    for step, norms in gradients.items():
        assert norms == near(own.gradients[step])
        assert weights[step] == near(own.weights[step])
        assert updates[step] == near(own.updates[step])
    steps = sampled(monitor)
    for step, norm, clipped in steps.select("step", "grad_norm", "clipped_norm").rows():
        assert norm == near(own.totals[int(step)])
        assert clipped == near(own.clipped[int(step)])
        assert clip is None or clipped <= clip * 1.0001 < norm
    assert monitor.recorder.notes == []
    monitor.close()


def test_the_tables_name_parameters_their_sizes_and_rates() -> None:
    model = nn.ModuleDict({"words": nn.Embedding(9, 4), "head": nn.Linear(4, 3)})
    groups = [{"params": model["words"].parameters(), "lr": 0.5}, {"params": [model["head"].weight]}]
    optimizer = torch.optim.SGD(groups, lr=0.25)
    with TrainingMonitor(model, optimizer) as monitor:
        model["head"](model["words"](torch.tensor([1, 2]))).sum().backward()
        optimizer.step()
        monitor.step(1.0)
    rows = monitor.tables()["gradients"].select(
        "parameter", "depth", "numel", "dimensions", "embedding", "held", "rate"
    )
    assert rows.rows() == [
        ("words.weight", 0, 36, 2, True, True, 0.5),
        ("head.weight", 1, 12, 2, False, True, 0.25),
        ("head.bias", 2, 3, 1, False, False, 0.0),
    ]


def test_losses_and_rates_of_every_step_are_in_the_curves_and_norms_of_sampled_ones() -> None:
    model = net()
    monitor, own = train(model, OPTIMIZERS["adam"](model), batches(27), interval=10)
    monitor.close()
    curves = monitor.tables()["curves"]
    losses = curves.filter(metric="loss", split="train")
    assert losses["step"].to_list() == list(range(27))
    assert losses["value"].to_list() == near(own.losses)
    assert curves.filter(metric="learning_rate")["value"].to_list() == [0.01] * 27
    norms = curves.filter(metric="gradient_norm")
    assert norms["step"].to_list() == [0, 1, 2, 3, 4, 10, 20]
    assert norms["value"].to_list() == near([own.totals[int(step)] for step in norms["step"]])


def test_a_loss_as_a_tensor_is_the_same_as_a_number_and_none_makes_no_point() -> None:
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    given: list[Any] = []
    with TrainingMonitor(model, optimizer, interval=4) as monitor:
        for step, (inputs, targets) in enumerate(batches(12)):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets)
            loss.backward()
            optimizer.step()
            given.append(float(loss.detach()))
            kinds: list[Any] = [loss, given[-1], None, loss.detach().double(), loss[None]]
            monitor.step(kinds[step % 5])
    curve = monitor.tables()["curves"].filter(metric="loss")
    assert curve["step"].to_list() == [0, 1, 3, 4, 5, 6, 8, 9, 10, 11]
    assert curve["value"].to_list() == near([given[int(step)] for step in curve["step"]])
    assert monitor.recorder.notes == []


def test_accumulated_micro_batches_count_with_their_sum() -> None:
    model = net()
    monitor, own = train(model, OPTIMIZERS["sgd"](model), batches(36), accumulate=3, clip=0.1, interval=4)
    norms = by_step(monitor, "grad_norm")
    assert list(norms) == [0, 1, 2, 3, 4, 8]
    for step, values in norms.items():
        assert values == near(own.gradients[step])
    for step, norm, clipped in sampled(monitor).select("step", "grad_norm", "clipped_norm").rows():
        assert (norm, clipped) == (near(own.totals[int(step)]), near(own.clipped[int(step)]))
    assert measure(monitor, "zero_grad", "kept") in (None, 0.0)
    assert "missing-zero-grad" not in found(monitor)


def test_norms_are_told_without_the_scale_of_a_gradient_scaler() -> None:
    model = net()
    monitor, own = train(model, OPTIMIZERS["sgd"](model), batches(12), scaler=Scaler(), clip=0.1, interval=5)
    for step, norms in by_step(monitor, "grad_norm").items():
        assert norms == near(own.gradients[step])
    for step, norm, clipped, scale in sampled(monitor).select("step", "grad_norm", "clipped_norm", "scale").rows():
        assert (norm, clipped, scale) == (near(own.totals[int(step)]), near(own.clipped[int(step)]), 64.0)
    assert monitor.tables()["curves"].filter(metric="loss_scale")["value"].unique().to_list() == [64.0]
    assert monitor.recorder.notes == []


def test_steps_that_the_scaler_of_torch_skips_are_told() -> None:
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    scaler = torch.amp.GradScaler("cpu", init_scale=16.0, growth_interval=1000)
    with TrainingMonitor(model, optimizer, scaler=scaler, interval=4) as monitor:
        for step, (inputs, targets) in enumerate(batches(10)):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets) * (math.inf if step == 6 else 1.0)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            monitor.step(loss)
    skipped = monitor.tables()["curves"].filter(metric="skipped")["value"].to_list()
    assert skipped == [float(step == 6) for step in range(10)]
    assert sampled(monitor)["scale"].to_list() == [16.0] * 5 + [8.0]
    assert monitor.recorder.notes == []


def test_tied_parameters_are_told_once_and_frozen_ones_as_frozen() -> None:
    model = Tied()
    optimizer = torch.optim.Adam([one for one in model.parameters() if one.requires_grad], lr=0.01)
    monitor, own = train(model, optimizer, batches(12), interval=5)
    rows = monitor.tables()["gradients"].filter(step=0.0)
    assert rows["parameter"].to_list() == own.names
    assert rows["parameter"].to_list().count("middle.weight") == 1
    assert "again.weight" not in rows["parameter"]
    told = {row["parameter"]: row for row in rows.iter_rows(named=True)}
    for name in ("frozen.weight", "frozen.bias"):
        assert (told[name]["trainable"], told[name]["grad_norm"], told[name]["update_norm"]) == (False, None, 0.0)
        assert not told[name]["held"]
    assert (told["unused.weight"]["trainable"], told["unused.weight"]["grad_norm"]) == (True, None)
    for step, norms in by_step(monitor, "grad_norm").items():
        assert norms == [None if norm is None else near(norm) for norm in own.gradients[step]]


@pytest.mark.parametrize("numel", [1 << 16, 100_000, 200_001])
def test_the_update_of_a_large_parameter_is_measured_on_a_part_of_it(numel: int) -> None:
    weight = nn.Parameter(torch.randn(numel, generator=torch.Generator().manual_seed(0)))
    model = nn.ParameterList([weight])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with TrainingMonitor(model, optimizer) as monitor:
        old = weight.detach().clone()
        (weight * torch.randn(numel, generator=torch.Generator().manual_seed(1))).sum().backward()
        optimizer.step()
        monitor.step(0.0)
    row = monitor.tables()["gradients"].row(0, named=True)
    exact = float((weight.detach() - old).norm())
    assert row["update_norm"] == pytest.approx(exact, rel=1e-5 if numel <= 1 << 16 else 0.02)
    assert row["grad_norm"] == pytest.approx(exact / 0.1, rel=1e-4)
    assert row["weight_norm"] == pytest.approx(float(old.norm()), rel=1e-5)


def test_values_of_a_gradient_that_are_not_finite_are_counted() -> None:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    state, true = {name: one.clone() for name, one in model.state_dict().items()}, []
    with TrainingMonitor(model, optimizer, interval=1) as monitor:
        for step, (inputs, targets) in enumerate(batches(6)):
            optimizer.zero_grad()
            if step == 4:
                inputs = inputs.clone()
                inputs[0, 2] = math.inf
            nn.functional.cross_entropy(model(inputs), targets).backward()
            true.append([int((~torch.isfinite(one.grad)).sum()) for one in model.parameters()])
            optimizer.step()
            model.load_state_dict(state)
            monitor.step(1.0)
    assert [sum(counts) > 0 for counts in true] == [False] * 4 + [True, False]
    assert list(by_step(monitor, "nonfinite").values()) == true
    for step, norms in by_step(monitor, "grad_norm").items():
        assert [math.isfinite(norm) for norm in norms] == [count == 0 for count in true[step]]
    assert "non-finite-gradients" in found(monitor)


def test_sparse_gradients_are_measured() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Embedding(50, 4, sparse=True), nn.Flatten(), nn.Linear(12, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with TrainingMonitor(model, optimizer, interval=1) as monitor:
        true = []
        for step in range(6):
            optimizer.zero_grad()
            tokens = torch.randint(0, 50, (5, 3), generator=torch.Generator().manual_seed(step))
            nn.functional.cross_entropy(model(tokens), torch.arange(5) % 3).backward()
            true.append(float(model[0].weight.grad.to_dense().norm()))
            optimizer.step()
            monitor.step(1.0)
    assert monitor.tables()["gradients"].filter(parameter="0.weight")["grad_norm"].to_list() == near(true)
    assert monitor.recorder.notes == []


@pytest.mark.full
def test_two_processes_measure_together_what_one_measures_alone(tmp_path: Any) -> None:
    import torch.multiprocessing
    from training.monitor.two_processes import fit, net
    from training.monitor.two_processes import train as trained

    from dataaudit.training.run_folder import read_run

    alone = fit(net(), 0, 1, str(tmp_path / "alone")).tables()
    columns = ("grad_norm", "weight_norm", "update_norm")
    for wrapper in ("ddp", "fsdp"):
        torch.multiprocessing.spawn(trained, (str(tmp_path), wrapper), nprocs=2)
        _, together, _, notes = read_run(tmp_path / wrapper)
        assert notes == ["joined from 2 of 2 processes"]
        one, two = (some["gradients"].sort("step", "parameter") for some in (alone, together))
        assert one.select("step", "parameter").rows() == two.select("step", "parameter").rows()
        for column in columns:
            assert two[column].to_list() == pytest.approx(one[column].to_list(), rel=1e-4)
        steps = [some["monitored_steps"].drop_nulls("grad_norm") for some in (alone, together)]
        for column in ("step", "clipped_norm", *(["grad_norm"] if wrapper == "ddp" else [])):
            assert steps[1][column].to_list() == pytest.approx(steps[0][column].to_list(), rel=1e-4)
        losses = [some["curves"].filter(split="train", metric="loss")["value"] for some in (alone, together)]
        assert losses[1].to_list() == pytest.approx(losses[0].to_list(), rel=1e-4)
        assert together["gradients"]["shard"].all() == (wrapper == "fsdp")
