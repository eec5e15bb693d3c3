"""Logs of nanoGPT, modded-nanogpt, llm.c and Megatron-LM."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import gave_way, notes, one_run, points, written

FORM = "lines of names and numbers"

NANOGPT = """\
Overriding config with config/train_shakespeare_char.py:
tokens per iteration will be: 16,384
number of parameters: 10.65M
compiling the model... (takes a ~minute)
step 0: train loss 4.2874, val loss 4.2823
iter 0: loss 4.2500, time 31287.01ms, mfu -100.00%
iter 10: loss 3.2500, time 12.00ms, mfu 1.00%
iter 20: loss nan, time 12.10ms, mfu 1.01%
step 20: train loss 2.5000, val loss 2.7500
saving checkpoint to out-shakespeare-char
iter 30: loss inf, time 12.10ms, mfu 1.01%
"""

MODDED = """\
import os
import sys
with open(sys.argv[0]) as f:
    code = f.read() # read the code of this file ASAP, for logging
import torch

class Muon(torch.optim.Optimizer):
    def step(self):
        pass

def print0(s):
    print(s)

print0(f'step:{step}/{args.num_iterations} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms')
print0(f"step:{step+1}/{args.num_iterations} train_loss:{train_loss.item():.4f} train_time:{approx_time:.0f}ms")
====================================================================================================
Running pytorch 2.6.0.dev20241010+cu124 compiled for CUDA 12.4
nvidia-smi:
| NVIDIA-SMI 535.129.03   Driver Version: 535.129.03   CUDA Version: 12.6 |
====================================================================================================
step:0/3 val_loss:10.8258 train_time:408ms step_avg:nanms
step:1/3 train_loss:10.8000 train_time:13754ms step_avg:nanms
step:2/3 train_loss:nan train_time:13859ms step_avg:nanms
step:3/3 train_loss:9.5000 train_time:13859ms step_avg:45.00ms
step:3/3 val_loss:9.2500 train_time:13990ms step_avg:45.00ms
"""

LLMC_PRINTED = """\
+-----------------------+----------------------------------------------------+
| Parameter             | Value                                              |
| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |
+-----------------------+----------------------------------------------------+
step    1/19560 | loss 11.009000 (+nanz)| norm 15.3700 (+nanz)| lr 8.57e-07 | 130.10 ms | -100.0% bf16 MFU | 4000 tok/s
step    2/19560 | loss 10.959750 (+nanz)| norm 15.2500 (+nanz)| lr 1.71e-06 | 130.10 ms | 40.1% bf16 MFU | 4029861 tok/s
step    3/19560 | loss -nan (+nanz)| norm inf (+1.25z)| lr 2.57e-06 | 130.10 ms | 40.1% bf16 MFU | 4029861 tok/s
"""

LLMC_MAIN = """\
s:0 tel:11.0092
s:0 trl:11.0091 lr:0.000001 norm:15.37
s:1 trl:10.9598 lr:0.000002 norm:15.24
s:2 trl:nan lr:0.000003 norm:inf
s:2 tel:10.5000
"""

RULE = "-" * 95 + "\n"


def megatron(iteration: int, loss: str, prefix: str = "") -> str:
    return (
        f"{prefix} iteration {iteration:8d}/  159576 | consumed samples: {iteration * 16:12d} | "
        "elapsed time per iteration (ms): 1.1 | learning rate: 3.787E-07 | global batch size:    16 | "
        f"lm loss: {loss} | loss scale: 4096.0 | grad norm: 12.125 | num zeros: 0.0 | "
        "number of skipped iterations:   1 | number of nan iterations:   0 |\n"
    )


def validation(iteration: int, loss: str) -> str:
    line = f" validation loss at iteration {iteration} | lm loss value: {loss} | lm loss PPL: 2.219795E+01 | \n"
    return RULE + line + RULE


def test_nanogpt_prints_losses_of_batches_and_estimates_of_both_splits(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "nanogpt.log", NANOGPT))
    assert (log.name, log.format, log.unit) == ("nanogpt.log", FORM, "step")
    assert set(log.columns.values()) == {"train/loss", "train_eval/loss", "validation/loss"}
    assert points(log, "train/loss") == [(0, 4.25), (10, 3.25), (20, "nan"), (30, "inf")]
    assert points(log, "train_eval/loss") == [(0, 4.2874), (20, 2.5)]
    assert points(log, "validation/loss") == [(0, 4.2823), (20, 2.75)]
    assert (notes(log), log.unused) == ([], ())


def test_modded_nanogpt_is_read_behind_its_own_source(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "5f6a.txt", MODDED))
    assert (log.format, log.unit) == (FORM, "step")
    assert points(log, "train/loss") == [(1, 10.8), (2, "nan"), (3, 9.5)]
    assert points(log, "validation/loss") == [(0, 10.8258), (3, 9.25)]
    assert notes(log) == []


@pytest.mark.full
def test_a_log_behind_more_than_a_mebibyte_of_source_is_found(tmp_path: Path) -> None:
    source = "import os\n" + "weights = 0x1234  # a long table\n" * 40_000
    log = one_run(written(tmp_path, "log.txt", source + MODDED))
    assert (log.format, points(log, "validation/loss")) == (FORM, [(0, 10.8258), (3, 9.25)])


def test_what_llm_c_prints_has_loss_norm_and_learning_rate(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "train.log", LLMC_PRINTED))
    assert (log.format, log.unit) == (FORM, "step")
    assert points(log, "train/loss") == [(1, 11.009), (2, 10.95975), (3, "nan")]
    assert points(log, "train/gradient_norm") == [(1, 15.37), (2, 15.25), (3, "inf")]
    assert points(log, "train/learning_rate") == [(1, 8.57e-07), (2, 1.71e-06), (3, 2.57e-06)]
    assert notes(log) == []


def test_what_llm_c_printed_at_first_is_read_too(tmp_path: Path) -> None:
    line = (
        "step    1/18865 | train loss 11.009000 | norm 15.3700 | lr 8.57e-07 | 130.10 ms | 40.1% bf16 MFU | 40 tok/s\n"
    )
    log = one_run(written(tmp_path, "train.log", line))
    assert (points(log, "train/loss"), points(log, "train/gradient_norm")) == ([(1, 11.009)], [(1, 15.37)])


def test_main_log_of_llm_c_has_both_losses(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "main.log", LLMC_MAIN))
    assert (log.format, log.unit) == (FORM, "step")
    assert points(log, "validation/loss") == [(0, 11.0092), (2, 10.5)]
    assert points(log, "train/loss") == [(0, 11.0091), (1, 10.9598), (2, "nan")]
    assert points(log, "train/learning_rate") == [(0, 1e-06), (1, 2e-06), (2, 3e-06)]
    assert points(log, "train/gradient_norm") == [(0, 15.37), (1, 15.24), (2, "inf")]
    assert notes(log) == []


def test_megatron_lm_has_all_of_a_large_run(tmp_path: Path) -> None:
    text = "using world size: 8\n" + megatron(10, "1.086E+01") + megatron(20, "nan") + validation(20, "3.100000E+00")
    log = one_run(written(tmp_path, "main_log.txt", text))
    assert (log.format, log.unit) == (FORM, "step")
    assert points(log, "train/loss") == [(10, 10.86), (20, "nan")]
    assert points(log, "train/learning_rate") == [(10, 3.787e-07), (20, 3.787e-07)]
    assert points(log, "train/loss_scale") == [(10, 4096), (20, 4096)]
    assert points(log, "train/gradient_norm") == [(10, 12.125), (20, 12.125)]
    assert points(log, "train/skipped") == [(10, 1), (20, 1)]
    assert points(log, "train/non_finite_steps") == [(10, 0), (20, 0)]
    assert points(log, "validation/loss") == [(20, 3.1)]
    assert notes(log) == []


@pytest.mark.parametrize("prefix", ["[default7]:", " [2024-05-01 10:00:00]", "[2024-05-01 10:00:00.123456]"])
def test_a_prefix_of_megatrons_launcher_does_no_harm(tmp_path: Path, prefix: str) -> None:
    log = one_run(written(tmp_path, "log.txt", megatron(10, "1.086E+01", prefix)))
    assert points(log, "train/loss") == [(10, 10.86)]


def test_a_step_that_megatron_skipped_has_no_loss_and_its_scale(tmp_path: Path) -> None:
    text = megatron(10, "1.086E+01") + megatron(11, "1.0E+01").replace(" lm loss: 1.0E+01 |", "")
    log = one_run(written(tmp_path, "log.txt", text))
    assert points(log, "train/loss") == [(10, 10.86)]
    assert points(log, "train/loss_scale") == [(10, 4096), (11, 4096)]


def test_a_validation_of_megatron_on_its_validation_set_is_read(tmp_path: Path) -> None:
    line = " validation loss at iteration 10 on validation set | lm loss value: 3.5E+00 | lm loss PPL: 3.3E+01 | \n"
    log = one_run(written(tmp_path, "log.txt", megatron(10, "1.086E+01") + line))
    assert points(log, "validation/loss") == [(10, 3.5)]


def test_a_validation_of_megatron_on_its_test_set_is_a_curve_of_its_own(tmp_path: Path) -> None:
    line = " validation loss at iteration 10 on {} set | lm loss value: {} | lm loss PPL: 3.3E+01 | \n"
    text = megatron(10, "1.086E+01") + line.format("validation", "3.5E+00") + line.format("test", "3.75E+00")
    log = one_run(written(tmp_path, "log.txt", text))
    assert points(log, "validation/loss") == [(10, 3.5)]
    assert points(log, "test/loss") == [(10, 3.75)]
    assert notes(log) == []


def test_a_run_resumed_in_one_log_gives_way_to_its_second_attempt(tmp_path: Path) -> None:
    steps = [*range(0, 100, 10), *range(50, 130, 10)]
    text = "".join(f"iter {step}: loss {place}.5, time 12.00ms, mfu 1.00%\n" for place, step in enumerate(steps))
    log = one_run(written(tmp_path, "train.log", text))
    assert notes(log) == [("resumed", 1, 50.0)]
    assert gave_way(log, "train/loss") == [(50, 5.5), (60, 6.5), (70, 7.5), (80, 8.5), (90, 9.5)]
    first, second = [(step, step / 10 + 0.5) for step in range(0, 50, 10)], range(50, 130, 10)
    assert points(log, "train/loss") == first + [(step, step / 10 + 5.5) for step in second]


def test_a_line_of_a_script_without_a_number_is_told(tmp_path: Path) -> None:
    text = "iter 0: loss 4.2500, time 12.00ms\niter 1: loss tensor, time 12.00ms\niter 2: loss 4.0, time 12.00ms\n"
    log = one_run(written(tmp_path, "train.log", text))
    assert points(log, "train/loss") == [(0, 4.25), (2, 4.0)]
    assert notes(log) == [("unreadable", 1, 2.0)]


def test_a_last_line_that_was_cut_off_before_its_loss_is_told(tmp_path: Path) -> None:
    text = "step:1/9 train_loss:10.5 train_time:1ms\nstep:2/9 train_l"
    log = one_run(written(tmp_path, "train.log", text))
    assert (points(log, "train/loss"), notes(log)) == ([(1, 10.5)], [("unreadable", 1, 2.0)])


@pytest.mark.parametrize("text", [NANOGPT, MODDED, LLMC_MAIN])
def test_line_ends_of_windows_change_nothing(tmp_path: Path, text: str) -> None:
    unix, windows = written(tmp_path, "a.log", text), written(tmp_path, "b.log", text.replace("\n", "\r\n"))
    assert one_run(unix).curves.equals(one_run(windows).curves)
