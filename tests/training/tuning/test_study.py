from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit.errors import ConfigurationError
from dataaudit.training.tuning.objective import Answer
from dataaudit.training.tuning.space import read_space
from dataaudit.training.tuning.study import TRIALS, Method, Study

GRID = {"parameters": {"x": {"low": 0, "high": 5, "points": 6}, "way": {"choices": ["a", "b", "c", "d"]}}}
LINE = {"parameters": {"x": {"low": -2, "high": 2}, "y": {"low": 1e-3, "high": 1e1, "log": True}}}


def worked(study: Study, value: Callable[[dict[str, Any]], float] = lambda parameters: 1.0) -> pl.DataFrame:
    while (trial := study.next()) is not None:
        study.tell(trial, Answer(value=value(dict(trial.params))))
    return study.table()


def test_a_grid_tries_every_combination_exactly_once_and_ends(tmp_path: Path) -> None:
    space = read_space(GRID)
    study = Study(tmp_path, space, "grid", 1000)
    told = worked(study, lambda parameters: parameters["x"])
    assert told.select("x", "way").rows() == [tuple(point.values()) for point in space.grid()]
    assert study.next() is None
    assert Study(tmp_path, space, "grid", 1000).next() is None
    assert study.best() == ({"x": 0.0, "way": "a"}, 0.0)


def test_a_grid_of_more_points_than_trials_ends_with_the_trials(tmp_path: Path) -> None:
    assert worked(Study(tmp_path, read_space(GRID), "grid", 5)).height == 5


@pytest.mark.parametrize("method", ["random", "tpe", pytest.param("gp", marks=pytest.mark.full)])
def test_the_same_seed_gives_the_same_trials_and_another_one_others(tmp_path: Path, method: Method) -> None:
    def tried(folder: str, seed: int) -> list[tuple[float, float]]:
        study = Study(tmp_path / folder, read_space(LINE), method, 12, seed)
        return worked(study, lambda one: one["x"] ** 2 + one["y"]).select("x", "y").rows()

    assert tried("one", 3) == tried("two", 3)
    assert set(tried("three", 4)).isdisjoint(tried("one", 3))


def test_few_combinations_are_not_tried_twice_while_there_are_others(tmp_path: Path) -> None:
    space = read_space({"parameters": {"a": {"choices": [1, 2, 3]}, "b": {"choices": [True, False]}}})
    told = worked(Study(tmp_path, space, "random", 6))
    assert told.select("a", "b").n_unique() == told.height == 6
    assert told.schema["a"] == pl.Int64
    assert told.schema["b"] == pl.Boolean


def test_the_table_tells_how_every_trial_ended(tmp_path: Path) -> None:
    study = Study(tmp_path, read_space(LINE), "random", 4)
    for answer in (Answer(value=2.0), Answer(failed="ValueError: <b>"), Answer(pruned=True)):
        trial = study.next()
        assert trial is not None
        if answer.pruned:
            trial.report(5.0, 7)
        study.tell(trial, answer)
    assert study.next() is not None
    told = study.table()
    assert told.schema == pl.Schema({**TRIALS, "x": pl.Float64, "y": pl.Float64})
    assert told["state"].to_list() == ["complete", "failed", "pruned", "running"]
    assert told["failed"].to_list() == [None, "ValueError: <b>", None, None]
    assert told["last_step"].to_list() == [None, None, 7, None]
    assert study.best() == (told.select("x", "y").row(0, named=True), 2.0)


@pytest.mark.parametrize(("goal", "place"), [("minimise", 1), ("maximise", 2)])
def test_the_best_is_the_smallest_or_the_largest(tmp_path: Path, goal: str, place: int) -> None:
    study = Study(tmp_path, read_space({**LINE, "goal": goal}), "random", 4)
    values = iter([1.0, -2.0, 7.0, 0.0])
    told = worked(study, lambda parameters: next(values))
    best = study.best()
    assert best == (told.select("x", "y").row(place, named=True), told["value"][place])


def test_where_all_failed_there_is_no_best(tmp_path: Path) -> None:
    study = Study(tmp_path, read_space(LINE), "tpe", 3)
    while (trial := study.next()) is not None:
        study.tell(trial, Answer(failed="no"))
    assert study.table()["state"].to_list() == ["failed"] * 3
    assert study.best() is None


