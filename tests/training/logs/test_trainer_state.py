from __future__ import annotations

import json
import math
import warnings
from pathlib import Path
from typing import Any

import pytest
from training.logs.shown import gave_way, notes, one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log

FORM = "lines of names and numbers"

SUMMARY = {
    "epoch": 2.0, "step": 4, "total_flos": 1.1e15, "train_loss": 2.4, "train_runtime": 12.5,
    "train_samples_per_second": 8.0, "train_steps_per_second": 0.32,
}  # fmt: skip


def step(number: int, loss: float, **more: Any) -> dict[str, Any]:
    return {"epoch": number / 2, "grad_norm": 1.5, "learning_rate": 5e-05, "loss": loss, "step": number, **more}


def evaluation(number: int, loss: float, **more: Any) -> dict[str, Any]:
    times = {"eval_runtime": 1.5, "eval_samples_per_second": 66.0, "eval_steps_per_second": 8.0}
    return {"epoch": number / 2, "eval_loss": loss, "step": number, **times, **more}


def state(*records: Any) -> str:
    """A state as the Trainer saves it: two spaces, keys in order, NaN and Infinity as Python writes them."""
    told = {
        "best_metric": None, "best_model_checkpoint": None, "epoch": 2.0, "eval_steps": 2, "global_step": 4,
        "is_hyper_param_search": False, "is_local_process_zero": True, "is_world_process_zero": True,
        "log_history": list(records), "logging_steps": 1, "max_steps": 4, "num_input_tokens_seen": 0,
        "num_train_epochs": 2, "save_steps": 500, "stateful_callbacks": {}, "total_flos": 1.1e15,
        "train_batch_size": 8, "trial_name": None, "trial_params": None,
    }  # fmt: skip
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def test_a_state_gives_its_curves_by_step(tmp_path: Path) -> None:
    history = [step(1, 3.0), step(2, 2.5), evaluation(2, 2.75, eval_accuracy=0.5), step(3, 2.25), step(4, 2.0)]
    path = written(tmp_path, "out/trainer_state.json", state(*history, evaluation(4, 2.5), SUMMARY))
    log = one_run(path)
    assert (log.name, log.format, log.unit) == ("out/trainer_state.json", "Hugging Face Trainer", "step")
    assert log.columns == {
        "grad_norm": "train/gradient_norm",
        "learning_rate": "train/learning_rate",
        "loss": "train/loss",
        "eval_loss": "validation/loss",
        "eval_accuracy": "validation/accuracy",
    }
    assert points(log, "train/loss") == [(1, 3.0), (2, 2.5), (3, 2.25), (4, 2.0)]
    assert points(log, "validation/loss") == [(2, 2.75), (4, 2.5)]
    assert points(log, "validation/accuracy") == [(2, 0.5)]
    assert points(log, "train/gradient_norm") == [(1, 1.5), (2, 1.5), (3, 1.5), (4, 1.5)]
    assert points(log, "train/learning_rate") == [(1, 5e-05), (2, 5e-05), (3, 5e-05), (4, 5e-05)]
    assert notes(log) == []
    assert log.unused == ("eval_runtime", "eval_samples_per_second", "eval_steps_per_second")


def test_the_sum_of_the_training_is_no_point_of_a_curve(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "trainer_state.json", state(step(4, 2.0), SUMMARY)))
    assert points(log, "train/loss") == [(4, 2.0)]
    assert not any("train_" in name for name in (*log.columns, *log.unused))


def test_values_that_are_not_finite_stay_on_the_curves(tmp_path: Path) -> None:
    history = [step(1, 3.0, grad_norm=math.inf), step(2, math.nan, grad_norm=math.nan), evaluation(2, -math.inf)]
    log = one_run(written(tmp_path, "trainer_state.json", state(*history)))
    assert points(log, "train/loss") == [(1, 3.0), (2, "nan")]
    assert points(log, "train/gradient_norm") == [(1, "inf"), (2, "nan")]
    assert points(log, "validation/loss") == [(2, "-inf")]


def test_only_nan_is_a_curve_too(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "trainer_state.json", state(step(1, math.nan), step(2, math.nan))))
    assert points(log, "train/loss") == [(1, "nan"), (2, "nan")]


def test_a_state_of_one_point_is_a_log(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "trainer_state.json", state({"loss": 3.0, "step": 1, "epoch": 0.5})))
    assert points(log, "train/loss") == [(1, 3.0)]


