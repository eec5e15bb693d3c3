from __future__ import annotations

from pathlib import Path

from training.logs.shown import gave_way, notes, one_run, points, written

ID = "5f2c9d0e8b7a4c3d9e1f0a2b3c4d5e6f"


def lines(*told: tuple[object, int]) -> str:
    return "".join(f"{1690000000000 + place} {value} {step}\n" for place, (value, step) in enumerate(told))


def run_folder(tmp_path: Path, **metrics: str) -> Path:
    folder = tmp_path / "mlruns" / "0" / ID
    written(folder, "meta.yaml", f"artifact_uri: file:///a\nrun_id: {ID}\nstatus: 3\n")
    written(folder, "params/lr", "0.1")
    written(folder, "tags/mlflow.runName", "gentle-owl-12")
    (folder / "artifacts").mkdir()
    for name, text in metrics.items():
        written(folder, f"metrics/{name}", text)
    return folder


def test_every_file_of_metrics_is_a_curve(tmp_path: Path) -> None:
    train, learning = lines((2.5, 0), (2.25, 1), ("nan", 2), ("inf", 3)), lines((0.001, 0), (5e-4, 2))
    folder = run_folder(
        tmp_path, train_loss=train, val_loss=lines((2.75, 1), (2.5, 3)), lr=learning, time=lines((9, 0))
    )
    log = one_run(folder)
    assert (log.name, log.format, log.unit) == (ID, "MLflow run", "step")
    assert log.columns == {"lr": "train/learning_rate", "train_loss": "train/loss", "val_loss": "validation/loss"}
    assert points(log, "train/loss") == [(0, 2.5), (1, 2.25), (2, "nan"), (3, "inf")]
    assert points(log, "validation/loss") == [(1, 2.75), (3, 2.5)]
    assert points(log, "train/learning_rate") == [(0, 0.001), (2, 5e-4)]
    assert notes(log) == []


def test_a_metric_with_a_slash_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = run_folder(tmp_path)
    written(folder, "metrics/val/loss", lines((2.75, 1)))
    written(folder, "metrics/train/loss", lines((2.5, 1)))
    log = one_run(folder)
    assert log.columns == {"train/loss": "train/loss", "val/loss": "validation/loss"}


def test_metrics_that_stand_for_nothing_are_unused(tmp_path: Path) -> None:
    folder = run_folder(tmp_path, train_loss=lines((2.5, 0)), rouge=lines((0.5, 0)))
    written(folder, "metrics/system/cpu_utilization_percentage", lines((12.5, 0)))
    assert set(one_run(folder).unused) == {"rouge", "system/cpu_utilization_percentage"}


def test_a_last_line_that_was_cut_off_is_told(tmp_path: Path) -> None:
    log = one_run(run_folder(tmp_path, train_loss=lines((2.5, 0), (2.25, 1)) + "1690000000002 2."))
    assert points(log, "train/loss") == [(0, 2.5), (1, 2.25)]
    assert notes(log) == [("unreadable", 1, 3.0)]


def test_a_step_logged_twice_keeps_its_later_value(tmp_path: Path) -> None:
    log = one_run(run_folder(tmp_path, train_loss=lines((2.5, 0), (2.25, 1), (2.0, 1), (1.75, 2))))
    assert points(log, "train/loss") == [(0, 2.5), (1, 2.0), (2, 1.75)]
    assert (gave_way(log, "train/loss"), notes(log)) == ([(1, 2.25)], [("repeated", 1, 1.0)])


def test_a_run_of_one_point_is_a_log(tmp_path: Path) -> None:
    assert points(one_run(run_folder(tmp_path, loss=lines((2.5, 0)))), "train/loss") == [(0, 2.5)]


def test_a_metric_stands_for_what_the_user_says(tmp_path: Path) -> None:
    log = one_run(run_folder(tmp_path, objective=lines((2.5, 0))), {"objective": "train/loss"})
    assert points(log, "train/loss") == [(0, 2.5)]


def test_metrics_of_different_steps_are_no_resumed_run(tmp_path: Path) -> None:
    train = lines(*((2.5 - step / 8, step) for step in range(10)))
    log = one_run(run_folder(tmp_path, a_val_loss=lines((2.75, 4), (2.5, 9)), train_loss=train))
    assert points(log, "train/loss") == [(step, 2.5 - step / 8) for step in range(10)]
    assert [step for column, step in log.curves.select("column", "step").rows() if column == "a_val_loss"] == [4, 9]
    assert (log.curves["superseded"].any(), notes(log)) == (False, [])


def test_lines_without_steps_are_counted(tmp_path: Path) -> None:
    log = one_run(run_folder(tmp_path, loss="1690000000000 2.5\n1690000000001 2.25\n1690000000002 nan\n"))
    assert (points(log, "train/loss"), notes(log)) == ([(0, 2.5), (1, 2.25), (2, "nan")], [])
