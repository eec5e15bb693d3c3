from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import gave_way, notes, one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log

FORM = "lines of names and numbers"


def test_lines_that_name_their_numbers_are_read(tmp_path: Path) -> None:
    text = (
        "2024-05-01 10:00:00,123 INFO loading data from /data/train.bin\n"
        "2024-05-01 10:00:01,123 INFO epoch 1, loss: 0.75 acc=0.5 lr: 1e-3\n"
        "2024-05-01 10:01:01,123 INFO epoch 1, val loss: 0.875\n"
        "2024-05-01 10:02:01,123 INFO epoch 2, loss: nan acc=0.625 lr: 5e-4\n"
        "2024-05-01 10:03:01,123 INFO epoch 2, val loss: inf\n"
        "2024-05-01 10:03:02,123 INFO done in 12.5 minutes\n"
    )
    log = one_run(written(tmp_path, "train.log", text))
    assert (log.name, log.format, log.unit) == ("train.log", FORM, "epoch")
    assert log.columns == {
        "loss": "train/loss", "acc": "train/accuracy", "lr": "train/learning_rate", "val loss": "validation/loss",
    }  # fmt: skip
    assert points(log, "train/loss") == [(1, 0.75), (2, "nan")]
    assert points(log, "train/accuracy") == [(1, 0.5), (2, 0.625)]
    assert points(log, "train/learning_rate") == [(1, 1e-3), (2, 5e-4)]
    assert points(log, "validation/loss") == [(1, 0.875), (2, "inf")]
    assert (notes(log), log.unused) == ([], ())


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("step=%d loss=%s", "step"),
        ("step %d | loss: %s", "step"),
        ("Step: %d, Loss: %s", "step"),
        ("INFO:root:iteration %d loss = %s lr = 1e-4", "step"),
        ("iter #%d  train_loss=%s", "step"),
        ("Epoch %d/20 - loss: %s - val_loss: 4.5", "epoch"),
        ("Epoch [%d/20] train loss: %s", "epoch"),
        ("epoch: %d, step_time: 3ms, Training loss: %s", "epoch"),
        ("Epoch %d: 100%%|█████| 10/10 [00:01<00:00,  9.00it/s, loss=%s, v_num=0]", "epoch"),
    ],
)
def test_steps_and_epochs_are_found_in_many_styles(tmp_path: Path, line: str, unit: str) -> None:
    log = one_run(written(tmp_path, "train.log", "".join(line % told + "\n" for told in ((1, "2.5"), (2, "1.25")))))
    assert (log.format, log.unit) == (FORM, unit)
    assert points(log, "train/loss") == [(1, 2.5), (2, 1.25)]


def test_a_step_goes_before_an_epoch(tmp_path: Path) -> None:
    text = "epoch: 0, step: 100, loss: 2.5\nepoch: 1, step: 200, loss: 2.25\n"
    log = one_run(written(tmp_path, "train.log", text))
    assert (log.unit, points(log, "train/loss")) == ("step", [(100, 2.5), (200, 2.25)])


