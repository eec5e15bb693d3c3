"""Layouts that hide a training: rows of sides, brackets, fractions of time, recordings, documents of Python."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from training.logs.shown import one_run, points, written

LUDWIG_EPOCH = """Running evaluation for step: {step}, epoch: {epoch}
Evaluation vali : 100%|##########| 14/14 [00:00<00:00, 24.01it/s]
╒════════════╤════════════╤════════╕
│ label      │   accuracy │   loss │
╞════════════╪════════════╪════════╡
│ train      │     0.5{epoch} │ 1.{epoch} │
├────────────┼────────────┼────────┤
│ validation │     0.4{epoch} │ 2.{epoch} │
╘════════════╧════════════╧════════╛
╒════════════╤════════╕
│ combined   │   loss │
╞════════════╪════════╡
│ train      │ 1.{epoch} │
├────────────┼────────┤
│ validation │ 2.{epoch} │
╘════════════╧════════╛
"""
LUDWIG = "".join(LUDWIG_EPOCH.format(step=98 * (epoch + 1), epoch=epoch) for epoch in (0, 1))
TMVA = """ : --------------------------------------
 :      Epoch |   Train Err.   Val. Err.  t(s)/epoch   t(s)/Loss   nEvents/s Conv. Steps
 : --------------------------------------
 :          1 Minimum Test error found - save the configuration
 :          1 |     0.652853    0.607824    0.451383   0.0501537     56714.6           0
 :          2 |     0.627948    0.566637    0.441289   0.0490321     58011.9           0
"""
GBM = """Iter   TrainDeviance   ValidDeviance   StepSize   Improve
     1        1.1007             nan     0.0100    0.0010
     2        1.0992             nan     0.0100   -0.0009
    20        1.0745             nan     0.0100    0.0008
> proc.time()
   user  system elapsed
  61.22    0.31   61.60