def test_evaluations_of_several_data_sets_are_curves_of_their_own(tmp_path: Path) -> None:
    history = [{"eval_g0_loss": 2.5, "epoch": 1, "step": 2}, {"eval_g1_loss": 2.75, "epoch": 1, "step": 2}]
    log = one_run(written(tmp_path, "trainer_state.json", state(*history)))
    assert log.columns == {"eval_g0_loss": "validation:g0/loss", "eval_g1_loss": "validation:g1/loss"}
    assert points(log, "validation:g1/loss") == [(2, 2.75)]


def test_a_column_of_the_users_stands_for_what_the_user_says(tmp_path: Path) -> None:
    path = written(tmp_path, "trainer_state.json", state(step(1, 3.0, reward=0.25)))
    assert points(one_run(path, {"reward": "train/accuracy"}), "train/accuracy") == [(1, 0.25)]


def test_what_the_user_says_goes_before_what_the_trainer_means(tmp_path: Path) -> None:
    path = written(tmp_path, "trainer_state.json", state(step(1, 3.0, objective=0.25)))
    log = one_run(path, {"objective": "train/loss"})
    assert (points(log, "train/loss"), log.unused) == ([(1, 0.25)], ("loss",))


def test_a_resumed_run_gives_way_to_its_second_attempt(tmp_path: Path) -> None:
    steps = [*range(1, 11), *range(6, 13)]
    log = one_run(written(tmp_path, "trainer_state.json", state(*(step(at, 40.0 - n) for n, at in enumerate(steps)))))
    assert ("resumed", 1, 6.0) in notes(log)
    assert [at for at, _ in gave_way(log, "train/loss")] == [6, 7, 8, 9, 10]
    assert points(log, "train/loss") == [(at, (41.0 if at < 6 else 36.0) - at) for at in range(1, 13)]


def test_a_state_without_steps_counts_epochs(tmp_path: Path) -> None:
    log = one_run(
        written(tmp_path, "trainer_state.json", state({"loss": 3.0, "epoch": 1.0}, {"loss": 2.0, "epoch": 2.0}))
    )
    assert (log.unit, points(log, "train/loss")) == ("epoch", [(1, 3.0), (2, 2.0)])


def test_records_that_are_no_objects_are_passed_over(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "trainer_state.json", state(None, 3, step(1, 3.0))))
    assert points(log, "train/loss") == [(1, 3.0)]


def test_a_state_that_was_cut_off_is_told(tmp_path: Path) -> None:
    text = state(step(1, 3.0), step(2, 2.0))
    path = written(tmp_path, "trainer_state.json", text[: text.index("stateful")])
    with pytest.raises(InputError, match=r"trainer_state\.json: incomplete or invalid JSON .* cut off"):
        read_log(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (state(), "no loss, learning rate, gradient norm or accuracy found"),
        (state(SUMMARY), "no loss, learning rate, gradient norm or accuracy found"),
        ('{"log_history": {"loss": 1}}', "'log_history' is not a list"),
        ('[{"log_history": []}]', "'log_history' is not a list"),
    ],
)
def test_a_state_without_curves_is_told(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_log(written(tmp_path, "trainer_state.json", text))


def test_a_folder_of_checkpoints_gives_the_latest(tmp_path: Path) -> None:
    for number in (20, 100, 9):
        written(tmp_path, f"out/checkpoint-{number}/trainer_state.json", state(step(number, 3.0)))
    written(tmp_path, "out/checkpoint-best/trainer_state.json", state(step(999, 3.0)))
    log = one_run(tmp_path / "out")
    assert (log.name, points(log, "train/loss")) == ("checkpoint-100/trainer_state.json", [(100, 3.0)])


def test_a_folder_gives_its_own_state_before_its_checkpoints(tmp_path: Path) -> None:
    written(tmp_path, "out/checkpoint-100/trainer_state.json", state(step(100, 3.0)))
    written(tmp_path, "out/trainer_state.json", state(step(120, 2.0)))
    assert points(one_run(tmp_path / "out"), "train/loss") == [(120, 2.0)]


NOISY = (
    "Some weights of BertForSequenceClassification were not initialized from the model checkpoint\n"
    "\r  0%|          | 0/40 [00:00<?, ?it/s]\r 25%|██▌       | 10/40 [00:05<00:15,  2.00it/s]"
    "{'loss': 3.0, 'grad_norm': 1.5, 'learning_rate': 5e-05, 'epoch': 0.5}\n"
    "\r 25%|██▌       | 10/40 [00:05<00:15,  2.00it/s]\r 50%|█████     | 20/40 [00:10<00:10,  2.00it/s]"
    "                                               \n"
    "{'loss': 2.0, 'grad_norm': nan, 'learning_rate': 2.5e-05, 'epoch': 1.0}\r\n"
    "\r100%|██████████| 5/5 [00:01<00:00]{'eval_loss': 2.5, 'eval_accuracy': 0.25, 'eval_runtime': 1.5, 'epoch': 1.0}\n"
    "{'loss': nan, 'grad_norm': inf, 'learning_rate': 0.0, 'epoch': 1.5}\n"
    "{'eval_loss': -inf, 'eval_accuracy': 0.5, 'eval_runtime': 1.5, 'epoch': 2.0}\n"
    "{'train_runtime': 20.5, 'train_samples_per_second': 8.0, 'train_loss': 2.4, 'epoch': 2.0}\n"
    "100%|██████████| 40/40 [00:20<00:00,  1.95it/s]\n"
)


def test_what_the_trainer_prints_is_read_between_progress_bars(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "slurm-12.out", NOISY))
    assert (log.name, log.format, log.unit) == ("slurm-12.out", FORM, "epoch")
    assert points(log, "train/loss") == [(0.5, 3.0), (1.0, 2.0), (1.5, "nan")]
    assert points(log, "train/gradient_norm") == [(0.5, 1.5), (1.0, "nan"), (1.5, "inf")]
    assert points(log, "train/learning_rate") == [(0.5, 5e-05), (1.0, 2.5e-05), (1.5, 0.0)]
    assert points(log, "validation/loss") == [(1.0, 2.5), (2.0, "-inf")]
    assert points(log, "validation/accuracy") == [(1.0, 0.25), (2.0, 0.5)]
    assert (notes(log), log.unused) == ([], ("eval_runtime", "train_runtime", "train_samples_per_second"))


