"""NaN that means "not measured", and NaN that a loss became."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import one_run, points, written

from dataaudit.training.logs.open_log import read_log


def test_rows_of_two_kinds_say_nan_where_they_do_not_measure(tmp_path: Path) -> None:
    rows = [f"{step},{step / 8},nan" if step % 2 else f"{step},nan,{step / 4}" for step in range(1, 9)]
    log = one_run(written(tmp_path, "log.csv", "step,train_loss,val_loss\n" + "\n".join(rows) + "\n"))
    assert points(log, "train/loss") == [(step, step / 8) for step in (1, 3, 5, 7)]
    assert points(log, "validation/loss") == [(step, step / 4) for step in (2, 4, 6, 8)]


@pytest.mark.parametrize("broken", [{4}, {3, 4, 5}, {6, 7, 8}])
def test_a_loss_that_is_nan_beside_a_finite_one_is_a_point(tmp_path: Path, broken: set[int]) -> None:
    rows = [f"{epoch},{'nan' if epoch in broken else 1 / epoch},{2 / epoch}" for epoch in range(1, 9)]
    log = one_run(written(tmp_path, "log.csv", "epoch,loss,val_loss\n" + "\n".join(rows) + "\n"))
    assert [step for step, value in points(log, "train/loss") if value == "nan"] == sorted(broken)


def test_what_the_user_says_of_an_accuracy_goes_before_what_others_tell(tmp_path: Path) -> None:
    path = written(tmp_path, "log.csv", "epoch,train_loss,valid_loss,accuracy\n1,2.5,2.75,0.5\n2,2.25,2.5,0.625\n")
    assert read_log(path)[0].columns["accuracy"] == "validation/accuracy"
    assert read_log(path, {"accuracy": "train/accuracy"})[0].columns["accuracy"] == "train/accuracy"


def test_a_counter_of_a_text_is_named_as_the_text_names_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a.log", "epoch 1 step 10 loss 2.5\nepoch 1 step 20 loss 2.25\n")
    assert points(read_log(path, step="step")[0], "train/loss") == [(10, 2.5), (20, 2.25)]
