from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from every import every
from polars.testing import assert_frame_equal
from torch import Tensor, nn
from training.monitor.loops import batches, found, net, sampled, train
from training.snapshots import hooks, snapshot

import dataaudit
from dataaudit.errors import InputError
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.monitor_tables import SCHEMAS
from dataaudit.training.run_folder import MARK, read_run

OPTIMIZERS: dict[str, Callable[[nn.Module], torch.optim.Optimizer]] = {
    "sgd": lambda model: torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9),
    "adamw": lambda model: torch.optim.AdamW(model.parameters(), lr=0.01),
}


class Odd(nn.Module):
    """A model whose output is not a tensor."""

    def __init__(self, shape: Callable[[Tensor], Any]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.act, self.last, self.shape = nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), shape
        self.held: Tensor = torch.zeros(0)

    def forward(self, value: Tensor) -> Any:
        self.held = self.last(self.act(self.first(value)))
        return self.shape(self.held)


@dataclass
class Output:
    """What some models give."""

    logits: Tensor
    nothing: None = None


def plainly(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    monitor: TrainingMonitor | None,
    steps: int = 23,
    loss_of: Callable[[int, Tensor], Any] = lambda step, loss: loss,
    **more: Any,
) -> None:
    """A loop with or without a monitor."""
    for step, (inputs, targets) in enumerate(batches(steps)):
        optimizer.zero_grad()
        output = model(inputs)
        loss = nn.functional.cross_entropy(output if isinstance(output, Tensor) else model.held, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if monitor is not None:
            monitor.step(loss_of(step, loss), **more)


@pytest.mark.parametrize("interval", [1, 4])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_model_trains_bit_for_bit_the_same_with_and_without_the_monitor(
    name: str, interval: int, tmp_path: Path
) -> None:
    ends = []
    for watched in (False, True):
        torch.manual_seed(3)
        model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 3))
        optimizer = OPTIMIZERS[name](model)
        monitor = TrainingMonitor(model, optimizer, interval=interval, out=tmp_path) if watched else None
        plainly(model, optimizer, monitor)
        if monitor is not None:
            monitor.diagnose()
            monitor.close()
            assert monitor.recorder.notes == []
        ends.append(snapshot(model, optimizer))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("steps", [0, 1, 3, 10])
def test_after_close_no_hook_is_left(steps: int) -> None:
    model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 3))
    optimizer = OPTIMIZERS["sgd"](model)
    monitor = TrainingMonitor(model, optimizer, interval=2)
    assert hooks(model, optimizer) > 0
    plainly(model, optimizer, monitor, steps)
    monitor.close()
    assert hooks(model, optimizer) == 0
    monitor.close()
    plainly(model, optimizer, monitor, 3)
    assert hooks(model, optimizer) == 0


def test_between_sampled_steps_the_one_hook_is_that_which_counts_the_calls_of_the_model() -> None:
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    monitor = TrainingMonitor(model, optimizer, interval=50)
    plainly(model, optimizer, monitor, 8)
    assert hooks(model) == 2  # one, which is listed twice because it takes keywords
    assert hooks(model, optimizer) == 2
    monitor.close()


@pytest.mark.parametrize("where", ["forward", "loop", "backward"])
def test_after_an_error_in_the_loop_no_hook_is_left_and_the_error_is_passed_on(where: str, tmp_path: Path) -> None:
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)

    def broken() -> None:
        with TrainingMonitor(model, optimizer, interval=1, out=tmp_path / "run") as monitor:
            plainly(model, optimizer, monitor, 6)
            if where == "loop":
                message = "out of memory"
                raise RuntimeError(message)
            if where == "forward":
                model(torch.ones(2, 5))
            loss = model(torch.ones(2, 4)).sum()
            loss.backward()
            loss.backward()

    with pytest.raises(
        RuntimeError, match={"loop": "out of memory", "forward": "shape", "backward": "second time"}[where]
    ):
        broken()
    assert hooks(model, optimizer) == 0
    name, tables, _, notes = read_run(tmp_path / "run")
    assert (name, notes) == ("run", [])
    assert tables["curves"].filter(metric="loss").height == 6