"""
LIBLINEAR = """iter  1 f 3.6e+06 |g| 6.1e+05 CG  25 step_size 1.00e+00
iter  2 f 2.9e+06 |g| 4.7e+05 CG  12 step_size 5.00e-01
"""
DEEPXDE = """Step      Train loss    Test loss
0         [2.97e+00]    [3.06e+00]
250       [2.53e-01]    [2.71e-01]
"""
UNNAMED = "".join(
    f"{n} {3 - n / 10:.6f} {math.exp(3 - n / 10):.4f} 0.000{6 - n} 2023-08-01 12:0{n}:00.58 {n}\n" for n in range(6)
)
LBFGS = "".join(f"At iterate{n:5d}    f=  {9 - n}.30259D-01    |proj g|=  1.{n}3438D-01\n\n" for n in range(4))


@pytest.mark.parametrize(
    ("text", "role", "right"),
    [
        (LUDWIG, "train/loss", [(98, 1.0), (196, 1.1)]),
        (LUDWIG, "validation/accuracy", [(98, 0.4), (196, 0.41)]),
        (TMVA, "train/loss", [(1, 0.652853), (2, 0.627948)]),
        (TMVA, "validation/loss", [(1, 0.607824), (2, 0.566637)]),
        (GBM, "train/loss", [(1, 1.1007), (2, 1.0992), (20, 1.0745)]),
        (LBFGS, "train/loss", [(0, 0.930259), (1, 0.830259), (2, 0.730259), (3, 0.630259)]),
        (LBFGS, "train/gradient_norm", [(0, 0.103438), (1, 0.113438), (2, 0.123438), (3, 0.133438)]),
        (LIBLINEAR, "train/loss", [(1, 3.6e6), (2, 2.9e6)]),
        (DEEPXDE, "train/loss", [(0, 2.97), (250, 0.253)]),
        (
            "".join(f"Epoch: {e}, iter: {i}/130, Loss {5 - e}.{i}\n" for e in (0, 1) for i in (0, 50, 100)),
            "train/loss",
            [(0, 5.0), (50, 5.5), (100, 5.1), (130, 4.0), (180, 4.5), (230, 4.1)],
        ),
        (
            "epoch\titer\tsplit\tloss\n1\t1\ttrain\t0.9\n1\t2\ttrain\t0.8\n1\t2\ttest\t0.7\n",
            "train/loss",
            [(1, 0.9), (2, 0.8)],
        ),
        (UNNAMED, "train/loss", [(n, 3 - n / 10) for n in range(6)]),
        (
            "{\n1: EpochData(learningRate=0.001, error={\n'dev_loss_ce': 3.3,\n'train_loss_ce': 3.9,\n}),\n"
            "2: EpochData(learningRate=0.001, error={\n'dev_loss_ce': 2.8,\n'train_loss_ce': 3.4,\n}),\n}\n",
            "validation/loss",
            [(1, 3.3), (2, 2.8)],
        ),
        (
            '{"version": 2, "width": 80, "height": 24}\n'
            + "".join(json.dumps([n, "o", f"step {n} | loss \x1b[36m{5 - n}.5\x1b[0m\r\n"]) + "\n" for n in (1, 2, 3)),
            "train/loss",
            [(1, 4.5), (2, 3.5), (3, 2.5)],
        ),
    ],
)  # fmt: skip
def test_a_layout_is_read(text: str, role: str, right: list[tuple[float, float]], tmp_path: Path) -> None:
    found = points(one_run(written(tmp_path, "train.log", text)), role)
    assert [step for step, _ in found] == [step for step, _ in right]
    assert [value for _, value in found] == pytest.approx([value for _, value in right])


def test_a_side_without_any_number_was_not_measured(tmp_path: Path) -> None:
    rows = "".join(f"{n:6d}  1.{99 - n}   nan   0.0100\n" for n in range(1, 30))
    log = one_run(written(tmp_path, "fit.Rout", f"Iter   TrainDeviance   ValidDeviance   StepSize\n{rows}"))
    assert len(points(log, "train/loss")) == 29
    assert points(log, "validation/loss") == []


def test_the_loss_of_the_epoch_before_is_no_part_of_the_loss(tmp_path: Path) -> None:
    text = "".join(f"{n}/9 [00:0{n}<00:09, loss=0.{9 - n}, prev_loss={'nan' if n == 1 else n}]\n" for n in range(1, 6))
    assert {
        metric for _, metric in one_run(written(tmp_path, "err.txt", text)).curves.select("split", "metric").rows()
    } == {"loss"}


def test_columns_without_names_that_nothing_tells_are_not_guessed(tmp_path: Path) -> None:
    from dataaudit.training.logs.readers.unnamed_columns import READER, LogFile

    path = written(tmp_path, "numbers.txt", "".join(f"{n} 0.{n} 7.{n}\n" for n in range(1, 9)))
    assert READER.read_file is not None
    assert READER.read_file(LogFile.at(path)) is None


def test_zero_that_stands_for_nan_is_nan(tmp_path: Path) -> None:
    rows = "".join(f"train_loss,{0.0 if n > 6 else 9.0 - n},17120{n},r1,{n},{int(n > 6)}\n" for n in range(9))
    log = one_run(written(tmp_path, "metrics.csv", f"key,value,timestamp,run_uuid,step,is_nan\n{rows}"))
    assert points(log, "train/loss")[-1] == (8, "nan")


def test_records_of_sides_alone_are_losses(tmp_path: Path) -> None:
    records = [{"learn": [0.9 - n / 10], "iteration": n, "test": [0.95 - n / 10]} for n in range(5)]
    path = written(tmp_path, "training.json", json.dumps({"meta": {"iteration_count": 5}, "iterations": records}))
    assert points(one_run(path), "train/loss") == [(n, 0.9 - n / 10) for n in range(5)]
    assert len(points(one_run(path), "validation/loss")) == 5


def test_the_last_state_of_a_bar_is_the_row_of_a_table(tmp_path: Path) -> None:
    head = "      Epoch    GPU_mem       loss  Instances       Size\n"
    text = "".join(
        head
        + "\r".join(
            f"       {e}/3      1.19G      1.{e}{n}         64        224: {n}0% ━━ {n}/9 1.2it/s" for n in (1, 9)
        )
        + "\n               classes   top1_acc   top5_acc: 100% ━━ 6/6 8.1it/s\n"
        + f"                   all      0.5{e}      0.942\n\n"
        for e in (1, 2, 3)
    )
    assert points(one_run(written(tmp_path, "train.out", text)), "train/loss") == [(1, 1.19), (2, 1.29), (3, 1.39)]


def test_a_sentence_is_no_header_of_a_table(tmp_path: Path) -> None:
    text = "".join(
        f"Epoch {e}/9\n{10 * e}/90 ━━━ 4s 11ms/step - loss: {9 - e}.5 - val_loss: {9 - e}.7\n"
        f"Epoch {e}: val_loss improved from None to 1.3, saving model to best.keras\n"
        for e in (1, 2, 3)
    )
    log = one_run(written(tmp_path, "keras.log", text))
    assert [value for _, value in points(log, "validation/loss")] == [8.7, 7.7, 6.7]


def test_a_perplexity_beside_the_loss_of_an_evaluation_is_its(tmp_path: Path) -> None:
    text = "".join(f"epoch {e}: perplexity: {20 - e}.5 eval_loss: 3.{9 - e}\n" for e in range(4))
    log = one_run(written(tmp_path, "clm.txt", text))
    assert points(log, "validation/perplexity") == [(e, 20.5 - e) for e in range(4)]


@pytest.mark.parametrize("epochs", [[1.0, 2.0, 2.9, 4.0, 4.99, 6.0], [1, 2, 2.5, 3, 4, 5]])
def test_an_epoch_in_fractions_does_not_end_a_table(epochs: list[float], tmp_path: Path) -> None:
    rows = "".join(f"| 0.{9 - n} | {epoch} | {100 * n} | 1.{9 - n} |\n" for n, epoch in enumerate(epochs))
    text = f"| Training Loss | Epoch | Step | Validation Loss |\n|:---:|:---:|:---:|:---:|\n{rows}"
    assert len(points(one_run(written(tmp_path, "README.md", text)), "train/loss")) == len(epochs)


def test_names_one_space_apart_are_a_header(tmp_path: Path) -> None:
    rows = "".join(f"{n} 0.{9 - n} 1 2 3 4 5\n" for n in range(1, 9))
    log = one_run(written(tmp_path, "x.txt", f"epoch loss fm mel gp dur pitch\n{rows}"))
    assert len(points(log, "train/loss")) == 8


def test_a_mark_behind_a_row_takes_no_column_away(tmp_path: Path) -> None:
    rows = "".join(f"  {n}     0.{9 - n}     1.{9 - n}{'  *' if n % 2 else ''}\n" for n in range(1, 9))
    log = one_run(written(tmp_path, "x.txt", f"epoch  train loss  valid loss\n{rows}"))
    assert len(points(log, "validation/loss")) == 8


def test_a_validation_loss_that_is_never_a_number_is_read_as_such(tmp_path: Path) -> None:
    text = "".join(f"Epoch {n} train_loss 0.{30 - n} val_loss nan\n" for n in range(20))
    found = points(one_run(written(tmp_path, "x.log", text)), "validation/loss")
    assert [value for _, value in found] == ["nan"] * 20


@pytest.mark.parametrize("extra", ["{1, 2}", "b'x'", "1j", "...", "{(1, 2): 3}"])
def test_a_document_of_python_may_hold_what_json_lacks(extra: str, tmp_path: Path) -> None:
    text = f"{{'loss': [0.5, 0.4, 0.3, 0.2],\n 'tags': {extra}}}\n"
    assert [value for _, value in points(one_run(written(tmp_path, "h.txt", text)), "train/loss")] == [
        0.5,
        0.4,
        0.3,
        0.2,
    ]


def test_numbers_called_test_or_eval_beside_accuracies_are_no_losses(tmp_path: Path) -> None:
    rows = "".join(
        json.dumps({"epoch": n, "train_acc": n / 9, "val_acc": n / 9, "test": n / 9}) + "\n" for n in range(9)
    )
    assert "loss" not in one_run(written(tmp_path, "x.jsonl", rows)).curves["metric"].to_list()


def test_a_test_beside_a_validation_stays_a_test(tmp_path: Path) -> None:
    text = "".join(f"epoch {n} train: 0.{9 - n} valid: 1.{9 - n} test: 2.{9 - n}\n" for n in range(1, 9))
    log = one_run(written(tmp_path, "x.log", text))
    assert [len(points(log, role)) for role in ("train/loss", "validation/loss", "test/loss")] == [8, 8, 8]


def test_error_rates_beside_losses_are_no_losses(tmp_path: Path) -> None:
    rows = "".join(f"{n},0.{9 - n},0.{n}\n" for n in range(1, 9))
    log = one_run(written(tmp_path, "x.csv", f"epoch,loss,val_error\n{rows}"))
    assert set(log.columns.values()) == {"train/loss"}
