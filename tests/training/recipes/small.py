"""Small models with blocks, ragged batches, and plain computations to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.selftests.plants import Row
from dataaudit.training.proxy.models import small_language_model
from dataaudit.training.recipe_trials.workload import Workload, prepare_workload

VOCABULARY, KINDS = 20, 3
RAGGED = [9, 9, 1, 2, 7, 3, 1]


class Block(nn.Module):
    """Adds what a layer makes of its input."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.layer, self.drop = nn.Linear(width, width), nn.Dropout(dropout)

    def forward(self, value: Tensor) -> Tensor:
        return value + self.drop(torch.tanh(self.layer(value)))


class Plain(nn.Module):
    """Tokens, blocks in a list, logits: of every token, or of the row.

    Args:
        classes: Whether a row gets one answer.
        blocks: How many.
        dropout: Within blocks.
    """

    def __init__(self, *, classes: bool, blocks: int = 3, dropout: float = 0.0, width: int = 8) -> None:
        super().__init__()
        self.classes = classes
        self.embedding = nn.Embedding(VOCABULARY, width)
        self.blocks = nn.ModuleList(Block(width, dropout) for _ in range(blocks))
        self.head = nn.Linear(width, KINDS if classes else VOCABULARY)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        value = self.embedding(input_ids) * attention_mask[..., None]
        # Every token sees those before it.
        value = value.cumsum(1) / attention_mask.cumsum(1).clamp_min(1)[..., None]
        for block in self.blocks:
            value = block(value)
        return self.head(value.mean(1) if self.classes else value)


def plain(*, classes: bool = False, seed: int = 0, **more: Any) -> Plain:
    torch.manual_seed(seed)
    return Plain(classes=classes, **more)


def llama(layers: int = 3, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return small_language_model(VOCABULARY, 16, width=32, layers=layers)


def texts(lengths: Sequence[int] = RAGGED, *, classes: bool = False, seed: int = 0) -> dict[str, Tensor]:
    """A batch of rows of such lengths, filled up with zeros."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(1, VOCABULARY, (len(lengths), max(lengths)), generator=generator)
    mask = (torch.arange(max(lengths))[None] < torch.tensor(list(lengths))[:, None]).long()
    kinds = torch.randint(0, KINDS, (len(lengths),), generator=generator)
    ids = ids * mask
    return {
        "input_ids": ids,
        "attention_mask": mask,
        "labels": kinds if classes else ids.masked_fill(mask == 0, -100),
    }


def whole_loss(model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
    """The mean over all targets of a batch, as a textbook writes it."""
    output = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])
    logits = output if isinstance(output, Tensor) else output.logits
    if batch["labels"].dim() == 1:
        return nn.functional.cross_entropy(logits, batch["labels"])
    return nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), batch["labels"][:, 1:].flatten())


def gradient(model: nn.Module) -> Tensor:
    """All gradients in one vector."""
    return torch.cat([one.grad.double().flatten() for one in model.parameters() if one.grad is not None])


def off_by(found: Tensor, true: Tensor) -> float:
    """Relative error."""
    return float((found - true).norm() / true.norm())


ROWS = [
    Row(f"row {place} says " + " ".join(str(place * one % 17) for one in range(place % 7 + 1)), "ab"[place % 2], None)
    for place in range(24)
]


def workload(folder: Path, *, classes: bool = False, **more: Any) -> Workload:
    """A tiny workload in a folder."""
    sizes = {"batch_size": 6, "max_tokens": 12, "width": 32, "layers": 2}
    return prepare_workload(folder, "small", ROWS, classes=classes, **{**sizes, **more})
