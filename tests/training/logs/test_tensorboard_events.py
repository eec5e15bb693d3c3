from __future__ import annotations

import math
import struct
from pathlib import Path

import pytest
from training.logs.event_bytes import NAME, VERSION, event, histogram, record, simple, tensor, text
from training.logs.shown import gave_way, notes, one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log


def test_simple_values_are_read_with_their_steps(tmp_path: Path) -> None:
    data = VERSION + event(0, simple("train/loss", 2.5), simple("lr", 0.5)) + event(300, simple("train/loss", 2.25))
    log = one_run(written(tmp_path, f"run-1/{NAME}", data + event(300, simple("eval/loss", 2.75))))
    assert (log.name, log.format, log.unit) == (f"run-1/{NAME}", "TensorBoard", "step")
    assert log.columns == {"train/loss": "train/loss", "lr": "train/learning_rate", "eval/loss": "validation/loss"}
    assert points(log, "train/loss") == [(0, 2.5), (300, 2.25)]
    assert points(log, "train/learning_rate") == [(0, 0.5)]
    assert points(log, "validation/loss") == [(300, 2.75)]
    assert (notes(log), log.unused) == ([], ())


@pytest.mark.parametrize(
    "kind", ["packed floats", "one float", "content", "packed doubles", "one double", "double content"]
)
def test_tensors_of_one_number_are_read_however_they_are_held(tmp_path: Path, kind: str) -> None:
    data = VERSION + b"".join(event(step, tensor("loss", 3 - step / 4, kind)) for step in range(4))
    log = one_run(written(tmp_path, f"{NAME}.v2", data))
    assert points(log, "train/loss") == [(0, 3.0), (1, 2.75), (2, 2.5), (3, 2.25)]


def test_values_that_are_not_finite_stay_on_the_curve(tmp_path: Path) -> None:
    data = VERSION + event(1, simple("loss", math.nan)) + event(2, simple("loss", math.inf))
    log = one_run(written(tmp_path, NAME, data + event(3, tensor("loss", -math.inf))))
    assert points(log, "train/loss") == [(1, "nan"), (2, "inf"), (3, "-inf")]


@pytest.mark.parametrize("missing", [1, 4, 5, 12])
def test_a_record_that_was_cut_off_ends_the_run_and_is_told(tmp_path: Path, missing: int) -> None:
    data = VERSION + event(1, simple("loss", 2.5)) + event(2, simple("loss", 2.25))
    log = one_run(written(tmp_path, NAME, data[:-missing]))
    assert points(log, "train/loss") == [(1, 2.5)]
    assert notes(log) == [("unreadable", 1, 3.0)]


def test_a_length_that_was_cut_off_is_told(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, NAME, VERSION + event(1, simple("loss", 2.5)) + b"\x20\0\0"))
    assert points(log, "train/loss") == [(1, 2.5)]
    assert notes(log) == [("unreadable", 1, 3.0)]


def test_a_senseless_length_ends_the_run(tmp_path: Path) -> None:
    data = VERSION + event(1, simple("loss", 2.5)) + struct.pack("<Q", 1 << 60) + bytes(60)
    log = one_run(written(tmp_path, NAME, data))
    assert points(log, "train/loss") == [(1, 2.5)]
    assert notes(log) == [("unreadable", 1, 3.0)]


def test_a_record_of_damaged_fields_is_passed_over(tmp_path: Path) -> None:
    data = VERSION + event(1, simple("loss", 2.5)) + record(b"\x2a\x7fabc") + record(b"\xff" * 20)
    log = one_run(written(tmp_path, NAME, data + event(2, simple("loss", 2.25))))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]


def test_texts_and_histograms_are_passed_over(tmp_path: Path) -> None:
    data = VERSION + event(1, text("hparams", "lr 0.1"), histogram("weights")) + event(1, simple("loss", 2.5))
    log = one_run(written(tmp_path, NAME, data))
    assert (log.columns, log.unused) == ({"loss": "train/loss"}, ())


