from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from stages.tiny_causal_model import tiny_causal_model
from torch import Tensor

from dataaudit.errors import AuditError
from dataaudit.training.proxy.models import _PAIRS, BagOfTokens, make_proxy, small_language_model

TEXTS = [f"a text of number {number} and some words" for number in range(60)]


def plain(model: BagOfTokens, ids: list[int]) -> Tensor:
    """A row by itself: mean of its vectors and those of its neighbouring pairs, kept as long as they are."""
    rows = [*ids, *((a * 1_000_003 + b * 8191) % _PAIRS + model.vocabulary for a, b in itertools.pairwise(ids))]
    return model.classes(model.embedding.weight[rows].sum(0) / max(len(rows), 1) ** 0.5)


@given(st.lists(st.lists(st.integers(0, 29), min_size=1, max_size=9), min_size=1, max_size=5))
def test_a_bag_of_tokens_is_that_of_a_plain_computation_and_padding_counts_for_nothing(rows: list[list[int]]) -> None:
    torch.manual_seed(0)
    model = BagOfTokens(30, 3, width=8).eval()
    longest = max(map(len, rows)) + 2
    ids = torch.full((len(rows), longest), 1)
    mask = torch.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)], mask[place, : len(row)] = torch.tensor(row), 1
    with torch.no_grad():
        told = model(ids, mask)
        expected = torch.stack([plain(model, row) for row in rows])
    assert torch.allclose(told, expected, atol=1e-5)


def test_a_row_of_padding_alone_has_finite_logits() -> None:
    model = BagOfTokens(30, 3)
    ids = torch.ones(2, 4, dtype=torch.int64)
    assert bool(torch.isfinite(model(ids, torch.zeros_like(ids))).all())


def test_a_language_model_does_not_look_ahead_and_not_at_padding() -> None:
    torch.manual_seed(0)
    model = small_language_model(50, 16, width=32, padding=1).eval()
    ids = torch.tensor([[0, 7, 9, 4, 30, 2]])
    with torch.no_grad():
        whole = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
        part = model(input_ids=ids[:, :4], attention_mask=torch.ones_like(ids[:, :4])).logits
        padded = torch.cat([ids, torch.full((1, 3), 1)], 1)
        mask = torch.tensor([[1] * 6 + [0] * 3])
        filled = model(input_ids=padded, attention_mask=mask).logits
    assert whole.shape == (1, 6, 50)
    assert torch.allclose(whole[:, :4], part, atol=1e-5)
    assert torch.allclose(whole, filled[:, :6], atol=1e-5)


@pytest.mark.parametrize("task", ["classes", "language"])
def test_the_same_seed_makes_the_same_model_and_another_one_another(task: str) -> None:
    made = [make_proxy("small", task, ["a", "b"], TEXTS, 16, seed) for seed in (1, 1, 2)]  # type: ignore[arg-type]
    first, same, other = ([*one.model.parameters()] for one in made)
    assert all(torch.equal(a, b) for a, b in zip(first, same, strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(first, other, strict=True))
    assert made[0].task == task
    assert not made[0].pretrained


def test_a_classifier_has_a_logit_a_class() -> None:
    proxy = make_proxy("small", "classes", ["a", "b", "c"], TEXTS, 16, 1)
    ids = torch.tensor(proxy.encode(TEXTS[:2], 16)[0])
    assert proxy.model(ids, torch.ones_like(ids)).shape == (2, 3)


def test_a_model_of_the_users_own_is_loaded_with_its_tokenizer() -> None:
    proxy = make_proxy(tiny_causal_model(), "language", [], TEXTS, 16, 1)
    assert proxy.pretrained
    ids = torch.tensor(proxy.encode([TEXTS[0]], 16)[0])
    told = proxy.losses(proxy.model.eval(), {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": ids})
    assert int(told.counts[0]) == ids.shape[1] - 1
    assert bool(torch.isfinite(told.sums).all())


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=str(tmp_path)):
        make_proxy(str(tmp_path), "language", [], TEXTS, 16, 1)
