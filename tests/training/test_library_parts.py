"""What an installed package has in a model and leaves out is no fault of the training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import Dinov2Config, Dinov2ForImageClassification

from dataaudit.training.library_parts import library_parts
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.probes.probe import probe


def dinov2() -> Any:
    """A model whose mask token is for another task."""
    torch.manual_seed(0)
    config = Dinov2Config(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=16, patch_size=8, num_labels=2
    )
    return Dinov2ForImageClassification(config)


class Wrapped(nn.Module):
    """A user's own head on the model of a package."""

    def __init__(self, *, detached: bool = False) -> None:
        super().__init__()
        self.body, self.head, self.detached = dinov2(), nn.Linear(2, 2), detached

    def forward(self, pixel_values: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        features = self.body(pixel_values=pixel_values).logits
        return nn.functional.cross_entropy(self.head(features.detach() if self.detached else features), labels)


def batches() -> list[dict[str, torch.Tensor]]:
    torch.manual_seed(1)
    return [{"pixel_values": torch.randn(8, 3, 16, 16), "labels": torch.arange(8) % 2} for _ in range(2)]


def measures(model: nn.Module) -> set[str]:
    return set(probe(model, batches(), steps=1, loss=lambda one, batch: one(**batch)).measures["probe"])


def severities(model: nn.Module, **given: Any) -> set[str]:
    found = probe(model, batches(), steps=1, **given).findings
    return {one.severity for one in found if one.name == "missing-gradients"}


def test_the_parts_of_a_package_are_its_outermost_modules() -> None:
    assert set(library_parts(Wrapped()).values()) == {"body"}
    assert set(library_parts(dinov2()).values()) == {""}


def test_a_parameter_that_a_package_does_not_use_is_information() -> None:
    assert severities(dinov2()) == {"info"}
    assert severities(Wrapped(), loss=lambda model, batch: model(**batch)) == {"info"}


def test_a_package_that_is_cut_off_as_a_whole_is_not_left_out_by_its_authors() -> None:
    assert "unused" in measures(Wrapped())
    assert "unused" not in measures(Wrapped(detached=True))


def test_the_monitor_says_so_too(tmp_path: Path) -> None:
    model = dinov2()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=tmp_path) as monitor:
        for _ in range(20):
            for batch in monitor.watch(batches()):
                optimizer.zero_grad()
                loss = model(**batch).loss
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    found = [one for one in monitor.diagnose().findings if one.name == "missing-gradients"]
    assert [one.severity for one in found] == ["info"]


def test_rows_that_learn_apart_are_not_symmetric() -> None:
    class Decay(nn.Module):
        """Rows that start alike, as the decays of a state-space model, behind inputs that tell them apart."""

        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear(4, 6)
            self.decay = nn.Parameter(torch.arange(1.0, 4.0).expand(6, 3).clone())
            self.last = nn.Linear(6, 2)

        def forward(self, given: torch.Tensor) -> torch.Tensor:
            return self.last(self.first(given) * (1 + 1e-4 * self.decay.exp().sum(1)))

    torch.manual_seed(0)
    data = [(torch.randn(16, 4), torch.arange(16) % 2)]
    found = probe(Decay(), data, criterion=nn.functional.cross_entropy, steps=1).findings
    assert "symmetric-initialisation" not in {one.name for one in found}