def test_an_error_in_a_backward_pass_does_not_end_the_measuring() -> None:
    class Breaking(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, value: Tensor) -> Tensor:
            return value.clone()

        @staticmethod
        def backward(context: Any, gradient: Tensor) -> Tensor:
            message = "a kernel failed"
            raise RuntimeError(message)

    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    with TrainingMonitor(model, optimizer, interval=1) as monitor:
        plainly(model, optimizer, monitor, 3)
        optimizer.zero_grad()
        hidden = model[1](model[0](torch.ones(4, 4)))
        output = model[3](Breaking.apply(hidden))
        with pytest.raises(RuntimeError, match="a kernel failed"):
            output.sum().backward()
        plainly(model, optimizer, monitor, 3)
    assert sampled(monitor).height == 6
    assert monitor.recorder.notes == []


@pytest.mark.full
def test_a_compiled_model_is_watched_and_the_note_says_what_is_not() -> None:
    torch.compiler.reset()
    model = net()
    compiled = torch.compile(model, backend="eager")
    optimizer = OPTIMIZERS["sgd"](model)
    monitor, own = train(compiled, optimizer, batches(20), interval=5)
    monitor.close()
    assert monitor.recorder.notes == ["the model is compiled: its activation modules cannot be watched"]
    rows = monitor.tables()["gradients"]
    assert set(rows["parameter"]) == {"0.weight", "0.bias", "3.weight", "3.bias"}
    norms = sampled(monitor).select("step", "grad_norm").rows()
    assert norms == [(step, pytest.approx(own.totals[int(step)], rel=1e-5)) for step, _ in norms]
    assert hooks(model, optimizer) == 0
    twin = net()
    train(twin, OPTIMIZERS["sgd"](twin), batches(20))
    assert snapshot(twin)["parameters"] == snapshot(model)["parameters"]


@pytest.mark.full
def test_a_compiled_model_is_compiled_once_more_for_sampled_steps_and_not_at_each() -> None:
    torch.compiler.reset()
    graphs = []

    def backend(module: torch.fx.GraphModule, inputs: Any) -> Any:
        graphs.append(1)
        return module.forward

    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    train(torch.compile(model, backend=backend), optimizer, batches(40), interval=4)
    assert 1 <= len(graphs) <= 2


def test_bf16_autocast_works_and_norms_are_those_of_the_gradients() -> None:
    model = net()
    optimizer = OPTIMIZERS["adamw"](model)
    true = []
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(20):
            optimizer.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                output = model(inputs)
                loss = nn.functional.cross_entropy(output, targets)
            assert output.dtype == torch.bfloat16
            loss.backward()
            true.append(float(torch.cat([one.grad.flatten() for one in model.parameters()]).norm()))
            optimizer.step()
            monitor.step(loss)
    steps = sampled(monitor).select("step", "grad_norm").rows()
    assert steps == [(step, pytest.approx(true[int(step)], rel=1e-5)) for step, _ in steps]
    assert monitor.recorder.notes == []
    assert monitor.tables()["units"].filter(module="1")["units"].to_list() == [8]


def test_a_bf16_model_is_measured() -> None:
    model = net().bfloat16()
    optimizer = OPTIMIZERS["sgd"](model)
    given = [(inputs.bfloat16(), targets) for inputs, targets in batches(12)]
    monitor, own = train(model, optimizer, given, interval=3)
    for step, norm in sampled(monitor).select("step", "grad_norm").rows():
        assert norm == pytest.approx(own.totals[int(step)], rel=0.02)
    assert monitor.recorder.notes == []


@pytest.mark.parametrize("interval", [0, -3])
def test_an_interval_below_one_is_an_error(interval: int) -> None:
    model = net()
    with pytest.raises(ValueError, match="interval"):
        TrainingMonitor(model, OPTIMIZERS["sgd"](model), interval=interval)
    assert hooks(model) == 0