def test_another_space_method_or_goal_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    worked(Study(tmp_path, read_space(LINE), "random", 2))
    wider = {"parameters": {**LINE["parameters"], "x": {"low": -2, "high": 3}}}
    for space, method in ((wider, "random"), (GRID, "random"), (LINE, "tpe"), ({**LINE, "goal": "maximise"}, "random")):
        with pytest.raises(ConfigurationError, match="another space or method; choose another --out"):
            Study(tmp_path, read_space(space), method, 2)  # type: ignore[arg-type]
    assert worked(Study(tmp_path, read_space(LINE), "random", 3)).height == 3


def test_a_search_goes_on_with_more_trials_and_keeps_the_earlier_ones(tmp_path: Path) -> None:
    before = worked(Study(tmp_path, read_space(LINE), "tpe", 4), lambda one: one["x"])
    after = worked(Study(tmp_path, read_space(LINE), "tpe", 9), lambda one: one["x"])
    assert after.height == 9
    assert after.head(4).equals(before)
    assert after.select("x", "y").n_unique() == 9


WORKER = """
import json, sys
from pathlib import Path
from dataaudit.training.tuning.objective import Answer
from dataaudit.training.tuning.space import read_space
from dataaudit.training.tuning.study import Study
folder, method, trials = sys.argv[1:4]
study = Study(Path(folder), read_space(json.loads(sys.argv[4])), method, int(trials))
print("ready", flush=True)
sys.stdin.readline()
while (trial := study.next()) is not None:
    study.tell(trial, Answer(value=float(trial.number)))
    print(trial.number, flush=True)
"""


@pytest.mark.full
@pytest.mark.parametrize("method", ["grid", pytest.param("random", marks=pytest.mark.full)])
def test_eight_processes_on_one_folder_try_the_wanted_number_once_each(tmp_path: Path, method: str) -> None:
    folder = tmp_path / "search"
    arguments = [str(folder), method, "24", json.dumps(GRID)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        for _ in range(8)
    ]  # fmt: skip
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * 8, told
    table = Study(folder, read_space(GRID), method, 24).table()  # type: ignore[arg-type]
    assert table["state"].to_list() == ["complete"] * 24
    assert sorted(int(number) for out, _ in told for number in out.split()) == sorted(table["number"].to_list())
    if method == "grid":
        points = [tuple(point.values()) for point in read_space(GRID).grid()]
        assert sorted(table.select("x", "way").rows()) == sorted(points)
    assert table.select("x", "way").n_unique() == 24


KILLED = """
import json, sys, time
from pathlib import Path
from dataaudit.training.tuning.tune import tune

def objective(parameters, seed):
    if parameters["x"] == 3.0:
        print("in the middle", flush=True)
        time.sleep(60)
    return parameters["x"]

tune(objective, json.loads(sys.argv[2]), out=sys.argv[1], method="grid", trials=100)
"""


def test_a_killed_search_goes_on_with_no_trial_lost_and_the_interrupted_point_tried_again(tmp_path: Path) -> None:
    space = {"parameters": {"x": {"low": 0, "high": 5, "points": 6}}}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path), json.dumps(space)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    process.kill()
    process.communicate(timeout=20)
    before = Study(tmp_path, read_space(space), "grid", 100)
    assert before.table()["x"].to_list() == [0.0, 1.0, 2.0]
    told = worked(before, lambda parameters: parameters["x"])
    assert told["state"].to_list() == ["complete"] * 6
    assert sorted(told["x"].to_list()) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert told["value"].to_list() == told["x"].to_list()


def test_a_trial_of_a_living_process_is_left_to_it(tmp_path: Path) -> None:
    first = Study(tmp_path, read_space(GRID), "grid", 24)
    trial = first.next()
    assert trial is not None
    time.sleep(0.05)
    second = Study(tmp_path, read_space(GRID), "grid", 24)
    assert worked(second).height == 24
    assert dict(trial.params) not in second.table().filter(pl.col("state") == "complete").select("x", "way").to_dicts()
    first.tell(trial, Answer(value=0.0))
    assert second.table()["state"].to_list() == ["complete"] * 24