def test_numbers_printed_as_texts_are_numbers(tmp_path: Path) -> None:
    lines = (
        "{'loss': '3.5', 'grad_norm': '1.25', 'learning_rate': '4.5e-05', 'epoch': '0.25'}\n"
        "{'loss': 'nan', 'grad_norm': 'inf', 'learning_rate': '4e-05', 'epoch': '0.5'}\n"
    )
    log = one_run(written(tmp_path, "train.log", lines))
    assert points(log, "train/loss") == [(0.25, 3.5), (0.5, "nan")]
    assert points(log, "train/learning_rate") == [(0.25, 4.5e-05), (0.5, 4e-05)]


def test_a_printed_tensor_is_a_number(tmp_path: Path) -> None:
    lines = "{'loss': 3.0, 'epoch': 0.5}\n{'loss': tensor(2.0), 'epoch': 1.0}\n{'loss': 1.0, 'epoch': 1.5}\n"
    log = one_run(written(tmp_path, "train.log", lines))
    assert points(log, "train/loss") == [(0.5, 3.0), (1.0, 2.0), (1.5, 1.0)]
    assert notes(log) == []


def test_a_rounded_epoch_that_several_records_share_loses_no_point(tmp_path: Path) -> None:
    losses = [3.0 - place / 8 for place in range(8)]
    lines = [
        f"{{'loss': {loss}, 'learning_rate': 5e-05, 'epoch': {round(place / 400, 2)}}}\n"
        for place, loss in enumerate(losses)
    ]
    log = one_run(written(tmp_path, "train.log", "".join(lines) + "{'eval_loss': 2.5, 'epoch': 0.02}\n"))
    assert log.unit == "row"
    assert points(log, "train/loss") == list(enumerate(losses, start=1))
    assert points(log, "validation/loss") == [(9, 2.5)]
    assert (gave_way(log, "train/loss"), notes(log)) == ([], [("unnumbered", 9, 0.0)])


@pytest.mark.parametrize("start", ["[2024-05-01 10:00:00] ", "INFO:root:", "[rank0]:"])
def test_what_the_trainer_prints_is_read_behind_a_prefix(tmp_path: Path, start: str) -> None:
    text = f"{start}{{'loss': 2.5, 'epoch': 0.5}}\n{start}{{'loss': 2.25, 'epoch': 1.0}}\n"
    log = one_run(written(tmp_path, "train.log", text))
    assert (log.format, points(log, "train/loss")) == (FORM, [(0.5, 2.5), (1.0, 2.25)])


def test_words_beside_numbers_in_a_printed_record_are_told_to_nobody(tmp_path: Path) -> None:
    path = written(tmp_path, "out.txt", "{'loss': 0.5, 'epoch': 1.0}\n{'loss': 1or 2}\n{'loss': 0.25, 'epoch': 2.0}\n")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        log = one_run(path)
    assert [value for _, value in points(log, "train/loss")] == [0.5, 0.25]
    assert told == []
