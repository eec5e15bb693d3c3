from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, TensorDataset
from training.probes.tiny import classes, findings, measured, mlp, values

from dataaudit.training.probes.data_probes import runs_chance

NAN, INF = float("nan"), float("inf")


def scale(batches: Any) -> tuple[dict[str, float], set[str]]:
    rows = measured("input_scale", mlp(), batches)
    return values(rows), findings(rows)


def test_inputs_around_zero_are_of_a_good_scale() -> None:
    batches = classes(64)
    told, names = scale(batches)
    whole = torch.cat([one for one, _ in batches]).double()
    assert told["largest"] == pytest.approx(float(whole.abs().max()))
    assert told["shift"] == pytest.approx(float(whole.mean().abs() / whole.std()))
    spread = whole.std(0)
    assert told["column_ratio"] == pytest.approx(float(spread.max() / spread.median()))
    assert names == set()


def test_pixels_that_were_not_scaled_columns_of_other_units_and_shifted_inputs_are_found() -> None:
    images = [(torch.randint(0, 256, (8, 1, 5, 5)).float(), torch.arange(8) % 3)]
    assert scale(images)[0]["largest"] > 200
    assert scale(images)[1] == {"input-scale"}
    units = [(inputs * torch.tensor([1.0, 1, 1, 1, 1, 5000]), targets) for inputs, targets in classes(64)]
    told, names = scale(units)
    assert told["column_ratio"] > 1000
    assert names == {"input-scale"}
    assert scale([(inputs + 10, targets) for inputs, targets in classes(64)])[1] == {"input-scale"}


def test_rows_that_are_not_finite_are_named_and_left_out_of_the_scale() -> None:
    batches = classes()
    batches[0][0][2, 1], batches[1][0][5, 0] = NAN, -INF
    rows = measured("input_scale", mlp(), batches)
    told = {row["measure"]: (row["value"], row["where"]) for row in rows}
    assert told["nonfinite"] == (2.0, "batch 0, row 2; batch 1, row 5")
    assert told["largest"][0] < 10
    assert findings(rows) == {"input-scale"}


def test_tokens_have_no_scale() -> None:
    assert measured("input_scale", nn.Embedding(9, 3), [(torch.randint(0, 9, (4, 7)), torch.zeros(4))]) == []


class Stream(IterableDataset[Any]):
    """Rows one after the other, in one order or in another every time."""

    def __init__(self, labels: Tensor, mixed: bool = False) -> None:
        self.labels, self.mixed = labels, mixed

    def __iter__(self) -> Iterator[Any]:
        order = torch.randperm(len(self.labels)) if self.mixed else torch.arange(len(self.labels))
        return iter([(torch.full((3,), float(place)), self.labels[place]) for place in order])


def order(loader: Any) -> tuple[dict[str, float], set[str], set[str]]:
    rows = measured("shuffle", mlp(columns=3), [], loader=loader)
    return values(rows), findings(rows), findings(rows, "info")


SORTED = torch.arange(120) // 40
MIXED = torch.tensor(random.Random(3).sample(SORTED.tolist(), 120))


def rows_of(labels: Tensor) -> TensorDataset:
    return TensorDataset(torch.randn(len(labels), 3, generator=torch.Generator().manual_seed(0)), labels)


@pytest.mark.parametrize("kind", ["loader", "stream", "list"])
def test_sorted_rows_in_one_order_are_a_warning_and_mixed_ones_information(kind: str) -> None:
    for labels, warned in ((SORTED, {"shuffle-off"}), (MIXED, set())):
        loader: Any = DataLoader(rows_of(labels), batch_size=10)
        if kind == "stream":
            loader = DataLoader(Stream(labels), batch_size=10)
        elif kind == "list":
            loader = list(loader)
        told, warnings, all_of_them = order(loader)
        assert told["same_order"] == 1.0
        assert (told["runs_chance"] < 1e-6) is bool(warned)
        assert (warnings, all_of_them) == (warned, {"shuffle-off"})


def test_rows_in_another_order_every_time_are_fine() -> None:
    for loader in (
        DataLoader(rows_of(SORTED), batch_size=10, shuffle=True),
        DataLoader(rows_of(SORTED), batch_size=10, shuffle=True, generator=torch.Generator()),
        DataLoader(Stream(SORTED, mixed=True), batch_size=10),
    ):
        assert order(loader) == ({}, set(), set())
    assert measured("shuffle", mlp(), classes()) == []


def test_targets_that_are_no_classes_have_no_runs() -> None:
    data = TensorDataset(torch.randn(60, 3), torch.randn(60))
    assert order(DataLoader(data, batch_size=10))[0] == {"same_order": 1.0}


