"""Trainings that follow one another in a log are told apart; one that goes on from a checkpoint stays one."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log


def text(*trainings: list[int], form: str = "Epoch {n}: loss {loss:.3f}") -> str:
    told = [form.format(n=n, loss=2.0 / (n + 1) + number) for number, one in enumerate(trainings) for n in one]
    return "\n".join(told) + "\n"


def ends(path: Path) -> list[tuple[str, float, float]]:
    return [(log.name, points(log, "train/loss")[0][0], points(log, "train/loss")[-1][0]) for log in read_log(path)]


def test_folds_are_runs(tmp_path: Path) -> None:
    path = written(tmp_path, "folds.log", text([1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3]))
    assert ends(path) == [("folds.log:1", 1, 4), ("folds.log:2", 1, 4), ("folds.log:3", 1, 3)]


def test_a_log_that_begins_late_and_a_new_training(tmp_path: Path) -> None:
    path = written(tmp_path, "late.log", text([145, 146, 147, 148], [0, 1, 2, 3]))
    assert ends(path) == [("late.log:1", 145, 148), ("late.log:2", 0, 3)]


@pytest.mark.parametrize(
    "parts", [([1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8]), ([7000, 7010, 7020], [6990, 7000, 7010, 7020])]
)
def test_a_training_that_goes_on_is_one_run(parts: tuple[list[int], list[int]], tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "resumed.log", text(*parts)))
    assert [step for step, _ in points(log, "train/loss")] == sorted({*parts[0], *parts[1]})


def test_batches_that_begin_again_with_every_epoch_are_one_training(tmp_path: Path) -> None:
    lines = [f"Epoch {e} step {s}/30 loss {2 - e / 4 - s / 900:.3f}" for e in (1, 2, 3) for s in (10, 20, 30)]
    log = one_run(written(tmp_path, "epochs.log", "\n".join(lines)))
    assert [step for step, _ in points(log, "train/loss")] == list(range(10, 100, 10))


def test_steps_without_an_epoch_begin_a_training_only_where_the_loss_does(tmp_path: Path) -> None:
    goes_on = [f"step {s}: loss {2 - number / 50:.3f}" for number, s in enumerate([10, 20, 30, 40] * 3)]
    assert len(read_log(written(tmp_path, "one.log", "\n".join(goes_on)))) == 1
    again = [f"step {s}: loss {2 - s / 30:.3f}" for s in [10, 20, 30, 40] * 3]
    assert len(read_log(written(tmp_path, "three.log", "\n".join(again)))) == 3


def test_what_hugging_face_sums_up_ends_a_training(tmp_path: Path) -> None:
    first = [f"{{'loss': {2 / n:.2f}, 'epoch': {n / 4}}}" for n in range(1, 9)]
    second = [f"{{'eval_loss': 0.5, 'epoch': {n}.0}}\n{{'loss': {1 / n:.2f}, 'epoch': {n + 0.21}}}" for n in (1, 2, 3)]
    middle = "{'train_runtime': 233.9, 'train_loss': 0.12, 'epoch': 2.0}"
    path = written(tmp_path, "two.log", "\n".join([*first, middle, *second]))
    one, two = read_log(path)
    assert [step for step, _ in points(one, "train/loss")] == [n / 4 for n in range(1, 9)]
    assert [step for step, _ in points(two, "validation/loss")] == [1, 2, 3]


def test_a_length_of_episodes_does_not_count_them(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n / 10},{900 - 7 * n % 300}\n" for n in range(1, 40))
    log = one_run(written(tmp_path, "rl.csv", "episode,reward,steps\n" + rows))
    assert [step for step, _ in points(log, "train/reward")] == list(range(1, 40))


@pytest.mark.parametrize(
    "told",
    ["lr: 0.0002\nbeta1: 0.5\n", "1. lr=0.001, usp loss 2.6\n2. lr=0.1, desc loss 0.1\n", "Test Accuracy: 28.7%\n"],
)
def test_settings_and_single_numbers_are_no_log(told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unrecognised log format"):
        read_log(written(tmp_path, "notes.txt", told))
