"""A model that cannot take a step is an error in the exception's own words."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from dataaudit.training.probes.probe import probe


class Words(nn.Module):
    """An embedding of ten ids and a classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(10, 4)
        self.head = nn.Linear(4, 3)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.head(self.embed(ids).mean(dim=1))


def told(ids: torch.Tensor, labels: torch.Tensor, model: nn.Module | None = None) -> list[str]:
    result = probe(model or Words(), [(ids, labels)], criterion=nn.functional.cross_entropy, steps=2)
    return [one.message for one in result.findings if one.name == "failing-step"]


def test_ids_beyond_the_vocabulary_are_named_with_the_module() -> None:
    found = told(torch.tensor([[1, 2], [3, 12]]), torch.tensor([0, 1]))
    assert len(found) == 1
    assert found[0].startswith("the first step fails: the forward pass in embed (Embedding): IndexError: ")
    assert "id 12 is asked of an embedding with ids 0 to 9" in found[0]


def test_labels_beyond_the_classes_fail_in_the_loss() -> None:
    found = told(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 7]))
    assert found[0].startswith("the first step fails: the loss: IndexError: ")


@pytest.mark.parametrize("trained", [True, False])
def test_a_backward_pass_that_cannot_run_is_named(trained: bool) -> None:
    model = Words().requires_grad_(trained)
    found = told(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 1]), model)
    assert [one[:55] for one in found] == (
        [] if trained else ["the first step fails: the backward pass: RuntimeError: "]
    )


def test_no_hook_and_no_gradient_remain_after_a_step_that_fails() -> None:
    model = Words()
    told(torch.tensor([[1, 2], [3, 12]]), torch.tensor([0, 1]), model)
    assert all(not module._forward_hooks and not module._forward_pre_hooks for module in model.modules())
    assert all(one.grad is None for one in model.parameters())