def test_a_folder_that_cannot_be_written_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    with TrainingMonitor(model, optimizer, out=tmp_path / "file" / "run") as monitor:
        plainly(model, optimizer, monitor)
    assert len(monitor.recorder.notes) == 1
    assert str(tmp_path / "file") in monitor.recorder.notes[0]
    assert monitor.tables()["curves"].filter(metric="loss").height == 23


def test_a_loss_that_is_no_number_is_a_note_and_training_goes_on() -> None:
    ends = []
    for watched in (True, False):
        model = net()
        optimizer = OPTIMIZERS["sgd"](model)
        monitor = TrainingMonitor(model, optimizer, interval=1) if watched else None
        plainly(model, optimizer, monitor, loss_of=lambda step, loss: "high" if step == 3 else loss)
        if monitor is not None:
            monitor.close()
            assert len(monitor.recorder.notes) == 1
            assert "could not convert string to float: 'high'" in monitor.recorder.notes[0]
        ends.append(snapshot(model)["parameters"])
    assert ends[0] == ends[1]


@every(
    "more",
    [
        {"row_ids": torch.arange(5), "sample_losses": torch.ones(8)},
        {"row_ids": list(range(8)), "sample_losses": torch.ones(3)},
        {"row_ids": object(), "sample_losses": torch.ones(8)},
        {
            "row_ids": torch.arange(8),
            "sample_losses": torch.ones(8),
            "logits": torch.ones(8, 3),
            "labels": torch.ones(8),
        },
        {"metrics": {"accuracy": "good"}},
        {"metrics": 3},
    ],
)
def test_arguments_that_do_not_fit_become_notes_and_the_monitor_takes_itself_off(more: dict[str, Any]) -> None:
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    monitor = TrainingMonitor(model, optimizer, interval=1)
    plainly(model, optimizer, monitor, **more)
    notes = monitor.recorder.notes
    assert len(notes) == 6
    assert notes[-1] == "the monitor detached itself after five errors; training continues"
    assert hooks(model, optimizer) == 0
    monitor.close()


def test_wrong_evaluations_become_notes() -> None:
    model = net()
    monitor = TrainingMonitor(model, OPTIMIZERS["sgd"](model))
    monitor.evaluate("validation", "low")  # type: ignore[arg-type]
    monitor.evaluate("validation", torch.ones(3))
    monitor.evaluate("validation", 1.0, accuracy=None)  # type: ignore[arg-type]
    assert len(monitor.recorder.notes) == 3
    monitor.evaluate("validation", torch.tensor(0.25), accuracy=0.5)
    curves = monitor.tables()["curves"].filter(split="validation")
    assert curves.select("metric", "value").rows()[-2:] == [("loss", 0.25), ("accuracy", 0.5)]
    monitor.close()


@pytest.mark.parametrize(
    "shape",
    [
        lambda logits: None,
        lambda logits: (logits, None),
        lambda logits: Output(logits),
        lambda logits: {"logits": logits},
    ],
)
def test_models_may_give_anything(shape: Callable[[Tensor], Any]) -> None:
    model = Odd(shape)
    optimizer = OPTIMIZERS["sgd"](model)
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        plainly(model, optimizer, monitor)
    assert monitor.recorder.notes == []
    assert set(monitor.tables()["units"]["module"]) == {"act", "first", "last"}


class Activation(nn.ReLU):
    """A rectified module that gives more than a tensor."""

    def forward(self, value: Tensor) -> Any:
        return Output(super().forward(value))


def test_activation_modules_that_give_more_than_a_tensor_are_left_out() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.act, self.last = nn.Linear(4, 8), Activation(), nn.Linear(8, 3)

        def forward(self, value: Tensor) -> Tensor:
            return self.last(self.act(self.first(value)).logits)

    model = Net()
    optimizer = OPTIMIZERS["sgd"](model)
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        plainly(model, optimizer, monitor)
    assert monitor.recorder.notes == []
    assert "act" not in monitor.tables()["units"]["module"]


