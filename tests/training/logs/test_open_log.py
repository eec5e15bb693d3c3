from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from training.logs.event_bytes import NAME, VERSION, event, simple
from training.logs.shown import notes, one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.log_reader import log_readers
from dataaudit.training.logs.open_log import named_apart, read_log

TABLE = "step,loss\n1,2.5\n2,2.25\n"
LOGS = {
    "log.csv": TABLE,
    "log.jsonl": '{"step": 1, "loss": 2.5}\n{"step": 2, "loss": 2.25}\n',
    "train.log": "step=1 loss=2.5\nstep=2 loss=2.25\n",
    "nano.log": "iter 1: loss 2.5000, time 12.00ms\niter 2: loss 2.2500, time 12.00ms\n",
    "trainer_state.json": json.dumps({"log_history": [{"step": 1, "loss": 2.5}, {"step": 2, "loss": 2.25}]}),
}
STATE = '{"log_history": [{"step": 5, "loss": 2.5}]}'


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize(
    ("end", "pack"),
    [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", zstandard.compress)],
)
def test_a_compressed_log_is_read_like_the_log(
    tmp_path: Path, name: str, end: str, pack: Callable[[bytes], bytes]
) -> None:
    plain = one_run(written(tmp_path, name, LOGS[name]))
    packed = one_run(written(tmp_path, f"{name}.{end}", pack(LOGS[name].encode())))
    assert (packed.format, packed.unit, packed.columns) == (plain.format, plain.unit, plain.columns)
    assert points(packed, "train/loss") == points(plain, "train/loss") == [(1, 2.5), (2, 2.25)]


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize(
    ("mark", "encoding"), [("\ufeff", "utf-8"), ("\ufeff", "utf-16-le"), ("\ufeff", "utf-16-be"), ("", "utf-16")]
)
def test_a_log_with_a_byte_order_mark_is_read_like_the_log(tmp_path: Path, name: str, mark: str, encoding: str) -> None:
    plain = one_run(written(tmp_path, f"a/{name}", LOGS[name]))
    marked = one_run(written(tmp_path, f"b/{name}", (mark + LOGS[name].replace("\n", "\r\n")).encode(encoding)))
    assert (marked.format, marked.unit, marked.columns) == (plain.format, plain.unit, plain.columns)
    assert points(marked, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert notes(marked) == []


def test_a_log_in_utf_16_may_be_compressed(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv.gz", gzip.compress(TABLE.encode("utf-16"))))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]


def test_a_compressed_table_has_the_name_of_the_table(tmp_path: Path) -> None:
    assert one_run(written(tmp_path, "log.csv.gz", gzip.compress(TABLE.encode()))).name == "log.csv"


def test_compressed_data_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    assert points(one_run(written(tmp_path, "log.csv", gzip.compress(TABLE.encode()))), "train/loss")[0] == (1, 2.5)


def test_a_compressed_event_file_is_read(tmp_path: Path) -> None:
    data = gzip.compress(VERSION + event(1, simple("loss", 2.5)))
    assert points(one_run(written(tmp_path, f"{NAME}.gz", data)), "train/loss") == [(1, 2.5)]


@pytest.mark.parametrize("pack", [gzip.compress, pytest.param(lzma.compress, marks=pytest.mark.full)])
def test_of_compressed_data_that_was_cut_off_what_stands_before_is_read_and_the_rest_told(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    rows = [(step, step * 7919 % 1000) for step in range(20_000)]
    data = pack(("step,loss\n" + "".join(f"{step},{loss}\n" for step, loss in rows)).encode())
    log = one_run(written(tmp_path, "log.csv.packed", data[: len(data) // 2]))
    read = points(log, "train/loss")
    assert 1000 < len(read) < len(rows)
    assert read[:-1] == rows[: len(read) - 1]
    assert [(kind, count > 0) for kind, count, _ in notes(log)] == [("unreadable", True)]


def test_compressed_data_of_which_nothing_can_be_read_is_told(tmp_path: Path) -> None:
    data = bz2.compress("".join(f"{step},{step * 7919 % 1000}\n" for step in range(2000)).encode())
    with pytest.raises(InputError, match=r"log\.csv\.packed: bzip2 data are cut off after 0 bytes of text"):
        read_log(written(tmp_path, "log.csv.packed", data[: len(data) // 2]))


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl", "trainer_state.json", "train.log", NAME])
@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n"])
def test_an_empty_log_is_told(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(InputError, match="is empty"):
        read_log(written(tmp_path, name, text))


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        read_log(tmp_path / "log.csv")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("notes.txt", b"to do: nothing\nand more of it\n"),
        ("weights.bin", bytes(range(256)) * 20),
        ("log.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("model.safetensors", b"\x40\0\0\0\0\0\0\0{}"),
    ],
)
def test_what_is_no_log_is_told_with_all_that_would_be(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(InputError, match="unrecognised log format") as raised:
        read_log(written(tmp_path, name, data))
    told = str(raised.value)
    assert str(tmp_path / name) in told
    assert all(reader.known_as in told for reader in log_readers())
    for word in (
        "trainer_state.json", "Hugging Face", "CSV", "JSON lines", "Lightning", "Keras", "AlgoPerf", "W&B", "MLflow",
        "tfevents", "TensorBoard", "Markdown", "epoch 3, loss: 0.71",
    ):  # fmt: skip
        assert word in told


def test_a_folder_without_a_log_is_told_with_all_that_would_be_one(tmp_path: Path) -> None:
    written(tmp_path, "out/README.md", "nothing\n")
    with pytest.raises(InputError, match="unrecognised log format") as raised:
        read_log(tmp_path / "out")
    assert all(reader.known_as in str(raised.value) for reader in log_readers())


def test_bytes_without_meaning_raise_nothing_but_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_log(written(tmp_path, "log.csv", bytes(range(128, 256)) * 20))


@pytest.mark.parametrize(
    ("file", "text", "form"),
    [
        ("metrics.csv", "epoch,step,train_loss\n0,5,2.5\n", "Lightning CSVLogger"),
        ("log.csv", "epoch,loss,val_loss\n5,2.5,2.75\n", "Keras CSVLogger"),
        ("training_log.csv", "step,loss\n5,2.5\n", "table"),
        ("wandb-history.jsonl", '{"_step": 5, "_runtime": 1.5, "loss": 2.5}\n', "W&B history"),
        ("trainer_state.json", STATE, "Hugging Face Trainer"),
        ("checkpoint-5/trainer_state.json", STATE, "Hugging Face Trainer"),
        (f"run/{NAME}", VERSION + event(5, simple("loss", 2.5)), "TensorBoard"),
        ("metrics/loss", "1690000000000 2.5 5\n", "MLflow run"),
    ],
)
def test_a_folder_is_known_by_what_lies_in_it(tmp_path: Path, file: str, text: str | bytes, form: str) -> None:
    written(tmp_path, "out/hparams.yaml", "lr: 0.1\n")
    written(tmp_path, f"out/{file}", text)
    log = one_run(tmp_path / "out")
    assert (log.format, points(log, "train/loss")) == (form, [(5, 2.5)])


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    assert points(read_log(str(written(tmp_path, "log.csv", TABLE)))[0], "train/loss")[0] == (1, 2.5)


def test_runs_of_a_table_are_named_by_their_column(tmp_path: Path) -> None:
    path = written(tmp_path, "b.csv", "run,step,loss\nx,1,2.5\ny,1,2.25\n")
    assert [log.name for log in read_log(path)] == ["b.csv:x", "b.csv:y"]


def test_runs_of_one_name_are_numbered() -> None:
    assert named_apart(["metrics.csv", "metrics.csv", "a.csv"]) == ["metrics.csv", "metrics.csv (2)", "a.csv"]


REAL = {
    "algoperf_healthy_imagenet_resnet_baseline.csv": ("AlgoPerf", "step"),
    "algoperf_diverge_to_inf_criteo.csv": ("AlgoPerf", "step"),
    "deepfd_59282996_too_few_epochs.csv": ("Keras CSVLogger", "epoch"),
    "hf_trainer_state_overfit.json": ("Hugging Face Trainer", "step"),
    "nanogpt_adamw_2024-06-06.log": ("lines of names and numbers", "step"),
    "nanogpt_muon_2024-10-10.txt": ("lines of names and numbers", "step"),
}


def test_trainings_that_follow_one_another_in_a_public_log_are_told_apart(real_data: Callable[[str], Path]) -> None:
    name = "vit_cifar10_patch4.txt"
    logs = read_log(real_data("training_logs") / name)
    assert [log.name for log in logs] == [f"{name}:{number}" for number in range(1, 6)]
    ends = [log.curves.filter(metric="loss")["step"].max() for log in logs]
    assert ends[:2] + ends[3:] == [49, 22, 49, 199]


@pytest.mark.parametrize("name", REAL)
def test_a_public_log_is_known(real_data: Callable[[str], Path], name: str) -> None:
    log = one_run(real_data("training_logs") / name)
    assert (log.format, log.unit) == REAL[name]
    assert not {"unreadable", "unordered"} & {kind for kind, *_ in notes(log)}


@pytest.mark.parametrize(
    ("name", "role", "word"),
    [
        ("nanogpt_adamw_2024-06-06.log", "train/loss", " trl:"),
        ("nanogpt_adamw_2024-06-06.log", "validation/loss", " tel:"),
        ("nanogpt_muon_2024-10-10.txt", "train/loss", " train_loss:"),
        ("nanogpt_muon_2024-10-10.txt", "validation/loss", " val_loss:"),
        ("hf_trainer_state_overfit.json", "train/loss", '"loss": '),
        ("hf_trainer_state_overfit.json", "train/gradient_norm", '"grad_norm": '),
        ("hf_trainer_state_overfit.json", "validation:g0/loss", '"eval_g0_loss": '),
    ],
)
def test_no_point_of_a_public_log_is_lost(real_data: Callable[[str], Path], name: str, role: str, word: str) -> None:
    path = real_data("training_logs") / name
    assert len(points(one_run(path), role)) == path.read_text().count(word)


def test_runs_of_one_public_file_are_told_apart(real_data: Callable[[str], Path]) -> None:
    name = "bigscience_104B_divergence_excerpts.jsonl"
    logs = read_log(real_data("training_logs") / name)
    assert [log.name for log in logs] == [f"{name}:tr8-104B-wide", f"{name}:tr8b-104B"]
    assert [log.columns["lm_loss"] for log in logs] == ["train/loss", "train/loss"]


def test_a_public_run_that_diverged_has_its_infinite_losses(real_data: Callable[[str], Path]) -> None:
    log = one_run(real_data("training_logs") / "algoperf_diverge_to_inf_criteo.csv")
    assert "inf" in {value for _, value in points(log, "train/loss")}
