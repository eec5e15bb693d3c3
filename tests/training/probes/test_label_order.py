from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from training.probes.tiny import findings, measured, values

MODEL = nn.Linear(3, 4)


def rows(count: int = 400) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 4, (count,), generator=random)
    centres = torch.randn(4, 3, generator=random) * 3
    return centres[labels] + torch.randn(count, 3, generator=random), labels


@pytest.mark.parametrize("lag", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("numbers", [False, True])
def test_labels_that_belong_to_other_rows_are_found_behind_a_shuffling_loader(lag: int, numbers: bool) -> None:
    inputs, labels = rows()
    targets = labels.float()[:, None] if numbers else labels
    data = TensorDataset(inputs, targets.roll(lag, 0))
    loader = DataLoader(data, batch_size=50, shuffle=True)
    found = measured("label_order", MODEL, list(loader), loader=loader)
    assert findings(found) == ({"misaligned-labels"} if lag else set())
    if lag:
        assert values(found)["lag"] == lag


def test_too_few_rows_texts_and_labels_of_one_class_are_not_judged() -> None:
    inputs, labels = rows(100)
    assert measured("label_order", MODEL, [(inputs, labels)]) == []
    inputs, labels = rows()
    assert measured("label_order", MODEL, [(inputs, torch.zeros_like(labels))]) == []
    assert measured("label_order", MODEL, [(inputs.long(), labels)]) == []


def test_series_whose_neighbours_are_alike_have_no_finding() -> None:
    values_ = torch.cumsum(torch.randn(400, generator=torch.Generator().manual_seed(2)), 0)
    data = TensorDataset(torch.stack([values_, values_.roll(1), values_.roll(2)], 1), values_.roll(-1))
    assert findings(measured("label_order", MODEL, [data[:400]])) == set()
