"""Logs and folders that are still written, read again when they change."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dataaudit.training.diagnosis import diagnose
from dataaudit.training.logs.run_log import NOTES
from dataaudit.training.run_folder import write_run
from dataaudit.training.watching.follower import Follower


def log(path: Path, steps: int) -> None:
    path.write_text(
        "step,loss\n" + "".join(f"{step},{3 - step / 100:.2f}\n" for step in range(steps)), encoding="utf-8"
    )


def test_a_log_is_read_when_it_appears_and_again_when_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    follower = Follower([path], {})
    assert (follower.look(), follower.made) == (False, None)
    log(path, 10)
    assert follower.look()
    assert not follower.look()
    log(path, 20)
    assert follower.look()
    assert follower.made is not None
    assert follower.made.runs[0].log.curves.height == 20


def test_what_cannot_be_read_yet_is_a_problem_until_it_can_and_the_last_state_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    log(path, 10)
    follower = Follower([path], {})
    follower.look()
    path.write_text("", encoding="utf-8")
    assert follower.look()
    assert str(path) in follower.problem
    assert follower.made is not None
    log(path, 12)
    assert follower.look()
    assert follower.problem == ""


def test_a_file_that_vanishes_while_others_remain_is_left_out(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        log(tmp_path / name, 10)
    follower = Follower([tmp_path / "a.csv", tmp_path / "b.csv"], {})
    follower.look()
    (tmp_path / "b.csv").unlink()
    assert follower.look()
    assert follower.made is not None
    assert [run.name for run in follower.made.runs] == ["a.csv"]


def test_a_folder_of_the_monitor_has_ended_when_it_is_closed_and_a_log_never(tmp_path: Path) -> None:
    log(tmp_path / "log.csv", 10)
    curves = {"curves": diagnose(tmp_path / "log.csv").runs[0].log.curves, "log_notes": pl.DataFrame(schema=NOTES)}
    follower = Follower([tmp_path / "run"], {})
    for closed in (False, True):
        write_run(tmp_path / "run", "a", curves, {}, [], closed=closed)
        assert follower.look()
        assert follower.ended == closed
    other = Follower([tmp_path / "log.csv"], {})
    assert other.look()
    assert not other.ended


def test_the_pause_grows_with_the_cost_of_a_look(tmp_path: Path) -> None:
    log(tmp_path / "log.csv", 10)
    follower = Follower([tmp_path / "log.csv"], {})
    follower.look()
    assert follower.pause(1000) == 1000
    assert follower.pause(0) > 0


def test_the_first_tables_of_a_monitor_are_no_problem_before_its_mark_is_there(tmp_path: Path) -> None:
    follower = Follower([tmp_path], {})
    for name in (".curves.parquet.7.unfinished", "curves.parquet"):
        pl.DataFrame({"a": [1]}).write_parquet(tmp_path / name)
        assert (follower.look(), follower.problem) == (False, "")