def test_parameters_that_cannot_be_measured_are_a_note() -> None:
    class Partly(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.here, self.there = nn.Linear(4, 3), nn.Linear(4, 4, device="meta")
            self.register_buffer("codes", torch.zeros(3, dtype=torch.int8))
            self.whole = nn.Parameter(torch.zeros(3, dtype=torch.int8), requires_grad=False)

        def forward(self, value: Tensor) -> Tensor:
            return self.here(value)

    model = Partly()
    optimizer = torch.optim.SGD(model.here.parameters(), lr=0.1)
    with TrainingMonitor(model, optimizer, interval=2) as monitor:
        for inputs, targets in batches(12):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
            monitor.step(1.0)
    assert len(monitor.recorder.notes) == 1
    assert monitor.recorder.notes[0].startswith("not watched: 3 parameters")
    assert set(monitor.tables()["gradients"]["parameter"]) == {"here.weight", "here.bias"}


def test_a_loop_that_never_steps_the_optimizer_and_one_without_a_loss_are_no_errors() -> None:
    model = net()
    with TrainingMonitor(model, OPTIMIZERS["sgd"](model), interval=1) as monitor:
        for _ in range(7):
            monitor.step()
    assert monitor.recorder.notes == []
    assert monitor.tables()["monitored_steps"].height == 7
    assert monitor.tables()["gradients"].height == 0


def test_the_written_folder_is_read_again_and_can_be_diagnosed(tmp_path: Path) -> None:
    model = net()
    optimizer = OPTIMIZERS["sgd"](model)
    out = tmp_path / "deep" / "run"
    monitor = TrainingMonitor(
        model, optimizer, out=out, interval=4, name="first try", chance_loss=1.0986, baseline_loss=0.7
    )
    with torch.no_grad():
        model[0].bias[:6] = -100.0
    with monitor:
        for step, (inputs, targets) in enumerate(batches(120, rows=32)):
            optimizer.zero_grad()
            output = model(inputs)
            losses = nn.functional.cross_entropy(output, targets, reduction="none")
            losses.mean().backward()
            optimizer.step()
            ids = torch.arange(32) + 32 * (step % 4)
            monitor.step(losses.mean(), row_ids=ids, sample_losses=losses, logits=output, labels=targets)
            if step % 20 == 19:
                monitor.evaluate("validation", 0.5, accuracy=0.8)
    name, tables, known, notes = read_run(out)
    assert (name, notes) == ("first try", [])
    assert known["training.chance_loss"] == 1.0986
    assert known["training.learning_rate"] == pytest.approx(0.1)
    for table, frame in monitor.tables().items():
        assert_frame_equal(tables[table], frame, check_row_order=False)
        if table in SCHEMAS:
            assert dict(tables[table].schema) == SCHEMAS[table]
    made = dataaudit.diagnose(out)
    assert [run.name for run in made.runs] == ["first try"]
    names = {one.name for one in made.findings if one.status == "found"}
    assert "dead-units" in names
    assert names == {one.name for one in monitor.diagnose().findings if one.status == "found"}


def test_a_folder_without_the_mark_and_one_with_a_broken_one_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=MARK):
        read_run(tmp_path)
    (tmp_path / MARK).write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        read_run(tmp_path)


def test_a_healthy_run_is_told_as_one(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    monitor, _ = train(model, optimizer, batches(200, rows=32), interval=5, out=tmp_path / "run")
    assert found(monitor) == set()
    monitor.close()
    assert [one for one in dataaudit.diagnose(tmp_path / "run").findings if one.severity != "info"] == []


def test_a_loss_of_several_numbers_costs_its_own_step_alone() -> None:
    model = net()
    monitor = TrainingMonitor(model, OPTIMIZERS["sgd"](model), interval=10)
    for step in range(31):
        monitor.step(torch.ones(3) if step == 17 else torch.tensor(float(step)))
    losses = monitor.tables()["curves"].filter(split="train", metric="loss")
    assert losses["step"].to_list() == [step for step in range(31) if step != 17]
    assert len(monitor.recorder.notes) == 1
    monitor.close()
    monitor.step(torch.tensor(1.0))
    assert monitor.tables()["curves"].filter(split="train", metric="loss").height == 30