def test_tags_that_stand_for_nothing_are_unused(tmp_path: Path) -> None:
    data = VERSION + event(1, simple("loss", 2.5), simple("epoch", 0.5), simple("tokens_per_second", 900.0))
    assert one_run(written(tmp_path, NAME, data)).unused == ("tokens_per_second",)


def test_a_tag_stands_for_what_the_user_says(tmp_path: Path) -> None:
    data = VERSION + event(1, simple("objective", 2.5))
    log = one_run(written(tmp_path, NAME, data), {"objective": "train/loss"})
    assert points(log, "train/loss") == [(1, 2.5)]


def test_steps_may_be_large_or_below_zero(tmp_path: Path) -> None:
    data = VERSION + event(-1, simple("loss", 2.5)) + event(1 << 40, simple("loss", 2.25))
    assert points(one_run(written(tmp_path, NAME, data)), "train/loss") == [(-1, 2.5), (1 << 40, 2.25)]


def test_a_file_is_told_by_its_first_record_whatever_its_name(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "run.bin", VERSION + event(1, simple("loss", 2.5))))
    assert (log.format, points(log, "train/loss")) == ("TensorBoard", [(1, 2.5)])


def test_a_resumed_run_gives_way_to_its_second_attempt(tmp_path: Path) -> None:
    steps = [*range(10), *range(6, 12)]
    data = VERSION + b"".join(event(step, simple("loss", float(place))) for place, step in enumerate(steps))
    log = one_run(written(tmp_path, NAME, data))
    assert notes(log) == [("resumed", 1, 6.0)]
    assert points(log, "train/loss") == [
        *((step, step) for step in range(6)),
        *((step, step + 4) for step in range(6, 12)),
    ]


def test_folders_of_runs_give_a_run_each(tmp_path: Path) -> None:
    for run in ("a", "b"):
        written(tmp_path, f"runs/{run}/{NAME}", VERSION + event(1, simple("loss", 2.5)))
    logs = read_log(tmp_path / "runs")
    assert [(log.name, log.format) for log in logs] == [(f"a/{NAME}", "TensorBoard"), (f"b/{NAME}", "TensorBoard")]


def test_keras_folders_of_train_and_validation_are_one_run(tmp_path: Path) -> None:
    for folder, start in (("train", 2.5), ("validation", 2.75)):
        data = b"".join(event(step, tensor("epoch_loss", start - step / 4)) for step in range(3))
        accuracy = event(2, tensor("epoch_accuracy", 0.5))
        written(tmp_path, f"logs/{folder}/{NAME}.v2", VERSION + data + accuracy)
    log = one_run(tmp_path / "logs")
    assert points(log, "train/loss") == [(0, 2.5), (1, 2.25), (2, 2.0)]
    assert points(log, "train/accuracy") == [(2, 0.5)]
    assert points(log, "validation/loss") == [(0, 2.75), (1, 2.5), (2, 2.25)]
    assert points(log, "validation/accuracy") == [(2, 0.5)]


def test_a_tag_that_names_its_split_keeps_it_in_a_folder_of_validation(tmp_path: Path) -> None:
    data = VERSION + event(1, simple("test/loss", 2.5), simple("loss", 2.25))
    log = one_run(written(tmp_path, f"validation/{NAME}", data))
    assert log.columns == {"test/loss": "test/loss", "loss": "validation/loss"}


def test_two_files_of_one_folder_are_one_run(tmp_path: Path) -> None:
    later = NAME.replace("1690000000", "1690009999")
    written(tmp_path, f"run/{later}", VERSION + b"".join(event(n, simple("loss", n + 100.0)) for n in range(6, 12)))
    written(tmp_path, f"run/{NAME}", VERSION + b"".join(event(n, simple("loss", float(n))) for n in range(10)))
    log = one_run(tmp_path / "run")
    assert (log.name, notes(log)) == (f"run/{NAME}", [("resumed", 1, 6.0)])
    assert points(log, "train/loss") == [(step, step if step < 6 else step + 100) for step in range(12)]
    assert gave_way(log, "train/loss") == [(step, step) for step in range(6, 10)]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is empty"):
        read_log(written(tmp_path, NAME, b""))
