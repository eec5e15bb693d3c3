"""Forms in which trainers print numbers, each with the points that are read of it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from dataaudit.training.logs.open_log import read_log

NAN = float("nan")
Points = dict[str, list[tuple[float, float]]]


def points(path: Path) -> Points:
    (log,) = read_log(path)
    kept = log.curves.filter(~pl.col("superseded"))
    return {
        f"{split}/{metric}": list(zip(part["step"], part["value"], strict=True))
        for (split, metric), part in kept.group_by("split", "metric", maintain_order=True)
    }


def lines(*texts: str) -> str:
    return "\n".join(texts) + "\n"


FORMS: dict[str, tuple[str, Points]] = {
    "records that say their side among their values": (
        lines(*(
            f'json_stats: {{"_type": "{side}_epoch", "epoch": "{n}/9", "top1_acc": {n}{extra}.5, '
            f'"{loss}": 1.{n}}}' for n in (1, 2, 3)
            for side, extra, loss in (("train", 1, "loss"), ("val", 2, "top5_err"))
        )),
        {
            "train/accuracy": [(1, 11.5), (2, 21.5), (3, 31.5)],
            "train/loss": [(1, 1.1), (2, 1.2), (3, 1.3)],
            "validation/accuracy": [(1, 12.5), (2, 22.5), (3, 32.5)],
        },
    ),
    "a step in brackets beside the size of a batch": (
        lines(*(f"[{n:06d}/50000] VIMEO | loss 0.{n} | VRAM 9.8/15.9GB (62%) | batch 16" for n in (100, 200, 300))),
        {"train/loss": [(100, 0.1), (200, 0.2), (300, 0.3)]},
    ),
    "iterations that are called i": (
        lines(*(f"epoch={e} i={i}/50 total loss=1.{e}{i}" for e in (0, 1) for i in (0, 10, 20))),
        {"train/loss": [(0, 1.0), (10, 1.01), (20, 1.02), (50, 1.1), (60, 1.11), (70, 1.12)]},
    ),
    "what is no loss": (
        lines(
            "Dataset Name:bird, Train:[5994], Val:[5794]", "Validation: 1119", "gamma: 0.1",
            "INFO:absl:  name = crf_loss/transition:0, shape = (10, 10)", "  |-   |-   |- val\t2.0",
            *(f"epoch: {n}, loss: 0.{n}, avg_reader_cost: 0.0{n} sec, avg_batch_cost: 0.1 sec" for n in (1, 2, 3)),
        ),
        {"train/loss": [(1, 0.1), (2, 0.2), (3, 0.3)]},
    ),
    "evaluations of two sides below their headings": (
        lines(*(
            f"2020-02-10 21:04:4{n} - log\\train.log - INFO - epoch {n} loss: 1.{n}\n"
            "2020-02-10 21:04:42 - log\\train.log - INFO - evaluate:dev\n"
            f"2020-02-10 21:04:42 - log\\train.log - INFO - accuracy:  {n}2.5%; FB1: 3.0\n"
            "2020-02-10 21:04:43 - log\\train.log - INFO - evaluate:test\n"
            f"2020-02-10 21:04:43 - log\\train.log - INFO - accuracy:  {n}3.5%; FB1: 3.0" for n in (1, 2, 3)
        )),
        {
            "train/loss": [(1, 1.1), (2, 1.2), (3, 1.3)],
            "validation/accuracy": [(1, 12.5), (2, 22.5), (3, 32.5)],
            "test/accuracy": [(1, 13.5), (2, 23.5), (3, 33.5)],
        },
    ),
    "an epoch that ends behind its evaluation": (
        lines(*(
            f"Epoch {n} | Step 5/10 | Loss: 0.{n}1 | LR: 1e-4\nEpoch {n} | Step 10/10 | Loss: 0.{n} | LR: 1e-4\n"
            f"Evaluation Results:\n   Loss: 0.5{n}\n"
            f"Epoch {n} completed in 47.2s | Avg Loss: 0.6{n}" for n in (1, 2, 3)
        )),
        {
            "train/loss": [(5, 0.11), (10, 0.1), (15, 0.21), (20, 0.2), (25, 0.31), (30, 0.3)],
            "validation/loss": [(10, 0.51), (20, 0.52), (30, 0.53)],
            "train/other_loss:Avg Loss": [(10, 0.61), (20, 0.62), (30, 0.63)],
        },
    ),
    "a learning rate of a group": (
        lines(*(f"[step={n}/90]\n  train/CE loss=1.{n}\n  optim/LR (group 0)=1e-{n}" for n in (1, 2, 3))),
        {
            "train/loss": [(1, 1.1), (2, 1.2), (3, 1.3)],
            "train/learning_rate": [(1, 0.1), (2, 0.01), (3, 0.001)],
        },
    ),
    "epoch and batch in brackets": (
        lines(*(f"Train: [{e}/300][{b}/100]\tloss 6.{e}{b} (6.9)" for e in (0, 1) for b in (0, 50))),
        {"train/loss": [(0, 6.0), (50, 6.05), (100, 6.1), (150, 6.15)]},
    ),
    "a loss behind the number of its step": (
        lines("Train loss 0 4.82 Grad Norm 2.1 2s/it\nTrain loss 1 4.51 Grad Norm 1.9 2s/it\nValidation loss 1: 4.4"),
        {
            "train/loss": [(0, 4.82), (1, 4.51)],
            "train/gradient_norm": [(0, 2.1), (1, 1.9)],
            "validation/loss": [(1, 4.4)],
        },
    ),
    "a box of several pairs a row": (
        lines(*(
            f"Train step {n}/9 done.\n╒═══╤═══╕\n│ sft/loss/avg │ 0.{n} │ sft/lr │ 1e-{n} │\n├───┼───┤\n"
            f"│ sft/grad_norm │ 2.{n} │ n_seqs │ 8 │\n╘═══╧═══╛" for n in (1, 2)
        )),
        {
            "train/loss": [(1, 0.1), (2, 0.2)],
            "train/learning_rate": [(1, 0.1), (2, 0.01)],
            "train/gradient_norm": [(1, 2.1), (2, 2.2)],
        },
    ),
    "parts of a step beside the step": (
        lines(*(f"Micro Step 0/2 | Loss 9\nMicro Step 1/2 | Loss 8\nStep {n} | Loss 1.{n} | LR 1e-6" for n in (7, 8))),
        {"train/loss": [(7, 1.7), (8, 1.8)], "train/learning_rate": [(7, 1e-6), (8, 1e-6)]},
    ),
    "a whole course once more in one line": (
        lines(*(f"[ROUND {n}/3] {{'train_loss': 2.{n}}}" for n in (3, 2, 1)),
              "{1: {'train_loss': 2.3}, 2: {'train_loss': 2.2}, 3: {'train_loss': 2.1}, 4: {'train_loss': 9.9}}"),
        {"train/loss": [(3, 2.3), (2, 2.2), (1, 2.1)][::-1]},
    ),
    "numbers in thousands": (
        lines(*(f"iteration: {n} / 60 | grad_norm: {n}.5K | lm_loss: 3.{n} | lr: 0.1" for n in (1, 2))),
        {
            "train/gradient_norm": [(1, 1500), (2, 2500)],
            "train/loss": [(1, 3.1), (2, 3.2)],
            "train/learning_rate": [(1, 0.1), (2, 0.1)],
        },
    ),
    "a sum that is called a total": (
        lines(*(f"[ep 1 it {n}/40] total {n}.5 | seg {n}.0 | depth 0.3 | normals 0.2 | lr 1e-4" for n in (1, 2, 3))),
        {
            "train/loss": [(1, 1.5), (2, 2.5), (3, 3.5)],
            "train/part_loss:seg": [(1, 1), (2, 2), (3, 3)],
            "train/part_loss:depth": [(1, 0.3), (2, 0.3), (3, 0.3)],
            "train/part_loss:normals": [(1, 0.2), (2, 0.2), (3, 0.2)],
            "train/learning_rate": [(1, 1e-4), (2, 1e-4), (3, 1e-4)],
        },
    ),
    "batches counted by the second number": (
        lines(*(f"TRAIN Batch {n // 500}/{n} loss 16.{n} rank {r}" for n in (199, 399, 599, 799) for r in (1, 0))),
        {"train/loss": [(199, 16.199), (399, 16.399), (599, 16.599), (799, 16.799)]},
    ),
    "tabs as syslog writes them": (
        lines(*(f"[{n}]#011train-logloss:0.{n}#011validation-logloss:0.{n}5" for n in (1, 2))),
        {"train/loss": [(1, 0.1), (2, 0.2)], "validation/loss": [(1, 0.15), (2, 0.25)]},
    ),
    "the last state of a bar behind another line": (
        lines(*(
            f"Epoch {n}/3\n46/92 [==>...] - ETA: 2s - loss: 9.0\r\nEpoch {n}: val_loss improved to 1.{n}, saving\n"
            f"92/92 [=====] - 12s - loss: 0.{n} - val_loss: 1.{n}" for n in (1, 2)
        )),
        {"train/loss": [(1, 0.1), (2, 0.2)], "validation/loss": [(1, 1.1), (2, 1.2)]},
    ),
    "states of bars that copy a record": (
        lines(*(
            f"Train epoch [1/1]:  50%|##  | 1/2 [00:01<00:01, 1.0it/s, reward=0.{n}]\r"
            f"Train epoch [1/1]: 100%|####| 2/2 [00:02<00:00, 1.0it/s, reward=0.{n}]\n"
            f"Global step {n}: {{'policy_loss': -0.1, 'reward': 0.{n}, 'kl': 0.0{n}}}" for n in (1, 2, 3)
        )),
        {
            "train/reward": [(1, 0.1), (2, 0.2), (3, 0.3)],
            "train/kl": [(1, 0.01), (2, 0.02), (3, 0.03)],
        },
    ),
    "the result of an evaluation beside its steps": (
        lines(*(
            f"completed step: {n}, loss: 2.{n}\neval step: 0, running loss=9.1\neval step: 1, running loss=9.2\n"
            f"Completed eval after train step {n}, loss=3.{n}" for n in (1, 2)
        )),
        {"train/loss": [(1, 2.1), (2, 2.2)], "validation/loss": [(1, 3.1), (2, 3.2)]},
    ),
    "a title that ends an evaluation": (
        lines("Starting validation", "accuracy: 0.2", *(f"===== Step {n}/9 =====\n  Loss: 0.{n}" for n in (1, 2))),
        {"validation/accuracy": [(0, 0.2)], "train/loss": [(1, 0.1), (2, 0.2)]},
    ),
    "darknet": (
        lines(*(f"Region 1 total_loss = 38.1\n {n}: 7{n}.5, 94.9 avg loss, 0.001 rate, 3.2 seconds" for n in (1, 2)),
              " 3: -nan(ind), -nan avg loss, 0.001 rate, 3.2 seconds"),
        {
            "train/loss": [(1, 71.5), (2, 72.5), (3, NAN)],
            "train/learning_rate": [(1, 0.001), (2, 0.001), (3, 0.001)],
        },
    ),
    "two records between two states of a bar": (
        lines(*(f"  1%|#  | {2 * n - 1}/8 [00:11<55:48]\n{{'loss': 2.{2 * n - 1}, 'epoch': 0.{2 * n - 1}}}\n"
                f"{{'loss': 2.{2 * n}, 'epoch': 0.{2 * n}}}" for n in (1, 2, 3, 4))),
        {"train/loss": [(n, 2 + n / 10) for n in range(1, 9)]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_has_its_points(name: str, tmp_path: Path) -> None:
    text, right = FORMS[name]
    (tmp_path / "train.log").write_text(text, encoding="utf-8")
    found = points(tmp_path / "train.log")
    for curve, expected in right.items():
        assert dict(found.get(curve, [])) == pytest.approx(dict(expected), nan_ok=True), curve


def test_lines_that_docker_kept_are_the_lines_that_were_printed(tmp_path: Path) -> None:
    printed = [f"[{n}]\ttraining's binary_logloss: 0.{n}\tvalid_1's binary_logloss: 0.{n}5\n" for n in (5, 6, 7)]
    records = [{"log": line, "stream": "stdout", "time": "2024-08-08T06:00:01.39Z"} for line in ["start\n", *printed]]
    path = tmp_path / "c-json.log"
    path.write_text(lines(*map(json.dumps, records)), encoding="utf-8")
    assert points(path)["train/loss"] == [(5, 0.5), (6, 0.6), (7, 0.7)]


def test_a_column_of_words_says_the_side_of_a_json_record(tmp_path: Path) -> None:
    records = [
        {"mode": mode, "epoch": n, "loss": n + extra} for n in (0, 1) for mode, extra in (("opt", 0.5), ("eval", 1))
    ]
    path = tmp_path / "results.txt"
    path.write_text(lines(*map(json.dumps, records)), encoding="utf-8")
    assert points(path) == {"train/loss": [(0, 0.5), (1, 1.5)], "validation/loss": [(0, 1), (1, 2)]}


def test_a_step_inside_of_an_object_is_the_records(tmp_path: Path) -> None:
    records = [{"level": "INFO", "fields": {"message": "step", "step": 25 * n, "loss": 2 - n / 10}} for n in range(3)]
    path = tmp_path / "trainer.ndjson"
    path.write_text(lines(*map(json.dumps, records)), encoding="utf-8")
    assert points(path)["train/loss"] == [(0, 2.0), (25, 1.9), (50, 1.8)]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("ERROR:tensorflow:Model diverged with loss = NaN.", True),
        ("FloatingPointError: Loss became infinite or NaN at iteration=8!", True),
        ("ValueError: Loss is nan, stopping training", True),
        ("detected a non-finite loss in 3 batches", True),
        ("if the loss is nan, lower the rate", False),
        ("--skip-nan-loss enabled", False),
    ],
)
def test_a_message_that_the_loss_is_not_finite_is_no_point_and_is_told(
    message: str, told: bool, tmp_path: Path
) -> None:
    path = tmp_path / "train.log"
    path.write_text(lines(*(f"loss = 0.{n}, step = {n}" for n in (5, 6, 7)), message), encoding="utf-8")
    (log,) = read_log(path)
    assert points(path)["train/loss"] == [(5, 0.5), (6, 0.6), (7, 0.7)]
    assert bool((~log.curves["value"].is_finite()).any()) is told
