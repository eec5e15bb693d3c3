from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn
from training.recipes.small import ROWS, workload

from dataaudit.errors import ConfigurationError, InputError
from dataaudit.training.recipe_trials.workload import prepare_workload, read_workload, sized
from dataaudit.training.recipes.row_losses import class_losses, language_losses, targets_of


@pytest.mark.parametrize("classes", [False, True])
def test_a_workload_is_read_as_it_was_written(tmp_path: Path, classes: bool) -> None:
    made = workload(tmp_path, classes=classes)
    told, batches = read_workload(tmp_path)
    assert told == made
    assert told.labels == (("a", "b") if classes else ())
    assert told.losses is (class_losses if classes else language_losses)
    assert len(batches) == told.batches == 4
    for batch in batches:
        assert set(batch) == {"input_ids", "attention_mask", "labels"}
        assert len(batch["labels"]) == 6
        assert batch["input_ids"].shape[1] <= 12
        assert int(batch["input_ids"].max()) < told.vocabulary
        assert targets_of(batch) > 0


@pytest.mark.parametrize("classes", [False, True])
def test_every_process_makes_the_same_model_and_gets_the_same_losses(tmp_path: Path, classes: bool) -> None:
    made = workload(tmp_path, classes=classes)
    _, batches = read_workload(tmp_path)
    first, second = made.make_model(), made.make_model()
    for one, other in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(one, other)
    # In training mode, without dropout: two passes give the same.
    assert first.training
    assert torch.equal(made.losses(first, batches[0]).sums, made.losses(second, batches[0]).sums)
    assert all(one.p == 0 for one in first.modules() if isinstance(one, nn.Dropout))
    other = replace(made, seed=2).make_model()
    assert not torch.equal(next(first.parameters()), next(other.parameters()))


def test_the_same_rows_make_the_same_batches(tmp_path: Path) -> None:
    told = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        workload(tmp_path / name)
        told.append(read_workload(tmp_path / name)[1])
    for one, other in zip(*told, strict=True):
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_rows_that_fill_no_batch_are_left_out(tmp_path: Path) -> None:
    assert workload(tmp_path, batch_size=7).batches == 3
    assert {len(one["labels"]) for one in read_workload(tmp_path)[1]} == {7}


def test_classes_go_with_their_texts_and_rows_without_one_are_left_out(tmp_path: Path) -> None:
    # A text is as long as its class says.
    rows = [replace(row, text="word " * (2 if row.label == "a" else 9)) for row in ROWS]
    rows[3] = replace(rows[3], label=None, text="word")
    made = prepare_workload(tmp_path, "small", rows, classes=True, batch_size=4, max_tokens=32, count=5)
    _, batches = read_workload(tmp_path)
    lengths = [one["attention_mask"].sum(1) for one in batches]
    short = min(int(one.min()) for one in lengths)
    for batch, length in zip(batches, lengths, strict=True):
        assert ((length > short) == (batch["labels"] == 1)).all()
    assert made.batches == 5


def test_too_few_rows_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too few rows with a text: 24 for a batch of 25"):
        workload(tmp_path, batch_size=25)
    unlabelled = [replace(row, label=None) for row in ROWS[:20]] + ROWS[20:]
    with pytest.raises(InputError, match="too few rows with a text: 4 for a batch of 6"):
        prepare_workload(tmp_path, "small", unlabelled, classes=True, batch_size=6)


@pytest.mark.parametrize(("label", "count"), [("a", 1), (None, 0)])
def test_one_class_is_too_few(tmp_path: Path, label: str | None, count: int) -> None:
    with pytest.raises(InputError, match=f"found {count} classes; at least two are needed"):
        prepare_workload(tmp_path, "small", [replace(row, label=label) for row in ROWS], classes=True, batch_size=6)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no config\.json found"):
        prepare_workload(tmp_path, str(tmp_path), ROWS, batch_size=6)


def test_a_batch_of_any_size_repeats_rows() -> None:
    batch = {"input_ids": torch.arange(6).view(3, 2), "labels": torch.arange(3), "name": "batch"}
    for rows in (1, 3, 8):
        told = sized(batch, rows)
        assert told["labels"].tolist() == [place % 3 for place in range(rows)]
        assert torch.equal(told["input_ids"], batch["input_ids"][told["labels"]])
        assert told["name"] == "batch"
