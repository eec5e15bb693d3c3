from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from training.recipes.small import KINDS, RAGGED, VOCABULARY, llama, plain, texts

from dataaudit.training.recipes.row_losses import class_losses, language_losses, logits_of, targets_of


class Fixed(nn.Module):
    """Gives the same logits whatever it is asked."""

    def __init__(self, logits: Tensor) -> None:
        super().__init__()
        self.logits = nn.Parameter(logits)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        return self.logits


def token_by_token(logits: Tensor, labels: Tensor) -> tuple[list[float], list[int]]:
    """Loss and targets of every row, one token after the other, without torch's losses."""
    sums, counts = [], []
    for scores, own in zip(logits.tolist(), labels.tolist(), strict=True):
        total, count = 0.0, 0
        for place in range(len(own) - 1):
            target = own[place + 1]
            if target == -100:
                continue
            most = max(scores[place])
            total += most + math.log(sum(math.exp(one - most) for one in scores[place])) - scores[place][target]
            count += 1
        sums.append(total)
        counts.append(count)
    return sums, counts


@given(st.lists(st.integers(1, 7), min_size=1, max_size=5), st.integers(0, 1000), st.floats(0.1, 30))
@settings(max_examples=15)
def test_the_loss_of_a_text_is_the_sum_over_its_tokens_one_by_one(lengths: list[int], seed: int, size: float) -> None:
    batch = texts(lengths, seed=seed)
    logits = size * torch.randn(*batch["labels"].shape, VOCABULARY, generator=torch.Generator().manual_seed(seed))
    told = language_losses(Fixed(logits), batch)
    sums, counts = token_by_token(logits, batch["labels"])
    assert told.sums.tolist() == pytest.approx(sums, rel=1e-5, abs=1e-5)
    assert told.counts.tolist() == counts == [length - 1 for length in lengths]
    assert targets_of(batch) == sum(counts)
    assert told.logits is None
    assert told.gradients is None


@pytest.mark.parametrize("make", [plain, llama])
def test_models_are_told_the_mask_and_their_logits_are_found(make: Any) -> None:
    model, batch = make().eval(), texts()
    with torch.no_grad():
        logits = logits_of(model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]))
        told = language_losses(model, batch)
    assert told.sums.tolist() == pytest.approx(token_by_token(logits, batch["labels"])[0], rel=1e-5, abs=1e-5)


def test_the_loss_is_that_of_transformers_with_labels() -> None:
    model, batch = llama().eval(), texts()
    with torch.no_grad():
        told = language_losses(model, batch)
        theirs = model(**batch).loss
    assert float(told.sums.sum() / told.counts.sum()) == pytest.approx(float(theirs), rel=1e-5)


def test_targets_of_minus_hundred_within_a_row_count_for_nothing() -> None:
    batch = texts([6, 6])
    batch["labels"][0, 2:4] = -100
    logits = torch.randn(2, 6, VOCABULARY, generator=torch.Generator().manual_seed(0))
    told = language_losses(Fixed(logits), batch)
    sums, counts = token_by_token(logits, batch["labels"])
    assert told.counts.tolist() == counts == [3, 5]
    assert told.sums.tolist() == pytest.approx(sums, rel=1e-5)


def test_places_without_a_target_get_no_gradient() -> None:
    batch = texts([6, 3])
    batch["labels"][0, 2:4] = -100
    model = Fixed(torch.randn(2, 6, VOCABULARY, generator=torch.Generator().manual_seed(0)))
    language_losses(model, batch).sums.sum().backward()
    assert model.logits.grad is not None
    reached = (model.logits.grad.abs().sum(-1) > 0).tolist()
    assert reached == [[True, False, False, True, True, False], [True, True, False, False, False, False]]


def test_rows_without_targets_have_loss_zero_and_others_are_not_changed_by_them() -> None:
    model = plain().eval()
    alone, among = language_losses(model, texts([9])), texts([9, 1, 1])
    told = language_losses(model, among)
    assert told.counts.tolist() == [8, 0, 0]
    assert told.sums[1:].tolist() == [0.0, 0.0]
    assert torch.isfinite(told.sums).all()
    assert alone.counts.tolist() == [8]


def test_the_first_token_and_its_label_are_nobodys_target() -> None:
    batch = texts([5])
    logits = torch.randn(1, 5, VOCABULARY)
    before = language_losses(Fixed(logits), batch).sums
    batch["labels"][0, 0] = (batch["labels"][0, 0] + 1) % VOCABULARY
    assert torch.equal(language_losses(Fixed(logits), batch).sums, before)


def test_texts_of_one_token_have_no_targets() -> None:
    batch = texts([1, 1])
    assert targets_of(batch) == 0
    assert language_losses(plain(), batch).counts.tolist() == [0, 0]


@given(st.integers(1, 6), st.integers(0, 1000), st.floats(0.1, 50))
@settings(max_examples=15)
def test_the_loss_of_a_class_and_the_norm_of_its_gradient_are_those_of_autograd(
    rows: int, seed: int, size: float
) -> None:
    batch = texts([4] * rows, classes=True, seed=seed)
    model = Fixed(size * torch.randn(rows, KINDS, generator=torch.Generator().manual_seed(seed)))
    told = class_losses(model, batch)
    for row, (scores, kind) in enumerate(zip(model.logits.tolist(), batch["labels"].tolist(), strict=True)):
        most = max(scores)
        loss = most + math.log(sum(math.exp(one - most) for one in scores)) - scores[kind]
        assert float(told.sums[row].detach()) == pytest.approx(loss, rel=1e-5, abs=1e-5)
    told.sums.sum().backward()
    assert model.logits.grad is not None
    assert told.gradients is not None
    assert told.gradients.tolist() == pytest.approx(model.logits.grad.norm(dim=1).tolist(), abs=2e-3)
    assert not told.gradients.requires_grad
    assert told.logits is not None
    assert told.logits.tolist() == model.logits.tolist()
    assert told.counts.tolist() == [1] * rows
    assert targets_of(batch) == rows


def test_losses_are_computed_in_fp32_whatever_the_logits_are() -> None:
    batch = texts(RAGGED, classes=True)
    low = Fixed(torch.randn(len(RAGGED), KINDS).bfloat16())
    assert class_losses(low, batch).sums.dtype == torch.float32
    batch = texts([4, 3])
    low = Fixed(torch.randn(2, 4, VOCABULARY).half())
    told = language_losses(low, batch).sums
    assert told.dtype == torch.float32
    assert told.tolist() == pytest.approx(token_by_token(low.logits.float(), batch["labels"])[0], rel=1e-5)


def test_logits_are_found_in_a_tensor_an_output_and_a_mapping() -> None:
    logits = torch.zeros(2, 3)
    for output in (logits, SimpleNamespace(logits=logits), {"logits": logits}):
        assert logits_of(output) is logits


@pytest.mark.parametrize("output", [None, (torch.zeros(2),), {"loss": torch.zeros(2)}, SimpleNamespace(logits=[1.0])])
def test_an_output_without_logits_is_named(output: Any) -> None:
    with pytest.raises(TypeError, match=f"the model returns {type(output).__name__} without logits"):
        logits_of(output)
