"""Stores a model and some batches on disk, so that fresh processes can measure recipes on the same work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from dataaudit.errors import InputError
from dataaudit.selftests.plants import Row
from dataaudit.training.model_folders.load_model import load_for
from dataaudit.training.proxy.models import SMALL, BagOfTokens, Task, make_proxy, small_language_model
from dataaudit.training.proxy.row_batches import EncodedRows, batches
from dataaudit.training.recipes.row_losses import LossByRow, class_losses, language_losses

_FILE = "workload.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A model and batches to train on.

    Attributes:
        model: ``small``, or a transformers folder.
        task: What the model learns.
        labels: Classes.
        vocabulary: Vocabulary size of the small model.
        longest: Most tokens per row.
        width: Width of the small language model.
        layers: Layers of the small language model.
        seed: Seed of random weights.
        rate: Learning rate.
        batches: Number of batches.
    """

    model: str
    task: Task
    labels: tuple[str, ...]
    vocabulary: int
    longest: int
    width: int
    layers: int
    seed: int
    rate: float
    batches: int

    @property
    def losses(self) -> LossByRow:
        """Loss by row."""
        return class_losses if self.task == "classes" else language_losses

    def make_model(self) -> nn.Module:
        """Create the model with the same weights every time and without dropout, so that steps are comparable."""
        torch.manual_seed(self.seed)
        model: nn.Module
        if self.model != SMALL:
            model = load_for(self.model, self.labels).model
        elif self.task == "classes":
            model = BagOfTokens(self.vocabulary, len(self.labels))
        else:
            model = small_language_model(self.vocabulary, self.longest, self.width, self.layers)
        for module in model.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
            if isinstance(getattr(module, "attention_dropout", None), float):
                module.attention_dropout = 0.0  # type: ignore[assignment]
        return model.train()


def prepare_workload(
    folder: Path,
    model: str,
    rows: Sequence[Row],
    *,
    classes: bool = False,
    batch_size: int = 32,
    max_tokens: int = 128,
    count: int = 4,
    width: int = 128,
    layers: int = 2,
    seed: int = 1,
    rate: float = 1e-3,
) -> Workload:
    """Write a workload into a folder.

    Args:
        folder: Target folder.
        model: ``small`` or a transformers folder.
        rows: Rows to build batches from.
        classes: Whether the model learns labels instead of the next token.
        batch_size: Rows per batch.
        max_tokens: Most tokens per row.
        count: Number of batches.
        width: Width of the small language model.
        layers: Layers of the small language model.
        seed: Seed of random weights.
        rate: Learning rate.

    Raises:
        InputError: Too few rows or classes.
        ConfigurationError: The model cannot be loaded.
    """
    used = [row for row in rows if not classes or row.label is not None]
    labels = sorted({str(row.label) for row in used}) if classes else []
    if classes and len(labels) < 2:
        message = f"found {len(labels)} classes; at least two are needed"
        raise InputError(message)
    if len(used) < batch_size:
        message = f"too few rows with a text: {len(used)} for a batch of {batch_size}"
        raise InputError(message)
    task: Task = "classes" if classes else "language"
    texts = [row.text for row in used]
    proxy = make_proxy(model, task, labels, texts, max_tokens, seed)
    tokens, _ = proxy.encode(texts[: batch_size * count], max_tokens)
    codes = {label: code for code, label in enumerate(labels)}
    own = np.array([codes[str(row.label)] for row in used[: len(tokens)]], np.int64) if classes else None
    encoded = EncodedRows(np.arange(len(tokens), dtype=np.uint64), tokens, own, proxy.encode.padding)
    made = [one for one in batches(encoded, batch_size, None) if len(one["labels"]) == batch_size]
    arrays = {
        f"{place}/{name}": value.numpy()
        for place, one in enumerate(made)
        for name, value in one.items()
        if isinstance(value, Tensor)
    }
    np.savez(folder / "batches.npz", **cast("dict[str, Any]", arrays))
    workload = Workload(
        model=model, task=task, labels=tuple(labels), vocabulary=proxy.encode.size, longest=max_tokens, width=width,
        layers=layers, seed=seed, rate=rate, batches=len(made),
    )  # fmt: skip
    (folder / _FILE).write_text(json.dumps(asdict(workload)), encoding="utf-8")
    return workload


def read_workload(folder: Path) -> tuple[Workload, list[dict[str, Tensor]]]:
    """Read a workload and its batches."""
    record = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    workload = Workload(**{**record, "labels": tuple(record["labels"])})
    found: list[dict[str, Tensor]] = [{} for _ in range(workload.batches)]
    with np.load(folder / "batches.npz", allow_pickle=False) as arrays:
        for name in arrays.files:
            place, _, key = name.partition("/")
            if place.isdecimal():
                found[int(place)][key] = torch.from_numpy(arrays[name])
    return workload, found


def sized(batch: dict[str, Any], rows: int) -> dict[str, Any]:
    """Resize a batch to a number of rows by repeating its rows."""
    places = [place % len(batch["labels"]) for place in range(rows)]
    return {name: value[places] if isinstance(value, Tensor) else value for name, value in batch.items()}
