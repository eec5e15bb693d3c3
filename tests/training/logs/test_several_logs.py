"""Folders and archives that hold several logs."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log
from dataaudit.training.logs.several_logs import may_be_log

TABLE = "step,loss\n1,2.0\n2,1.5\n3,1.2\n"


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    folder = tmp_path / "sweep"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        (folder / name / "metrics.csv").write_text(TABLE, encoding="utf-8")
    (folder / "config.json").write_text('{"lr": 0.1}', encoding="utf-8")
    (folder / "README").write_text("loss: 0.5 was reached\n", encoding="utf-8")
    (folder / ".hidden.csv").write_text(TABLE, encoding="utf-8")
    return folder


def names(path: Path) -> list[str]:
    return [log.name for log in read_log(path)]


def test_every_log_below_a_folder_is_a_run_and_other_files_are_left_out(sweep: Path) -> None:
    assert names(sweep) == ["a/metrics.csv", "b/metrics.csv"]


def test_files_of_one_folder_with_other_curves_each_are_one_run(tmp_path: Path) -> None:
    for tag, values in (("train_loss", (2.0, 1.5)), ("val_loss", (2.1, 1.7))):
        rows = "".join(f"17.{step},{step},{value}\n" for step, value in enumerate(values, start=1))
        (tmp_path / f"run-x-tag-{tag}.csv").write_text("Wall time,Step,Value\n" + rows, encoding="utf-8")
    (log,) = read_log(tmp_path)
    curves = log.curves.select("split", "metric", "step", "value").rows()
    assert curves == [
        ("train", "loss", 1.0, 2.0), ("train", "loss", 2.0, 1.5),
        ("validation", "loss", 1.0, 2.1), ("validation", "loss", 2.0, 1.7),
    ]  # fmt: skip


def test_files_whose_curves_only_the_user_names_stay_runs_each(tmp_path: Path) -> None:
    for name, first in (("a.csv", 2.0), ("b.csv", 3.0)):
        (tmp_path / name).write_text(f"step,objective\n1,{first}\n2,1.5\n3,1.2\n", encoding="utf-8")
    logs = read_log(tmp_path, {"objective": "train/loss"})
    assert [(log.name, log.curves["value"][0]) for log in logs] == [("a.csv", 2.0), ("b.csv", 3.0)]


def test_files_of_a_folder_without_a_curve_are_named(sweep: Path) -> None:
    first, second = read_log(sweep)
    (note,) = first.notes.filter(first.notes["kind"] == "left out").to_dicts()
    assert (note["count"], note["text"]) == (2, "files of the folder hold no curve: README, config.json")
    assert "left out" not in second.notes["kind"]


def test_a_zip_of_one_log_is_that_log(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr("train.log", "step 1 loss: 2.0\nstep 2 loss: 1.5\n")
    (log,) = read_log(tmp_path / "log.zip")
    assert (log.name, log.curves["value"].to_list()) == ("log.zip", [2.0, 1.5])


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz"])
def test_an_archive_of_several_logs_is_read_as_its_folder_would_be(sweep: Path, ending: str) -> None:
    path = sweep.parent / f"sweep.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for one in sorted(sweep.rglob("*")):
                archive.write(one, one.relative_to(sweep))
    else:
        with tarfile.open(path, "w:gz" if ending.endswith("gz") else "w", format=tarfile.USTAR_FORMAT) as packed:
            for one in sorted(sweep.iterdir()):
                packed.add(one, one.name)
    assert names(path) == names(sweep)


def test_a_member_whose_name_leads_out_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr("../out.log", "step 1 loss: 2.0\n")
    with pytest.raises(InputError, match="leads out of it"):
        read_log(tmp_path / "log.zip")
    assert not (tmp_path.parent / "out.log").exists()


def test_a_member_that_unpacks_to_five_hundred_times_its_size_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("train.log", "0" * (16 << 20))
    with pytest.raises(InputError, match="more than a log has"):
        read_log(tmp_path / "log.zip")


def test_an_archive_without_a_log_is_told_as_such(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr("picture.png", "x")
    with pytest.raises(InputError, match=r"log\.zip: unrecognised log format"):
        read_log(tmp_path / "log.zip")


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("slurm.out", True),
        ("train.log.3", True),
        ("weights.bin", False),
        ("__pycache__/x.txt", False),
        ("stdout", True),
    ],
)
def test_a_log_is_told_by_its_name(name: str, may: bool) -> None:
    assert may_be_log(name) is may