def plain_chance(labels: list[int], tries: int = 400) -> float:
    """Share of shuffled orders that have no more runs."""

    def runs(given: list[int]) -> int:
        return 1 + sum(given[n] != given[n - 1] for n in range(1, len(given)))

    generator = random.Random(1)
    return sum(runs(generator.sample(labels, len(labels))) <= runs(labels) for _ in range(tries)) / tries


@given(st.integers(2, 4), st.integers(15, 25), st.integers(0, 30), st.randoms(use_true_random=False))
def test_the_chance_of_so_few_runs_is_that_of_shuffled_orders(kinds: int, each: int, same: int, mix: Any) -> None:
    labels = list(range(kinds)) * max(each, -(-50 // kinds))
    mix.shuffle(labels)
    labels = sorted(labels[:same]) + labels[same:]
    assert runs_chance(labels) == pytest.approx(plain_chance(labels), abs=0.15)


def test_few_labels_and_labels_of_one_kind_have_no_chance() -> None:
    assert runs_chance([0, 1] * 24) is None
    assert runs_chance([1] * 100) is None
    assert runs_chance([0, 1] * 50) == pytest.approx(1.0)


def shared(train: Tensor, validation: Tensor) -> tuple[float | None, set[str]]:
    loaders = [DataLoader(TensorDataset(one, torch.zeros(len(one))), batch_size=16) for one in (train, validation)]
    rows = measured("shared_rows", mlp(), [], loader=loaders[0], validation=loaders[1])
    return values(rows).get("share"), findings(rows)


def test_rows_that_both_loaders_give_are_counted() -> None:
    rows = torch.randn(100, 4, generator=torch.Generator().manual_seed(0))
    assert shared(rows[:80], rows[80:]) == (0.0, set())
    assert shared(rows[:80], rows[60:]) == (0.5, {"validation-too-good"})
    assert shared(rows, rows[torch.randperm(100)]) == (1.0, {"validation-too-good"})
    nearly = rows[80:] + 1e-6
    assert shared(rows, nearly)[0] < 0.2


def test_inputs_of_few_values_are_shared_without_a_leak() -> None:
    rows = torch.arange(100)[:, None] % 3
    assert shared(rows[:80].float(), rows[80:].float()) == (None, set())


def test_without_a_loader_of_validation_data_there_is_nothing_to_share() -> None:
    assert measured("shared_rows", mlp(), classes(), loader=classes()) == []
    assert measured("shared_rows", mlp(), classes(), validation=classes()) == []


def columns(change: Any, rows: int = 80, kinds: int = 3) -> list[Any]:
    made = classes(rows // 2, kinds=kinds)
    return [change(inputs.clone(), targets) for inputs, targets in made]


def with_label(inputs: Tensor, targets: Tensor) -> Any:
    inputs[:, 4] = 10 - 2.5 * targets
    return inputs, targets


def with_noisy_label(inputs: Tensor, targets: Tensor) -> Any:
    inputs[:, 4] = targets
    inputs[0, 4] = (targets[0] + 1) % 3
    return inputs, targets


def with_target(inputs: Tensor, targets: Tensor) -> Any:
    made = torch.randn(len(inputs), generator=torch.Generator().manual_seed(9))
    inputs[:, 1] = 3 * made - 1
    return inputs, made[:, None]


def test_a_column_that_tells_the_target_is_named() -> None:
    rows = measured("target_column", mlp(), columns(with_label))
    assert values(rows) == {"accuracy": 1.0, "column": 4.0}
    assert findings(rows) == {"validation-too-good"}
    assert values(measured("target_column", mlp(), columns(with_target)))["column"] == 1.0


def test_columns_that_tell_it_nearly_or_not_at_all_are_fine() -> None:
    for change in (with_noisy_label, lambda inputs, targets: (inputs, targets)):
        assert measured("target_column", mlp(), columns(change)) == []
    correlated = [(inputs, inputs[:, :1] + 0.3 * torch.randn(40, 1)) for inputs, _ in classes(40)]
    assert measured("target_column", mlp(), correlated) == []


def test_a_column_of_row_numbers_does_not_tell_the_label() -> None:
    """Every value is there once, and so every value has one label."""
    batches = columns(lambda inputs, targets: (inputs, targets))
    for number, (inputs, _) in enumerate(batches):
        inputs[:, 2] = torch.arange(40.0) + 40 * number
    assert measured("target_column", mlp(), batches) == []


def test_few_rows_say_nothing() -> None:
    assert measured("target_column", mlp(), columns(with_label, rows=40)) == []
