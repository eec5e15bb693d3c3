from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset, WeightedRandomSampler
from training.snapshots import snapshot, written

from dataaudit.training.training_state import TrainingState, restored

OPTIMIZERS: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
    "sgd": lambda groups: torch.optim.SGD(groups, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda groups: torch.optim.Adam(groups, lr=0.01, amsgrad=True),
    "adamw": lambda groups: torch.optim.AdamW(groups, lr=0.01),
    "rmsprop": lambda groups: torch.optim.RMSprop(groups, lr=0.01, momentum=0.5, centered=True),
}
SCHEDULERS: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
    "none": lambda optimizer: None,
    "step": lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.5),
    "one cycle": lambda optimizer: torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=[0.1, 0.02], total_steps=200),
}
MOVES = (
    "step", "step", "step", "eval", "mixed modes", "freeze", "gradients away", "draw", "rates", "overwrite", "order",
    "grow",
)  # fmt: skip
"""What may happen while a state is held."""


class Net(nn.Module):
    """Batch normalisation, dropout, tied weights, a frozen bias, a buffer that no state_dict holds."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm, self.drop = nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Dropout(0.4)
        self.middle, self.again, self.last = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 2)
        self.again.weight = self.middle.weight
        self.again.bias.requires_grad_(False)
        self.register_buffer("calls", torch.zeros((), dtype=torch.int64), persistent=False)
        self.register_buffer("mean", torch.zeros(6))

    def forward(self, value: Tensor) -> Tensor:
        value = self.drop(torch.relu(self.norm(self.first(value))))
        with torch.no_grad():
            self.calls += 1
            self.mean.lerp_(value.mean(0), 0.1)
        return self.last(torch.tanh(self.again(torch.tanh(self.middle(value)))))


@dataclass
class Training:
    """A small training, whose every part can be put back."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: Any
    scaler: Any
    loader: Any

    def parts(self) -> tuple[Any, ...]:
        return self.model, self.optimizer, self.scheduler, self.scaler, self.loader

    def step(self) -> float:
        inputs, targets = next(iter(self.loader))
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.model(inputs), targets)
        if self.scaler is None:
            loss.backward()
            self.optimizer.step()
        else:
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        if self.scheduler is not None:
            self.scheduler.step()
        return float(loss.detach())

    def move(self, name: str) -> None:
        """One of ``MOVES``."""
        if name == "step":
            self.step()
        elif name == "eval":
            self.model.eval()
        elif name == "mixed modes":
            self.model.norm.train(not self.model.norm.training)
        elif name == "freeze":
            self.model.first.requires_grad_(not self.model.first.weight.requires_grad)
            self.model.again.bias.requires_grad_(True)
        elif name == "gradients away":
            self.optimizer.zero_grad()
        elif name == "draw":
            random.random()
            np.random.rand()  # noqa: NPY002
            torch.rand(3)
        elif name == "rates":
            for group in self.optimizer.param_groups:
                group.update(lr=7.0, weight_decay=0.3, extra="new")
        elif name == "overwrite":
            with torch.no_grad():
                for one in (*self.model.parameters(), *self.model.buffers()):
                    one.fill_(7)
        elif name == "order":
            list(self.loader)
        else:
            state = self.optimizer.state[self.model.last.weight]
            state["mine"] = [torch.ones(2), {"deep": torch.zeros(1)}]


def make(optimizer: str = "adam", scheduler: str = "step", scaled: bool = False, own: bool = True) -> Training:
    torch.manual_seed(5)
    model = Net()
    groups = [
        {"params": [*model.first.parameters(), *model.norm.parameters()], "lr": 0.02},
        {"params": [*model.middle.parameters(), model.again.bias, *model.last.parameters()]},
    ]
    made = OPTIMIZERS[optimizer](groups)
    data = TensorDataset(torch.randn(40, 4), torch.arange(40) % 2)
    generator = torch.Generator().manual_seed(9) if own else None
    loader = DataLoader(data, batch_size=8, shuffle=True, generator=generator)
    scaler = torch.amp.GradScaler("cpu", init_scale=8.0, growth_interval=2) if scaled else None
    return Training(model, made, SCHEDULERS[scheduler](made), scaler, loader)


@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    scheduler=st.sampled_from(sorted(SCHEDULERS)),
    scaled=st.booleans(),
    own=st.booleans(),
    before=st.lists(st.sampled_from(["step", "step", "mixed modes", "gradients away", "freeze"]), max_size=3),
    inside=st.lists(st.sampled_from(MOVES), max_size=8),
)
def test_everything_is_bit_for_bit_what_it_was_and_goes_on_as_it_would_have(
    optimizer: str, scheduler: str, scaled: bool, own: bool, before: list[str], inside: list[str]
) -> None:
    training = make(optimizer, scheduler, scaled, own)
    for name in before:
        training.move(name)
    state, was = TrainingState(*training.parts()), snapshot(*training.parts())
    losses = [training.step() for _ in range(3)]
    end = snapshot(*training.parts())
    for name in inside:
        training.move(name)
    state.restore()
    assert snapshot(*training.parts()) == was
    assert [training.step() for _ in range(3)] == losses
    assert snapshot(*training.parts()) == end
    state.restore()
    assert snapshot(*training.parts()) == was


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 2])
def test_the_state_of_the_optimizer_is_as_empty_or_full_as_before(optimizer: str, steps: int) -> None:
    training = make(optimizer)
    for _ in range(steps):
        training.step()
    full = len(training.optimizer.state)
    assert bool(full) == bool(steps)
    with restored(*training.parts()):
        training.step()
        assert len(training.optimizer.state) > 0
    assert len(training.optimizer.state) == full
    assert "_opt_called" not in vars(training.optimizer) or steps > 0


