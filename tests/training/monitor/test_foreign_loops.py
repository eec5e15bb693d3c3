"""Loops that others write: several models, wrapped optimizers, policies, closures, passes that are thrown away."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.monitor.loops import batches, found, measure, net

from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.probes.probe import probe
from dataaudit.training.run_folder import read_run
from dataaudit.training.task import task_of

CURVES = {"not-decreasing", "diverging", "oscillating", "plateau", "loss-spike"}


def task(monitor: TrainingMonitor) -> str:
    told = task_of(monitor.tables())
    return "" if told is None else told.kind


class Players:
    """A generator and a discriminator on a ring of points."""

    def __init__(self, zero: bool = True) -> None:
        torch.manual_seed(0)
        self.zero = zero
        self.g = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
        self.d = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
        self.opt_g, self.opt_d = (torch.optim.Adam(one.parameters(), 1e-3) for one in (self.g, self.d))

    def steps(self, count: int) -> Iterator[tuple[Tensor, Tensor]]:
        loss = nn.functional.binary_cross_entropy_with_logits
        for _ in range(count):
            real = nn.functional.normalize(torch.randn(32, 2))
            fake = self.g(torch.randn(32, 2))
            if self.zero:
                self.opt_d.zero_grad()
            loss_d = loss(self.d(real), torch.ones(32, 1)) + loss(self.d(fake.detach()), torch.zeros(32, 1))
            loss_d.backward()
            self.opt_d.step()
            self.opt_g.zero_grad()
            loss_g = loss(self.d(fake), torch.ones(32, 1))
            loss_g.backward()
            self.opt_g.step()
            yield loss_g, loss_d


def test_two_players_are_watched_together_and_their_losses_are_not_judged_by_their_shape(tmp_path: Path) -> None:
    game = Players()
    pairs = {"G": (game.g, game.opt_g), "D": (game.d, game.opt_d)}
    with TrainingMonitor(pairs, out=tmp_path / "run", interval=5) as monitor:
        for loss_g, loss_d in game.steps(60):
            monitor.step({"G": loss_g, "D": loss_d})
    assert monitor.recorder.notes == []
    assert task(monitor) == "several-models"
    judged = monitor.diagnose()
    assert not [one for one in judged.findings if one.status == "found" and one.severity != "info"]
    assert set(judged.not_assessed) >= CURVES
    assert "the loss of one need not fall" in judged.not_assessed["not-decreasing"]
    _, tables, _, _ = read_run(tmp_path / "run")
    assert {name.split(".")[0] for name in tables["gradients"]["parameter"]} == {"G", "D"}
    assert set(tables["curves"]["metric"]) >= {"part_loss:G", "part_loss:D", "learning_rate"}


@pytest.mark.parametrize("side", ["g", "d"])
def test_one_player_alone_is_known_by_what_it_depends_on_and_by_gradients_that_are_thrown_away(side: str) -> None:
    game = Players()
    monitor = TrainingMonitor(getattr(game, side), getattr(game, f"opt_{side}"), interval=4)
    for losses in game.steps(40):
        monitor.step(losses[side == "d"])
    assert task(monitor) == "several-models"
    assert measure(monitor, "zero_grad", "kept") == 0.0
    assert not found(monitor)


def test_a_player_whose_gradients_are_never_cleared_is_still_found() -> None:
    game = Players(zero=False)
    monitor = TrainingMonitor(game.d, game.opt_d, interval=4)
    for _, loss in game.steps(40):
        monitor.step(loss)
    assert "missing-zero-grad" in found(monitor)


class Prepared(torch.optim.Optimizer):
    """Wraps an optimizer without calling the constructor of its class, as accelerate does."""

    def __init__(self, optimizer: torch.optim.Optimizer) -> None:
        self.optimizer, self.param_groups = optimizer, optimizer.param_groups

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.optimizer.step(closure)

    def zero_grad(self, set_to_none: bool = True) -> None:
        self.optimizer.zero_grad(set_to_none)


class TwoSteps(torch.optim.Optimizer):
    """Sharpness-aware: two passes, and a step of another optimizer."""

    def __init__(self, parameters: Any) -> None:
        self.base = torch.optim.SGD(parameters, lr=0.1)
        super().__init__(self.base.param_groups, {})
        self.param_groups = self.base.param_groups

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.base.step()


@pytest.mark.parametrize("wrap", [Prepared, None])
def test_the_optimizer_behind_a_wrapper_is_the_one_that_is_watched(wrap: Any) -> None:
    model = net()
    optimizer = wrap(torch.optim.SGD(model.parameters(), lr=0.1)) if wrap else TwoSteps(model.parameters())
    monitor = TrainingMonitor(model, optimizer, interval=2)
    for inputs, targets in batches(30):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
        monitor.step(loss)
    assert monitor.recorder.notes == []
    assert monitor.tables()["gradients"]["update_norm"].null_count() == 0
    assert not found(monitor)


def test_gradients_of_a_closure_are_those_of_its_step() -> None:
    model = net()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=3)
    monitor = TrainingMonitor(model, optimizer, interval=1)
    inputs, targets = batches(1, rows=64)[0]

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        return loss

    for _ in range(12):
        monitor.step(optimizer.step(closure))  # type: ignore[arg-type]
    assert measure(monitor, "zeroed", "before_step") == 0.0
    assert not found(monitor) & {"missing-gradients", "missing-zero-grad"}


def test_a_step_that_is_never_called_is_found_and_weights_that_change_otherwise_are_not_taken_for_it() -> None:
    forgotten, moved = net(), net()
    for model, by_hand in ((forgotten, False), (moved, True)):
        monitor = TrainingMonitor(model, torch.optim.SGD(model.parameters(), lr=0.1), interval=2)
        for inputs, targets in batches(20):
            model.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets)
            loss.backward()
            with torch.no_grad():
                for one in model.parameters() if by_hand else ():
                    one -= 0.1 * one.grad  # type: ignore[operator]
            monitor.step(loss)
        assert ("unchanged-parameters" in found(monitor)) is not by_hand


def test_a_model_that_acts_between_its_steps_is_a_policy() -> None:
    model, random = net(), torch.Generator().manual_seed(1)
    target = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    monitor = TrainingMonitor(model, optimizer, interval=5)
    for _ in range(60):
        for _ in range(4):
            model(torch.randn(1, 4, generator=random)).argmax()
        goal = target(torch.randn(32, 4, generator=random)).detach() + torch.randn(32, 3, generator=random)
        loss = (model(torch.randn(32, 4, generator=random)) - goal).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        monitor.step(loss, metrics={"reward": 1.0, "kl": 0.1})
    assert task(monitor) == "rl"
    assert "not-decreasing" in monitor.diagnose().not_assessed
    assert {"reward", "kl"} <= set(monitor.tables()["curves"]["metric"])


def test_a_task_that_is_named_is_taken_and_an_unknown_one_is_an_error() -> None:
    monitor = TrainingMonitor(net(), torch.optim.SGD(net().parameters(), 0.1), task="contrastive")
    assert task(monitor) == "contrastive"
    with pytest.raises(ValueError, match="task must be one of classification, regression"):
        TrainingMonitor(net(), torch.optim.SGD(net().parameters(), 0.1), task="gans")


def test_what_a_probe_found_joins_the_run_and_without_one_the_first_batches_give_the_references() -> None:
    given = batches(40, rows=32)
    before = probe(net(), given, criterion=nn.CrossEntropyLoss(), steps=5)
    known = {}
    for name in ("probe", "alone"):
        model = net()
        optimizer = torch.optim.SGD(model.parameters(), 0.1)
        monitor = TrainingMonitor(model, optimizer, probe=before if name == "probe" else None)
        for inputs, targets in monitor.watch(given):
            loss = nn.functional.cross_entropy(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
        monitor.tables()
        known[name] = monitor.recorder.metrics()
        assert task(monitor) == "classification"
        assert (measure(monitor, "initial_loss", "loss") is not None) is (name == "probe")
    assert before.chance_loss is not None
    assert known["probe"]["training.chance_loss"] == before.chance_loss
    assert known["alone"]["training.chance_loss"] == pytest.approx(before.chance_loss, rel=1e-6)
    assert known["alone"]["training.baseline_loss"] == pytest.approx(before.baseline_loss, rel=1e-6)


@pytest.mark.parametrize("eval_mode", [True, False])
def test_evaluations_in_train_mode_are_found(eval_mode: bool) -> None:
    model = net(dropout=0.3)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    monitor = TrainingMonitor(model, optimizer, interval=50)
    for step, (inputs, targets) in enumerate(batches(40)):
        loss = nn.functional.cross_entropy(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        monitor.step(loss)
        if step % 10 == 9:
            model.train(not eval_mode)
            with torch.no_grad():
                monitor.evaluate("validation", nn.functional.cross_entropy(model(inputs), targets))
            model.train(True)
    assert ("evaluated-in-train-mode" in found(monitor)) is not eval_mode


def test_a_summed_loss_is_told_from_its_value_and_sorted_labels_from_their_order() -> None:
    inputs = torch.randn(200, 4)
    targets = torch.arange(200) // 67
    loader = [(inputs[place : place + 20], targets[place : place + 20]) for place in range(0, 200, 20)]
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), 1e-3)
    monitor = TrainingMonitor(model, optimizer, interval=5)
    for _ in range(3):
        for given, labels in monitor.watch(loader):
            loss = nn.functional.cross_entropy(model(given), labels, reduction="sum")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    assert {"loss-reduction", "shuffle-off"} <= found(monitor)


def test_a_frozen_teacher_in_eval_mode_is_meant_and_a_trained_part_in_it_is_not() -> None:
    for frozen in (True, False):
        model = nn.ModuleDict({"student": net(), "other": net(dropout=0.5).eval()})
        model["other"].requires_grad_(not frozen)
        optimizer = torch.optim.SGD(model.parameters(), 0.1)
        monitor = TrainingMonitor(model, optimizer, interval=2)
        for inputs, _ in batches(30):
            loss = (model["student"](inputs) - model["other"](inputs)).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
        assert ("eval-mode-mismatch" in found(monitor)) is not frozen


def test_updates_that_bfloat16_cannot_hold_are_found() -> None:
    for rate, lost in ((1e-5, True), (1e-2, False)):
        model = net().to(torch.bfloat16)
        optimizer = torch.optim.Adam(model.parameters(), rate)
        monitor = TrainingMonitor(model, optimizer, interval=2)
        for inputs, targets in batches(40):
            loss = nn.functional.cross_entropy(model(inputs.to(torch.bfloat16)).float(), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
        assert ("unchanged-parameters" in found(monitor)) is lost


def test_a_target_that_broadcasts_is_seen_without_a_probe() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    rows = [(torch.randn(16, 4), torch.randn(16)) for _ in range(8)]
    outcomes = []
    for column in (False, True):
        with TrainingMonitor(model, optimizer) as monitor:
            for x, y in monitor.watch(rows):
                optimizer.zero_grad()
                loss = ((model(x) - (y[:, None] if column else y)) ** 2).mean()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
        outcomes.append("target-shape" in {one.name for one in monitor.diagnose().findings if one.status == "found"})
    assert outcomes == [True, False]


def test_heavy_dropout_is_seen_without_a_probe_and_counted_once_with_one() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.9), nn.Linear(8, 3))
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    rows = [(torch.randn(16, 4), torch.randint(0, 3, (16,))) for _ in range(8)]
    result = probe(model, rows, criterion=nn.functional.cross_entropy, steps=5)
    for given in (None, result):
        with TrainingMonitor(model, optimizer, probe=given) as monitor:
            for x, y in monitor.watch(rows):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
        told = [one for one in monitor.diagnose().findings if one.name == "heavy-dropout"]
        assert [(one.count, one.where["module"]) for one in told] == [(1, "1")]


def test_a_reward_says_that_a_policy_learns() -> None:
    torch.manual_seed(0)
    model, rows = nn.Linear(4, 2), torch.randn(8, 16, 4)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    with TrainingMonitor(model, optimizer) as monitor:
        for x in rows:
            optimizer.zero_grad()
            loss = model(x).square().mean()
            loss.backward()
            optimizer.step()
            monitor.step(loss, metrics={"reward": 0.5})
    assert task(monitor) == "rl"


def test_of_two_players_the_one_that_never_clears_its_gradients_is_found_beside_one_that_does(tmp_path: Path) -> None:
    game = Players(zero=False)
    pairs = {"G": (game.g, game.opt_g), "D": (game.d, game.opt_d)}
    with TrainingMonitor(pairs, out=tmp_path / "run", interval=4) as monitor:
        for loss_g, loss_d in game.steps(40):
            monitor.step({"G": loss_g, "D": loss_d})
    assert "missing-zero-grad" in found(monitor)