def test_lines_without_step_and_epoch_are_counted(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", "start\nloss: 2.5\nwaiting\nloss: 2.25\n"))
    assert (log.unit, points(log, "train/loss")) == ("row", [(1, 2.5), (2, 2.25)])


def test_steps_grouped_by_commas_are_whole_numbers(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", "step: 1,000, loss: 2.5\nstep: 12,000, loss: 2.25\n"))
    assert points(log, "train/loss") == [(1000, 2.5), (12000, 2.25)]


def test_a_number_with_a_unit_behind_it_is_none(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", "step=1 loss=2.5 time=12ms\nstep=2 loss=2.25 time=13ms\n"))
    assert (log.columns, log.unused) == ({"loss": "train/loss"}, ())


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_any_line_end_will_do(tmp_path: Path, end: str) -> None:
    log = one_run(written(tmp_path, "train.log", f"step=1 loss=2.5{end}step=2 loss=2.25{end}"))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]


def test_a_resumed_run_gives_way_to_its_second_attempt(tmp_path: Path) -> None:
    steps = [*range(1, 11), *range(7, 13)]
    text = "".join(f"step={step} loss={place}\n" for place, step in enumerate(steps))
    log = one_run(written(tmp_path, "train.log", text))
    assert notes(log) == [("resumed", 1, 7.0)]
    assert gave_way(log, "train/loss") == [(7, 6), (8, 7), (9, 8), (10, 9)]


def test_bytes_that_are_no_utf8_do_no_harm(tmp_path: Path) -> None:
    text = b"caf\xe9 \xff\nstep=1 loss=2.5\nstep=2 loss=2.25\n"
    assert points(one_run(written(tmp_path, "train.log", text)), "train/loss") == [(1, 2.5), (2, 2.25)]


@pytest.mark.parametrize("count", ["Step", "Iter", "Iteration"])
def test_steps_that_begin_anew_with_every_epoch_are_counted_on(tmp_path: Path, count: str) -> None:
    told = [(epoch, step) for epoch in (1, 2, 3) for step in range(100, 601, 100)]
    text = "".join(f"Epoch [{epoch}/3], {count} [{step}/600], Loss: {step / 100}\n" for epoch, step in told)
    log = one_run(written(tmp_path, "train.log", text))
    assert (log.format, log.unit, notes(log)) == (FORM, "step", [])
    assert points(log, "train/loss") == [(100 * place, (place - 1) % 6 + 1) for place in range(1, 19)]


def test_steps_that_begin_at_zero_with_every_epoch_are_counted_on(tmp_path: Path) -> None:
    text = "".join(f"epoch {epoch} step {step} loss: {epoch}.5\n" for epoch in (0, 1) for step in (0, 1, 2))
    log = one_run(written(tmp_path, "train.log", text))
    assert points(log, "train/loss") == [(0, 0.5), (1, 0.5), (2, 0.5), (3, 1.5), (4, 1.5), (5, 1.5)]
    assert notes(log) == []


def test_rows_of_the_epoch_that_are_done_are_the_step(tmp_path: Path) -> None:
    line = "Train Epoch: {} [{}/60000 ({:.0f}%)]\tLoss: {}\n"
    text = "".join(line.format(epoch, row, row / 600, 2.5 - epoch) for epoch in (1, 2) for row in (0, 640, 1280))
    log = one_run(written(tmp_path, "mnist.log", text))
    assert (log.unit, set(log.columns.values()), notes(log)) == ("step", {"train/loss"}, [])
    assert points(log, "train/loss") == [(0, 1.5), (640, 1.5), (1280, 1.5), (60000, 0.5), (60640, 0.5), (61280, 0.5)]


def test_a_test_set_after_the_rows_of_an_epoch_is_a_curve_of_its_own(tmp_path: Path) -> None:
    text = (
        "Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.25\nTrain Epoch: 1 [640/60000 (1%)]\tLoss: 2.0\n"
        "\nTest set: Average loss: 0.5, Accuracy: 9000/10000 (90%)\n\n"
    )
    log = one_run(written(tmp_path, "mnist.log", text))
    assert points(log, "train/loss") == [(0, 2.25), (640, 2.0)]
    assert points(log, "test/loss") == [(640, 0.5)]


@pytest.mark.parametrize(
    "start",
    [
        "[2024-05-01 10:00:00] ", "[2024-05-01 10:00:00,123][__main__][INFO] - ", "[INFO] ", "[rank0]: ",
        "[1714557600.5] ",
    ],
)  # fmt: skip
def test_lines_that_begin_with_a_bracket_are_no_json(tmp_path: Path, start: str) -> None:
    text = f"{start}step 1, loss: 2.5, val_loss: 2.75\n{start}step 2, loss: nan, val_loss: 2.5\n"
    log = one_run(written(tmp_path, "train.log", text))
    assert (log.format, log.unit) == (FORM, "step")
    assert points(log, "train/loss") == [(1, 2.5), (2, "nan")]
    assert points(log, "validation/loss") == [(1, 2.75), (2, 2.5)]


def test_a_dictionary_of_python_in_front_is_no_json(tmp_path: Path) -> None:
    text = "{'lr': 0.1, 'model': 'resnet18'}\nstep=1 loss=2.5\nstep=2 loss=2.25\n"
    log = one_run(written(tmp_path, "train.log", text))
    assert (log.format, points(log, "train/loss")) == (FORM, [(1, 2.5), (2, 2.25)])


def test_one_word_for_the_split_speaks_for_its_whole_line(tmp_path: Path) -> None:
    text = (
        "train: step=1 loss=2.5 acc=0.25\nval: step=1 loss=2.75 acc=0.125\n"
        "train: step=2 loss=2.25 acc=0.5\nval: step=2 loss=2.5 acc=0.25\n"
    )
    log = one_run(written(tmp_path, "train.log", text))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert points(log, "validation/loss") == [(1, 2.75), (2, 2.5)]
    assert points(log, "train/accuracy") == [(1, 0.25), (2, 0.5)]
    assert points(log, "validation/accuracy") == [(1, 0.125), (2, 0.25)]
    assert notes(log) == []


@pytest.mark.parametrize("text", ["hello\nworld\n", "name: 3\nsize: 4\n", "def loss():\n    return 3\n"])
def test_lines_that_name_nothing_of_a_training_are_unknown(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="unrecognised log format"):
        read_log(written(tmp_path, "notes.txt", text))


def test_a_word_of_a_million_letters_does_not_hold_up_the_reader(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", "x" * 1_000_000 + "\nstep=1 loss=2.5\nstep=2 loss=2.25\n"))
    assert (log.format, points(log, "train/loss")) == (FORM, [(1, 2.5), (2, 2.25)])


def test_a_log_of_one_line_is_read(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", "epoch 1, loss: 0.75 acc=0.5\n"))
    assert log.format == FORM
    assert points(log, "train/loss") == [(1, 0.75)]
