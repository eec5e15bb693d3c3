"""Habits of other people's loops: a scaler that nobody names, ids that are texts, statistics that hardly move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.monitor.samples import SampleRecord


def rows(count: int = 640) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(count, 8, generator=generator)
    return 3 + 2 * inputs, (inputs[:, 0] > 0).long()


def loud(monitor: TrainingMonitor) -> set[str]:
    return {one.name for one in monitor.diagnose().findings if one.severity in ("warning", "error")}


def trained(model: nn.Module, out: Path, epochs: int = 12) -> TrainingMonitor:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    inputs, labels = rows()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for _ in range(epochs):
            for x, y in zip(inputs.split(32), labels.split(32), strict=True):
                optimizer.zero_grad()
                loss = functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return monitor


@pytest.mark.parametrize(("momentum", "told"), [(0.0003, True), (0.1, False)])
def test_statistics_that_keep_their_start_are_told(momentum: float, told: bool, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16, momentum=momentum), nn.ReLU(), nn.Linear(16, 2))
    assert ("eval-mode-mismatch" in loud(trained(model, tmp_path))) is told


def test_statistics_of_a_pretrained_model_may_move_slowly(tmp_path: Path) -> None:
    torch.manual_seed(0)
    norm = nn.BatchNorm1d(16, momentum=0.0003)
    norm.running_mean = torch.randn(16)
    assert "eval-mode-mismatch" not in loud(
        trained(nn.Sequential(nn.Linear(8, 16), norm, nn.ReLU(), nn.Linear(16, 2)), tmp_path)
    )


def test_a_scaler_that_nobody_names_is_found(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = nn.Linear(8, 2)
    optimizer, scaler = torch.optim.SGD(model.parameters(), lr=0.05), torch.amp.GradScaler("cpu")
    inputs, labels = rows()
    with TrainingMonitor(model, optimizer, out=tmp_path) as monitor:
        for x, y in zip(inputs.split(16), labels.split(16), strict=True):
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 100.0)
            scaler.step(optimizer)
            scaler.update()
            monitor.step(loss)
    assert monitor.scaler is scaler
    assert "over-clipped" not in loud(monitor)
    norms = monitor.tables()["gradients"]["grad_norm"].drop_nulls()
    assert 0 < float(norms.max()) < 100  # type: ignore[arg-type]


def test_ids_that_are_texts_are_numbered_as_they_come() -> None:
    record = SampleRecord()
    assert record.numbered(["a-7", "b-2", "a-7"]).tolist() == [0, 1, 0]
    assert record.numbered(torch.tensor([1.0, 2.0])).tolist() == [2, 3]
    assert record.names == ["a-7", "b-2", "1.0", "2.0"]
    assert record.numbered(torch.tensor([5, 6])).tolist() == [5, 6]


class Towers(nn.Module):
    """Two towers whose similarities are divided or multiplied by a temperature."""

    def __init__(self, *, multiplied: bool) -> None:
        super().__init__()
        self.one, self.other, self.multiplied = nn.Linear(8, 8), nn.Linear(8, 8), multiplied

    def forward(self, pair: dict[str, Tensor]) -> Tensor:
        similar = (
            functional.normalize(self.one(pair["query"]), dim=1)
            @ functional.normalize(self.other(pair["document"]), dim=1).T
        )
        logits = similar * 0.05 if self.multiplied else similar / 0.05
        return functional.cross_entropy(logits, torch.arange(len(logits)))


@pytest.mark.parametrize("multiplied", [True, False])
def test_a_loss_among_the_rows_of_a_batch_has_their_logarithm_as_chance(multiplied: bool, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Towers(multiplied=multiplied)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    data = rows(1024)[0]
    with TrainingMonitor(model, optimizer, out=tmp_path) as monitor:
        for _ in range(6):
            pairs: Iterator[Any] = ({"query": x, "document": x.flip(1)} for x in data.split(32))
            for pair in monitor.watch(pairs):
                loss = model(pair)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    assert ("at-chance" in loud(monitor)) is multiplied


class Ratings(Dataset[dict[str, Tensor]]):
    """Ratings under a name of their own, or numbers that are called targets, in order or mixed."""

    def __init__(self, name: str, *, ordered: bool) -> None:
        inputs = rows(800)[0]
        self.name = name
        targets = inputs.sum(1) if name == "target" else (inputs.sum(1) / 8).round()
        order = targets.argsort() if ordered else torch.arange(len(targets))
        self.inputs, self.targets = inputs[order], targets[order]

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, place: int) -> dict[str, Tensor]:
        return {"features": self.inputs[place], self.name: self.targets[place]}


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("name", ["rating", "target"])
def test_sorted_numbers_are_seen_as_sorted_labels_are(name: str, ordered: bool, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = nn.Linear(8, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=tmp_path) as monitor:
        for _ in range(3):
            for batch in monitor.watch(DataLoader(Ratings(name, ordered=ordered), batch_size=50)):
                loss = functional.mse_loss(model(batch["features"])[:, 0], batch[name])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    assert ("shuffle-off" in loud(monitor)) is ordered