def test_gradients_that_were_none_are_none_and_others_are_their_values_again() -> None:
    training = make()
    training.step()
    training.model.last.weight.grad = None
    held = training.model.first.weight.grad.clone()
    with restored(*training.parts()):
        training.step()
        training.step()
        training.optimizer.zero_grad(set_to_none=False)
    assert training.model.last.weight.grad is None
    assert training.model.again.bias.grad is None
    assert torch.equal(training.model.first.weight.grad, held)


def test_sparse_gradients_are_put_back_as_sparse_ones() -> None:
    model = nn.Embedding(9, 3, sparse=True)
    model(torch.tensor([1, 4, 4])).sum().backward()
    was = snapshot(model)
    with restored(model):
        model(torch.tensor([2])).sum().backward()
    assert model.weight.grad.is_sparse
    assert snapshot(model) == was


def test_tied_parameters_stay_tied() -> None:
    training = make()
    with restored(*training.parts()):
        training.step()
    assert training.model.again.weight is training.model.middle.weight
    assert len(list(training.model.parameters())) == len(list(make().model.parameters()))


def test_parameters_keep_their_identity_so_that_the_optimizer_still_holds_them() -> None:
    training = make()
    held = [id(one) for group in training.optimizer.param_groups for one in group["params"]]
    with restored(*training.parts()):
        training.step()
    assert [id(one) for group in training.optimizer.param_groups for one in group["params"]] == held
    assert set(held) == {id(one) for one in training.model.parameters()}


def test_an_error_inside_is_passed_on_after_everything_is_put_back() -> None:
    training = make("sgd", "one cycle", scaled=True)
    training.step()
    was = snapshot(*training.parts())

    def broken() -> None:
        with restored(*training.parts()):
            training.step()
            training.model.eval()
            message = "out of tries"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="out of tries"):
        broken()
    assert snapshot(*training.parts()) == was


@pytest.mark.parametrize("own", [True, False])
def test_the_next_batches_are_those_that_would_have_come(own: bool) -> None:
    training = make(own=own)
    state = TrainingState(*training.parts())
    coming = written([list(training.loader) for _ in range(2)])
    state.restore()
    assert written([list(training.loader) for _ in range(2)]) == coming
    state.restore_random()
    assert written([list(training.loader) for _ in range(2)]) == coming


@pytest.mark.parametrize("kind", ["sampler", "weighted", "batch sampler"])
def test_generators_of_samplers_are_put_back_too(kind: str) -> None:
    data = TensorDataset(torch.arange(30.0))
    generator = torch.Generator().manual_seed(3)
    if kind == "weighted":
        loader = DataLoader(data, 5, sampler=WeightedRandomSampler(torch.ones(30), 30, generator=generator))
    elif kind == "sampler":
        loader = DataLoader(data, 5, sampler=RandomSampler(data, generator=generator))
    else:
        loader = DataLoader(data, batch_sampler=BatchSampler(RandomSampler(data, generator=generator), 5, False))
    model = nn.Linear(1, 1)
    with restored(model, loader=loader):
        coming = written(list(loader))
    assert written(list(loader)) == coming


def test_reseeding_gives_another_order_and_the_same_one_for_the_same_seed() -> None:
    training = make()
    state = TrainingState(*training.parts())
    orders = []
    for seed in (1, 2, 1):
        state.reseed(seed)
        orders.append(written(list(training.loader)))
    assert orders[0] == orders[2] != orders[1]


def test_a_model_alone_is_enough_and_parameters_without_values_are_left_alone() -> None:
    model = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2, device="meta")])
    model.register_buffer("codes", torch.arange(4, dtype=torch.int8))
    was = written([*model[0].parameters(), model.codes])
    with restored(model):
        with torch.no_grad():
            model[0].weight.add_(1)
            model.codes.add_(1)
        model.eval()
    assert written([*model[0].parameters(), model.codes]) == was
    assert model.training


def test_values_that_are_not_finite_come_back_as_they_are() -> None:
    model = nn.Linear(3, 1, dtype=torch.bfloat16)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[float("nan"), float("-inf"), -0.0]]))
    model.bias.grad = torch.full((1,), float("nan"), dtype=torch.bfloat16)
    was = snapshot(model)
    with restored(model), torch.no_grad():
        model.weight.zero_()
        model.bias.grad.zero_()
    assert snapshot(model) == was
