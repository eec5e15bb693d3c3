"""Logs of research repositories whose scripts print in words of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import one_run, points, written

LINES = {
    "numbers that nothing parts from their name": (
        "EPOCH[1/9] loss0.568-|Sample:8.74|\nEPOCH[2/9] loss0.536-|Sample:7.81|\n", [(1, 0.568), (2, 0.536)],
    ),
    "a place of two counters behind the name": (
        "loss in epoch 1 iteration 0: 1.5\nloss in epoch 1 iteration 1: 1.25\n", [(0, 1.5), (1, 1.25)],
    ),
    "pairs of Python": (
        "step:100 episode:1 R:-20.5\nstatistics:[('average_q', 2.1), ('average_loss', 0.5)]\n"
        "step:200 episode:2 R:-10.5\nstatistics:[('average_q', 2.2), ('average_loss', 0.25)]\n",
        [(100, 0.5), (200, 0.25)],
    ),
    "epoch, batch and its last in one bracket": (
        "[0: 0/30] train loss: 2.5 accuracy: 0.1\n[0: 10/30] train loss: 2.25 accuracy: 0.2\n"
        "[1: 0/30] train loss: 2.0 accuracy: 0.3\n", [(0, 2.5), (10, 2.25), (30, 2.0)],
    ),
    "a logger's line number before a count of steps": (
        "[INFO:312 monobeast:461 2026-05-14 18:12:12,922] Steps 400 @ 80.1 SPS. Loss 85.5. Return per episode: -20.8.\n"
        "[INFO:312 monobeast:461 2026-05-14 18:12:17,715] Steps 800 @ 79.5 SPS. Loss 77.5. Return per episode: -2.7.\n",
        [(400, 85.5), (800, 77.5)],
    ),
    "trees": (
        "\tnum-trees:1 train-loss:1.5 valid-loss:1.75\n\tnum-trees:3 train-loss:1.25 valid-loss:1.5\n"
        "Final model num-trees:3 valid-loss:1.4\n", [(1, 1.5), (3, 1.25)],
    ),
    "a loss that is called by its letter": (
        "[epoch:  0, iter:     100, lr:(2.000e-04,)] l_pix: 9.7e-02\n[epoch:  0, iter:   1,100, lr:(2.000e-04,)] "
        "l_pix: 9.1e-02\n", [(100, 0.097), (1100, 0.091)],
    ),
    "a table of R in a report": (
        "    ## Iter   TrainDeviance   ValidDeviance   StepSize   Improve\n"
        + "".join(f"    ## {tree:6d}        1.{90 - tree}             nan     0.1    0.1\n" for tree in range(1, 13)),
        [(1, 1.89), (12, 1.78)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_loss_in_unusual_words_is_read_at_its_steps(name: str, tmp_path: Path) -> None:
    text, right = LINES[name]
    found = points(one_run(written(tmp_path, "train.log", text)), "train/loss")
    assert [found[0], found[-1]] == [right[0], right[-1]]
    assert len(found) == (12 if "R" in name else len(right))


def test_a_final_line_about_the_model_is_no_evaluation(tmp_path: Path) -> None:
    text = LINES["trees"][0]
    assert points(one_run(written(tmp_path, "train.log", text)), "validation/loss") == [(1, 1.75), (3, 1.5)]


def test_the_return_of_an_episode_is_its_reward(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", LINES["pairs of Python"][0]))
    assert points(log, "train/reward") == [(100, -20.5), (200, -10.5)]


def test_a_loss_scale_stands_behind_the_number_of_its_scaler_and_skipped_steps_count(tmp_path: Path) -> None:
    skipped = "Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to {}\n"
    text = "Epoch: 0\n" + skipped.format("32768.0") + skipped.format("16384.0")
    text += "Train loss 2 26.5 Grad Norm 20.5 2.2s/it\nTrain loss 3 25.5 Grad Norm 19.5 2.2s/it\n" + skipped.format(
        "8192.0"
    )
    log = one_run(written(tmp_path, "train.log", text))
    assert points(log, "train/loss_scale") == [(0, 32768.0), (1, 16384.0), (4, 8192.0)]
    assert points(log, "train/loss") == [(2, 26.5), (3, 25.5)]


def test_an_evaluation_that_prints_a_learning_rate_of_zero_does_not_set_it(tmp_path: Path) -> None:
    text = "".join(
        f"train: {{'epoch': {epoch}, 'loss': {2 - epoch / 4}, 'lr': 0.001}}\n"
        f"val: {{'epoch': {epoch}, 'loss': {2.5 - epoch / 4}, 'lr': 0}}\n"
        for epoch in range(3)
    )
    log = one_run(written(tmp_path, "train.log", text))
    assert points(log, "train/learning_rate") == [(0, 0.001), (1, 0.001), (2, 0.001)]
    assert points(log, "validation/loss") == [(0, 2.5), (1, 2.25), (2, 2.0)]


def test_a_log_with_perplexities_alone_has_their_logarithms_as_losses(tmp_path: Path) -> None:
    text = "step 100 lr 1 ppl 1.0 gN 4.85\nstep 200 lr 1 ppl 0.5 gN 5.16\nstep 300 lr 1 ppl inf gN 5.12\n"
    log = one_run(written(tmp_path, "train.log", text + "eval dev: perplexity 1.0\n"))
    assert points(log, "train/loss") == [(100, 0.0), (300, "inf")]
    assert points(log, "validation/loss") == [(300, 0.0)]
    assert points(log, "train/gradient_norm") == [(100, 4.85), (200, 5.16), (300, 5.12)]
    assert log.columns["ln(ppl)"] == "train/loss"


OTHERS = {
    "an optimiser of R": (
        "initial  value 211.5 \niter  10 value 139.5\niter  20 value 121.25\nfinal  value 121.25 \n", "train/loss",
        [(0, 211.5), (10, 139.5), (20, 121.25)],
    ),
    "two signs behind a step, and a count of steps": (
        "step#: 4130    learning rate: 0.1     average loss: 5.25574      steps without apparent progress: 706\n"
        "step#: 4220    learning rate: 0.1     average loss: 5.20726      steps without apparent progress: 480\n",
        "train/loss", [(4130, 5.25574), (4220, 5.20726)],
    ),
    "names behind numbers": (
        "  0   93.28 ms run,    2.34 loss, 0.000333 LR, 4.31 GB used\n  1   85.18 ms run,    2.35 loss, 0.000667 LR\n"
        "eval     5318/10240 51.93%,    1.69 val_loss STEP=2 (in 402.98 ms)\n  2   85.18 ms run,    2.25 loss\n",
        "validation/loss", [(2, 1.69)],
    ),
    "commas beside dates with points": (
        "".join(f"[09.04.2024 09:3{n}:59] Epoche {n}/9 - Verlust: 1,61{n}9 - Lernrate: 9,8e-4\n" for n in range(1, 5)),
        "train/loss", [(1, 1.6119), (2, 1.6129), (3, 1.6139), (4, 1.6149)],
    ),
    "an epoch and its batch in one pair": (
        "".join(
            f"DEBUG TRAIN Batch {epoch}/{batch} loss {9 - epoch}.{batch}5 rank 0\n"
            + "DEBUG CV Batch 0/0 loss 7.5 rank 0\n" * (batch == 200)
            for epoch in range(2) for batch in (0, 100, 200)
        ),
        "train/loss", [(0, 9.05), (100, 9.1005), (200, 9.2005), (300, 8.05), (400, 8.1005), (500, 8.2005)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_numbers_in_unusual_places_are_read(name: str, tmp_path: Path) -> None:
    text, curve, right = OTHERS[name]
    assert points(one_run(written(tmp_path, "train.log", text)), curve) == right


def test_the_rewards_of_two_sides_give_the_margin_and_name_the_accuracy(tmp_path: Path) -> None:
    text = "".join(f"step {n}: loss=0.69, acc=0.5, chosen_reward=0.{n}5, reject_reward=0.{n}25\n" for n in range(1, 4))
    log = one_run(written(tmp_path, "train.log", text))
    assert [round(float(value), 4) for _, value in points(log, "train/reward_margin")] == [0.025] * 3
    assert len(points(log, "train/reward_accuracy")) == 3


def test_batches_that_every_epoch_counts_are_one_training(tmp_path: Path) -> None:
    text = '{"seed": 42}\n' + "".join(
        f'{{"mode": "train", "epoch": {epoch}, "iter": {place}, "loss": {9 - epoch}.5}}\n'
        for epoch in (1, 2, 3) for place in (50, 100, 150)
    )  # fmt: skip
    log = one_run(written(tmp_path, "train.log.json", text))
    assert [step for step, _ in points(log, "train/loss")] == list(range(50, 500, 50))


def test_the_losses_of_adversarial_networks_are_parts_under_their_names(tmp_path: Path) -> None:
    text = "================ Training Loss (Sat Jun  6 16:47:21 2020) ================\n" + "".join(
        f"(epoch: {epoch}, iters: {place}, time: 0.334, data: 0.702) D_A: 0.{epoch}5 cycle_A: 2.{epoch}5 idt_A: 1.5 \n"
        for epoch in (1, 2) for place in (100, 200)
    )  # fmt: skip
    log = one_run(written(tmp_path, "loss_log.txt", text))
    assert points(log, "train/part_loss:cycle_a") == [(100, 2.15), (200, 2.15), (300, 2.25), (400, 2.25)]
    assert len(points(log, "train/part_loss:d_a")) == 4


def test_percentages_of_sides_beside_a_loss_are_accuracies(tmp_path: Path) -> None:
    text = "".join(
        f"Run: 01, Epoch: 0{n}, Loss: 3.{n}5, Train: 2{n}.50%, Valid: 20.8{n}% Test: 19.68%\n" for n in range(1, 4)
    )
    log = one_run(written(tmp_path, "gcn.txt", text))
    assert points(log, "validation/accuracy") == [(1, 20.81), (2, 20.82), (3, 20.83)]
    assert points(log, "train/accuracy") == [(1, 21.5), (2, 22.5), (3, 23.5)]
    assert points(log, "train/loss") == [(1, 3.15), (2, 3.25), (3, 3.35)]


def test_a_configurations_number_of_epochs_is_no_epoch_of_its_rate(tmp_path: Path) -> None:
    text = "epochs = 300\nlearning_rate = 0.001\n" + "".join(
        f"epoch {n} training [time: 20.85s, train loss: 39{n}.5]\n" for n in range(5)
    )
    log = one_run(written(tmp_path, "recbole.log", text))
    assert points(log, "train/learning_rate") == []
    assert points(log, "train/loss")[-1] == (4, 394.5)


def test_rounds_of_boosting_behind_a_logger_are_counted(tmp_path: Path) -> None:
    text = "".join(
        f"25/02/11 14:03:15 INFO Tracker: 14:03:15 INFO [{n}]\ttrain-logloss:0.{9 - n}\teval-logloss:0.9\n"
        for n in range(4)
    )
    log = one_run(written(tmp_path, "driver.log", text))
    assert points(log, "train/loss") == [(0, 0.9), (1, 0.8), (2, 0.7), (3, 0.6)]


def test_short_names_of_torch_ac_are_known(tmp_path: Path) -> None:
    text = "".join(
        f"U {n} | F 00{n}048 | FPS 3090 | D 0 | rR:μσmM 0.{n}8 0.15 0.00 0.90 | F:μσmM 617.1 15.3 120 640 | H 1.{n} "
        f"| V 0.038 | pL 0.002 | vL 0.001 | ∇ 0.{n}3\n"
        for n in range(1, 4)
    )
    log = one_run(written(tmp_path, "log.txt", text))
    assert points(log, "train/reward") == [(1, 0.18), (2, 0.28), (3, 0.38)]
    assert points(log, "train/gradient_norm") == [(1, 0.13), (2, 0.23), (3, 0.33)]
    assert points(log, "train/entropy") == [(1, 1.1), (2, 1.2), (3, 1.3)]
