"""Four tiny trainings, each a healthy one until a fault is put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

import dataaudit

MODELS = ("mlp", "cnn", "transformer", "regression")


class Rows(Dataset[Any]):
    """Rows with their ids; ``delay`` seconds are slept for every row."""

    def __init__(self, inputs: Tensor, targets: Tensor) -> None:
        self.inputs, self.targets, self.delay = inputs, targets, 0.0

    def __len__(self) -> int:
        return len(self.inputs)

    def __getitem__(self, place: int) -> Any:
        if self.delay:
            import time

            time.sleep(self.delay)
        return self.inputs[place], self.targets[place], place


@dataclass
class Setup:
    """A training, as the loop of ``run_fault`` runs it; a fault changes it."""

    kind: str
    model: nn.Module
    train: Rows
    validation: Rows
    criterion: Callable[[Any, Any], Tensor]
    make_optimizer: Callable[[nn.Module], torch.optim.Optimizer]
    seed: int
    batch_size: int = 32
    steps: int = 200
    shuffle: bool = True
    step_loss: Callable[[Tensor], Tensor] = lambda loss: loss
    zero_grad: str = "after"  # after the step, never, or before_step (a fault)
    eval_mode: bool = False
    keep_graphs: bool = False
    clip: float | None = None
    rate_at: Callable[[int], float] | None = None  # factor of the learning rate by step
    poison_at: tuple[int, ...] = ()
    scale_at: Callable[[int], float] | None = None  # a simulated gradient scaler
    accumulation: int | None = None
    ragged: bool = False
    pretrained: bool = False
    classes: bool = True
    kept: list[Any] = field(default_factory=list)

    def loader(self, rows: Rows, shuffle: bool) -> DataLoader[Any]:
        generator = torch.Generator().manual_seed(self.seed)
        return DataLoader(rows, batch_size=self.batch_size, shuffle=shuffle, generator=generator)


class Flatten(nn.Module):
    def forward(self, value: Tensor) -> Tensor:
        return value.flatten(1)


class Block(nn.Module):
    """A block of a small transformer."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.norm, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up, self.act, self.down = nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, value: Tensor) -> Tensor:
        batch, length, width = value.shape
        query, key, held = self.mix(self.norm(value)).view(batch, length, 3, 4, width // 4).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, held, is_causal=True)
        value = value + self.drop(self.out(seen.transpose(1, 2).reshape(batch, length, width)))
        return value + self.drop(self.down(self.act(self.up(self.norm2(value)))))


class Language(nn.Module):
    """A causal transformer over characters."""

    def __init__(self, characters: int, width: int = 32, layers: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.embed, self.place = nn.Embedding(characters, width), nn.Embedding(64, width)
        self.blocks = nn.Sequential(*(Block(width, dropout) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, characters)

    def forward(self, tokens: Tensor) -> Tensor:
        value = self.embed(tokens) + self.place(torch.arange(tokens.shape[1], device=tokens.device))
        return self.head(self.norm(self.blocks(value)))


def token_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(logits.transpose(1, 2), targets, ignore_index=-100)


@cache
def digits() -> tuple[Tensor, Tensor]:
    from sklearn.datasets import load_digits

    data = load_digits()
    return torch.tensor(data.images / 8 - 1, dtype=torch.float32)[:, None], torch.tensor(data.target)


@cache
def messages() -> tuple[Tensor, int]:
    """Pieces of 33 characters of the sample that ships with the package."""
    from pathlib import Path

    table = pq.read_table(Path(dataaudit.__file__).parent / "sample" / "sms_spam.parquet")
    name = next(one for one in table.column_names if "text" in one or "message" in one or "sms" in one.lower())
    text = "\n".join(table.column(name).to_pylist()[:1500]).lower()
    common = sorted(set("abcdefghijklmnopqrstuvwxyz .,!?'0123456789\n"))
    codes = {character: place for place, character in enumerate(common)}
    ids = torch.tensor([codes[one] for one in text if one in codes])
    return ids[: len(ids) // 33 * 33].view(-1, 33), len(common)


def make_setup(kind: str, seed: int, settings: dict[str, Any] | None = None) -> Setup:
    """A healthy training.

    Args:
        kind: One of ``MODELS``.
        seed: Of data and weights.
        settings: ``rate`` (factor), ``batch_size``, ``optimizer``, ``width``, ``dropout``, ``steps``, ``schedule``,
            ``init``, ``clip``, ``rows`` (mlp).
    """
    given = settings or {}
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    width = given.get("width", 32)
    drop = given.get("dropout", 0.1)
    if kind == "mlp":
        centres = generator.normal(0, 1.0, (4, 12))
        rows = given.get("rows") or 900
        labels = generator.integers(0, 4, rows)
        inputs = centres[labels] + generator.normal(0, 1.0, (rows, 12))
        inputs = (inputs - inputs.mean(0)) / inputs.std(0)
        model: nn.Module = nn.Sequential(
            nn.Linear(12, width), nn.ReLU(), nn.Dropout(drop), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 4)
        )
        data = torch.tensor(inputs, dtype=torch.float32), torch.tensor(labels)
        criterion: Any = nn.CrossEntropyLoss()
        rate = 3e-3
    elif kind == "cnn":
        images, labels_of = digits()
        order = torch.tensor(generator.permutation(len(images))[:1000])
        model = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 16, 3, stride=2), nn.BatchNorm2d(16), nn.ReLU(),
            Flatten(), nn.Dropout(drop), nn.Linear(16 * 9, width), nn.ReLU(), nn.Linear(width, 10),
        )  # fmt: skip
        data = images[order], labels_of[order]
        criterion = nn.CrossEntropyLoss()
        rate = 2e-3
    elif kind == "transformer":
        pieces, count = messages()
        order = torch.tensor(generator.permutation(len(pieces))[:1200])
        model = Language(count, width, 2, drop)
        data = pieces[order][:, :-1].clone(), pieces[order][:, 1:].clone()
        criterion = token_loss
        rate = 3e-3
    else:
        weights = generator.normal(0, 1, 8)
        inputs = generator.normal(0, 1, (900, 8))
        targets = inputs @ weights + generator.normal(0, 0.5, 900)
        model = nn.Linear(8, 1)
        data = torch.tensor(inputs, dtype=torch.float32), torch.tensor(targets, dtype=torch.float32)[:, None]
        criterion = nn.MSELoss()
        rate = 0.05
    initialise(model, given.get("init", "default"))
    optimizer = optimizer_maker(kind, given, rate)
    held = int(0.75 * len(data[0]))
    train, validation = Rows(data[0][:held], data[1][:held]), Rows(data[0][held:], data[1][held:])
    made = Setup(
        kind, model, train, validation, criterion, optimizer, seed,
        batch_size=given.get("batch_size", 32), steps=given.get("steps", 200), classes=kind != "regression",
    )  # fmt: skip
    schedule = given.get("schedule")
    if schedule == "cosine":
        made.rate_at = lambda step: 0.5 * (1 + np.cos(np.pi * step / made.steps))
    elif schedule == "warmup":
        made.rate_at = lambda step: min(1.0, (step + 1) / 20)
    if given.get("clip"):
        made.clip = given["clip"]
    return made


def initialise(model: nn.Module, init: str) -> None:
    """Initial weights in place of torch's own: ``kaiming`` or ``xavier``."""
    if init == "default":
        return
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            if init == "kaiming":
                nn.init.kaiming_normal_(module.weight)
            else:
                nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)


