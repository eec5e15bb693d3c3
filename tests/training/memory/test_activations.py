from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from training.recipes.small import plain, texts, whole_loss

from dataaudit.training.memory.activations import SavedTensors, activation_bytes
from dataaudit.training.recipes.row_losses import language_losses

F = 4
"""Bytes of a number in fp32."""


def measured(model: nn.Module, value: Tensor) -> tuple[int, int]:
    return activation_bytes(model, lambda: model(value).sum())


def test_a_perceptron_keeps_what_the_formulas_say() -> None:
    model = nn.Sequential(nn.Linear(30, 50), nn.Tanh(), nn.Linear(50, 7))
    # Inputs for the first layer's weights, the output of tanh for itself and for the second layer's weights.
    assert measured(model, torch.zeros(11, 30)) == (11 * 30 * F + 11 * 50 * F, 11 * 50 * F)


def test_dropout_keeps_its_mask_and_a_frozen_layer_not_its_input() -> None:
    value = torch.zeros(100, 30)
    assert measured(nn.Linear(30, 50).requires_grad_(False), value) == (0, 0)
    bare, dropping = nn.Linear(30, 50), nn.Sequential(nn.Linear(30, 50), nn.Dropout(0.5))
    more = measured(dropping, value)[0] - measured(bare, value)[0]
    assert more in (100 * 50, 100 * 50 * F)  # a byte or a number each, by version
    assert measured(dropping.eval(), value) == measured(bare, value)


@pytest.mark.parametrize(
    "function",
    [
        lambda value: (value * value).sum(),
        lambda value: (value[:, :10] * value[:, 10:20]).sum(),
        lambda value: (value.T @ value).sum(),
        lambda value: sum((value * value).sum() for _ in range(5)),
    ],
)
def test_a_storage_counts_once_however_often_and_in_whatever_part_it_is_saved(
    function: Callable[[Tensor], Tensor],
) -> None:
    value = torch.zeros(20, 30, requires_grad=True)
    total, largest = activation_bytes(nn.Identity(), lambda: function(value))
    assert (total, largest) == (20 * 30 * F, 20 * 30 * F)


def test_parameters_and_buffers_are_no_activations_even_where_they_are_saved() -> None:
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(50, 50))
            self.register_buffer("scale", torch.ones(50, 50))

        def forward(self, value: Tensor) -> Tensor:
            return value @ (self.weight * self.scale).T

    model, value = Scaled(), torch.zeros(2, 50)
    seen: list[Tensor] = []
    with torch.autograd.graph.saved_tensors_hooks(lambda one: (seen.append(one), one)[1], lambda one: one):
        model(value).sum()
    kept = {one.untyped_storage()._cdata for one in seen}
    assert {model.weight.untyped_storage()._cdata, model.scale.untyped_storage()._cdata} & kept
    # The input; the product is saved only where the input needs a gradient.
    assert measured(model, value)[0] == 2 * 50 * F
    assert measured(model, value.clone().requires_grad_()) == (2 * 50 * F + 50 * 50 * F, 50 * 50 * F)


def test_tensors_freed_within_the_pass_are_not_taken_for_each_other() -> None:
    value = torch.zeros(1000, requires_grad=True)

    def loss() -> Tensor:
        for _ in range(20):
            # Each result is dropped at once, so that the next one is likely to lie in its place.
            (value * torch.rand(1000)).sum()
        return value.sum()

    assert activation_bytes(nn.Identity(), loss)[0] == 20 * 1000 * F


@pytest.mark.parametrize("classes", [False, True])
@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_model_on_meta_keeps_as_much_as_one_on_the_cpu(classes: bool, dropout: float) -> None:
    model, batch = plain(classes=classes, dropout=dropout), texts([12] * 6, classes=classes)
    there = activation_bytes(model, lambda: whole_loss(model, batch))
    ghost = plain(classes=classes, dropout=dropout).to("meta")
    batch = {name: value.to("meta") for name, value in batch.items()}
    assert activation_bytes(ghost, lambda: whole_loss(ghost, batch)) == there


def test_a_transformers_model_of_any_size_is_told_without_being_there() -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    def made(width: int) -> nn.Module:
        config = LlamaConfig(
            vocab_size=20, hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=2, max_position_embeddings=16, use_cache=False, attn_implementation="eager",
            bos_token_id=None, eos_token_id=None,
        )  # fmt: skip
        model: nn.Module = LlamaForCausalLM(config)
        return model.train()

    def told(model: nn.Module, device: str) -> int:
        batch = {name: value.to(device) for name, value in texts([12] * 4).items()}
        return activation_bytes(model, lambda: language_losses(model, batch).sums.sum())[0]

    here = told(made(32), "cpu")
    with torch.device("meta"):
        ghost, huge = made(32), made(16_384)
    assert told(ghost, "meta") == pytest.approx(here, rel=0.01)
    assert told(huge, "meta") > 100 * here


def test_bf16_keeps_copies_of_the_weights_and_smaller_values() -> None:
    model, value = nn.Linear(40, 40), torch.zeros(10, 40, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        total, _ = measured(model, value)
    assert total == 10 * 40 * 2 + 40 * 40 * 2


def test_nothing_is_counted_without_gradients_or_outside_of_the_context() -> None:
    model, value = nn.Sequential(nn.Linear(9, 9), nn.Tanh()), torch.zeros(4, 9)
    with SavedTensors(model) as saved, torch.no_grad():
        model(value)
    model(value)
    assert (saved.total, saved.largest) == (0, 0)
    with torch.no_grad():
        # Asked for within no_grad, a forward pass is still measured as training runs it.
        assert measured(model, value)[0] == 4 * 9 * F + 4 * 9 * F


def test_what_was_measured_can_still_go_backward() -> None:
    model, value = nn.Linear(3, 3), torch.ones(2, 3)
    with SavedTensors(model):
        loss = model(value).sum()
    loss.backward()
    assert model.weight.grad is not None
    assert model.weight.grad.tolist() == [[2.0] * 3] * 3