def optimizer_maker(kind: str, given: dict[str, Any], rate: float) -> Callable[[nn.Module], torch.optim.Optimizer]:
    """A function that makes the optimizer of a model."""
    name, factor = given.get("optimizer", "adam"), given.get("rate", 1.0)

    def optimizer(model: nn.Module) -> torch.optim.Optimizer:
        if name == "sgd":
            times, momentum = (0.6, 0.0) if kind == "regression" else (15, 0.9)
            return torch.optim.SGD(model.parameters(), lr=rate * factor * times, momentum=momentum)
        if name == "adamw":
            return torch.optim.AdamW(model.parameters(), lr=rate * factor, weight_decay=0.01)
        return torch.optim.Adam(model.parameters(), lr=rate * factor)

    return optimizer


def clean_settings(count: int, seed: int) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Model, seed and settings of healthy runs over varied settings.

    A run that sees few rows many times overfits them, and is no healthy one: rows are enough for all steps.
    """
    random = Random(seed)
    for number in range(count):
        kind = MODELS[number % len(MODELS)]
        yield kind, random.randrange(10**6), {
            "rate": random.choice([0.7, 1.0, 1.0, 1.5]),
            "batch_size": random.choice([16, 32, 32, 64]),
            "optimizer": random.choice(["adam", "adam", "adamw", "sgd" if kind != "transformer" else "adam"]),
            "width": random.choice([16, 32, 48]),
            "dropout": random.choice([0.0, 0.1, 0.3]),
            "steps": random.choice([200, 300, 400]),
            "rows": 3600 if kind == "mlp" else None,
            "schedule": random.choice([None, None, "cosine", "warmup"]),
            "init": random.choice(["default", "default", "xavier", "kaiming"]) if kind != "transformer" else "default",
            "clip": random.choice([None, None, 1.0]),
        }  # fmt: skip
