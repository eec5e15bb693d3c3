from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit.errors import ConfigurationError
from dataaudit.training.tuning.objective import Apart
from dataaudit.training.tuning.study import Method
from dataaudit.training.tuning.tune import stop_if, tune

LINE = {"parameters": {"x": {"low": 0, "high": 10, "points": 11, "default": 10}}}


def quadratic(parameters: Mapping[str, Any], seed: int) -> float:
    return (parameters["x"] - 3.0) ** 2


def test_a_clear_winner_is_better_than_the_default(tmp_path: Path) -> None:
    def noisy(parameters: Mapping[str, Any], seed: int) -> float:
        return quadratic(parameters, seed) + random.Random(f"{seed} {parameters}").gauss(0, 0.5)

    found = tune(noisy, LINE, out=tmp_path, method="grid")
    assert found.best is not None
    assert 2 <= found.best["x"] <= 4
    assert found.verdict.startswith("the best trial is better than the default by ")
    assert found.verdict.endswith("5 seeds)")
    assert found.difference is not None
    assert found.difference.seen
    assert found.difference.mean < -30


def test_the_winner_of_mere_noise_is_not_better_than_the_noise(tmp_path: Path) -> None:
    def noise(parameters: Mapping[str, Any], seed: int) -> float:
        return random.Random(f"{seed} {parameters['x']}").gauss(0, 1)

    found = tune(noise, LINE, out=tmp_path, method="grid", compared=8)
    assert found.verdict.startswith("no difference beyond noise: the best trial differs from the default by ")
    assert found.value is not None
    assert found.value < float(found.comparison["best"].mean())  # type: ignore[arg-type]


def test_winner_and_default_are_compared_on_the_same_seeds_none_of_which_was_searched_with(tmp_path: Path) -> None:
    asked: list[tuple[float, int]] = []

    def objective(parameters: Mapping[str, Any], seed: int) -> float:
        asked.append((parameters["x"], seed))
        return quadratic(parameters, seed) + seed

    found = tune(objective, LINE, out=tmp_path, method="grid", repeats=2, seed=7, compared=3)
    searched = {seed for _, seed in asked[:22]}
    assert searched == {7, 8}
    compared = asked[22:]
    assert {x for x, _ in compared} == {3.0, 10}
    assert len({seed for _, seed in compared}) == 3
    assert searched.isdisjoint(seed for _, seed in compared)
    assert sorted(seed for x, seed in compared if x == 3.0) == sorted(seed for x, seed in compared if x == 10)
    assert found.comparison["seed"].to_list() == sorted({seed for _, seed in compared})
    for row in found.comparison.to_dicts():
        assert row["best"] == row["seed"]
        assert row["default"] == 49.0 + row["seed"]
    assert found.trials["value"].to_list() == [(x - 3.0) ** 2 + 7.5 for x in range(11)]


def test_a_default_that_wins_is_told_and_needs_no_comparison(tmp_path: Path) -> None:
    space = {"parameters": {"x": {"low": 0, "high": 10, "points": 11, "default": 3.0}}}
    found = tune(quadratic, space, out=tmp_path, method="grid")
    assert (found.best, found.value, found.verdict) == ({"x": 3.0}, 0.0, "the default is the best")


def test_without_a_default_or_without_seeds_nothing_is_compared(tmp_path: Path) -> None:
    bare = {"parameters": {"x": {"low": 0, "high": 10, "points": 3}}}
    for place, (space, compared) in enumerate(((bare, 5), (LINE, 0))):
        found = tune(quadratic, space, out=tmp_path / str(place), method="grid", compared=compared)
        assert found.verdict == "the best trial was not compared with a default"
        assert (found.difference, found.comparison.height) == (None, 0)


def test_what_is_to_be_large_is_made_large(tmp_path: Path) -> None:
    def objective(parameters: Mapping[str, Any], seed: int) -> float:
        return -quadratic(parameters, seed) + seed / 1000

    found = tune(objective, {**LINE, "goal": "maximise"}, out=tmp_path, method="grid")
    assert found.best == {"x": 3.0}
    assert found.value == max(found.trials["value"].to_list())
    assert found.verdict.startswith("the best trial is better than the default by 49 ")


@pytest.mark.parametrize("method", ["tpe", pytest.param("gp", marks=pytest.mark.full)])
def test_a_model_of_the_objective_beats_its_first_random_points(tmp_path: Path, method: Method) -> None:
    space = {"parameters": {"x": {"low": -5, "high": 5}, "y": {"low": 1e-4, "high": 1, "log": True}}}

    def objective(parameters: Mapping[str, Any], seed: int) -> float:
        return (parameters["x"] - 2) ** 2 + (math.log10(parameters["y"]) + 2) ** 2

    trials = {"tpe": 40, "gp": 15}[method]
    found = tune(objective, space, out=tmp_path, method=method, trials=trials, seed=2)
    first = min(found.trials["value"].to_list()[:10])
    assert found.value is not None
    assert found.value < 0.5 * first
    assert found.trials["value"].tail(5).median() < found.trials["value"].head(10).median()  # type: ignore[operator]


def test_trials_that_fail_are_kept_with_their_reason_and_the_others_go_on(tmp_path: Path) -> None:
    def objective(parameters: Mapping[str, Any], seed: int) -> float:
        x = parameters["x"]
        if x == 1:
            message = "no data"
            raise ValueError(message)
        if x == 2:
            raise MemoryError
        return {4: math.nan, 5: math.inf}.get(x, quadratic(parameters, seed))

    events: list[dict[str, Any]] = []
    found = tune(objective, LINE, out=tmp_path, method="grid", progress=lambda event, **facts: events.append(facts))
    failed = found.trials.filter(pl.col("state") == "failed")
    assert failed.select("x", "failed").rows() == [
        (1.0, "ValueError: no data"),
        (2.0, "ran out of memory"),
        (4.0, "the objective returned nan"),
        (5.0, "the objective returned inf"),
    ]
    assert found.trials["state"].value_counts().sort("count")["count"].to_list() == [4, 7]
    assert found.best == {"x": 3.0}
    assert [one["failed"] for one in events if one.get("failed")] == failed["failed"].to_list()


def test_trials_that_hang_or_are_killed_apart_are_kept_and_the_others_go_on(tmp_path: Path) -> None:
    def function(parameters: Mapping[str, Any], seed: int) -> float:
        import os
        import time

        if parameters["x"] == 0:
            time.sleep(60)
        if parameters["x"] == 5:
            os.kill(os.getpid(), 9)
        return quadratic(parameters, seed)

    space = {"parameters": {"x": {"low": 0, "high": 10, "points": 3}}}
    found = tune(Apart(function, 0.5), space, out=tmp_path, method="grid")
    reasons = found.trials["failed"].to_list()
    assert reasons[0] == "TimeoutError: timed out: killed after 0.5 s"
    assert "ended with code -9" in reasons[1]
    assert reasons[2] is None
    assert found.best == {"x": 10.0}


def test_where_all_trials_fail_the_first_reason_is_told(tmp_path: Path) -> None:
    def objective(parameters: Mapping[str, Any], seed: int) -> float:
        message = f"no {parameters['x']:g}"
        raise OSError(message)

    found = tune(objective, LINE, out=tmp_path, method="grid")
    assert found.verdict == "no trial was completed; 11 failed, the first with: OSError: no 0"
    assert (found.best, found.value, found.comparison.height) == (None, None, 0)
    assert json.loads((tmp_path / "tuning.json").read_bytes())["best"] is None


def test_a_repeat_that_fails_fails_the_trial(tmp_path: Path) -> None:
    found = tune(
        lambda parameters, seed: math.nan if seed == 2 else 1.0, LINE, out=tmp_path, method="grid", trials=2, repeats=3
    )
    assert found.trials["failed"].to_list() == ["the objective returned nan"] * 2


@pytest.mark.parametrize("pruning", ["median", "hyperband"])
def test_hopeless_trials_are_stopped_early(tmp_path: Path, pruning: Any) -> None:
    steps: dict[float, int] = {}

    def objective(parameters: Mapping[str, Any], seed: int, report: Any) -> float:
        for step in range(1, 28):
            steps[parameters["x"]] = step
            stop_if(report, step, parameters["x"] + 1 / step)
        return float(parameters["x"])

    space = {"parameters": {"x": {"low": 0, "high": 29, "whole": True, "points": 30}}}
    found = tune(objective, space, out=tmp_path, method="grid", pruning=pruning, trials=30)
    states = dict(found.trials.select("x", "state").iter_rows())
    pruned = [x for x, state in states.items() if state == "pruned"]
    assert found.best == {"x": 0}
    assert len(pruned) > 5
    assert set(states.values()) == {"complete", "pruned"}
    assert sum(steps.values()) < 27 * 30 / 2
    if pruning == "median":
        assert all(steps[x] < 27 for x in pruned)
        assert all(states[x] == "complete" for x in range(5))
        assert all(states[x] == "pruned" for x in range(6, 30))
    assert found.trials.filter(pl.col("state") == "pruned")["last_step"].to_list() == [steps[x] for x in pruned]


def test_without_pruning_nothing_is_stopped(tmp_path: Path) -> None:
    def objective(parameters: Mapping[str, Any], seed: int, report: Any) -> float:
        assert not any(report(step, parameters["x"]) for step in range(5))
        return float(parameters["x"])

    assert tune(objective, LINE, out=tmp_path, method="grid").trials["state"].to_list() == ["complete"] * 11


def test_the_same_call_again_tries_and_compares_nothing_anew(tmp_path: Path) -> None:
    first = tune(quadratic, LINE, out=tmp_path, method="grid")

    def forbidden(parameters: Mapping[str, Any], seed: int) -> float:
        pytest.fail("was asked again")

    again = tune(forbidden, LINE, out=tmp_path, method="grid")
    assert again.trials.equals(first.trials)
    assert again.comparison.equals(first.comparison)
    assert again.verdict == first.verdict


def test_an_error_of_the_configuration_ends_the_search(tmp_path: Path) -> None:
    def objective(parameters: Mapping[str, Any], seed: int) -> float:
        message = "no such key"
        raise ConfigurationError(message)

    with pytest.raises(ConfigurationError, match="no such key"):
        tune(objective, LINE, out=tmp_path)


@pytest.mark.parametrize("given", [{"trials": 0}, {"repeats": 0}, {"trials": -1}])
def test_no_trials_or_repeats_are_refused(tmp_path: Path, given: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match="must be 1 or more"):
        tune(quadratic, LINE, out=tmp_path / "search", **given)  # type: ignore[arg-type]
    assert not (tmp_path / "search").exists()


def test_the_folder_holds_what_was_found(tmp_path: Path) -> None:
    found = tune(quadratic, LINE, out=tmp_path, method="grid")
    assert pl.read_parquet(tmp_path / "trials.parquet").equals(found.trials)
    assert pl.read_parquet(tmp_path / "comparison.parquet").equals(found.comparison)
    told = json.loads((tmp_path / "tuning.json").read_bytes(), parse_constant=pytest.fail)
    assert (told["best"], told["value"], told["verdict"]) == (found.best, found.value, found.verdict)
    assert (told["goal"], told["default"]) == ("minimise", {"x": 10})
    assert told["trials"] == [{"state": "complete", "count": 11}]
    assert (tmp_path / "report.html").is_file()


def test_what_matters_has_the_larger_share(tmp_path: Path) -> None:
    from dataaudit.training.tuning.study import Study
    from dataaudit.training.tuning.tune import importances

    space = {"parameters": {name: {"low": 0, "high": 1, "points": 5} for name in ("much", "little")}}
    found = tune(lambda one, seed: 10 * one["much"] + one["little"], space, out=tmp_path, method="grid")
    shares = importances(Study(tmp_path, found.space, "grid", 25))
    assert list(shares) == ["much", "little"]
    assert shares["much"] > 0.9
    assert sum(shares.values()) == pytest.approx(1)


def test_an_interrupted_trial_is_tried_again_by_the_next_call_of_the_same_process(tmp_path: Path) -> None:
    tried: list[float] = []

    def interrupted(parameters: Mapping[str, Any], seed: int) -> float:
        tried.append(parameters["x"])
        if len(tried) == 2:
            raise KeyboardInterrupt
        return float(parameters["x"])

    space = {"parameters": {"x": {"low": 0, "high": 1, "points": 4}}}
    with pytest.raises(KeyboardInterrupt):
        tune(interrupted, space, out=tmp_path / "search", method="grid", compared=0)
    found = tune(interrupted, space, out=tmp_path / "search", method="grid", compared=0)
    assert found.trials["state"].to_list() == ["complete"] * 4
    assert tried.count(tried[1]) == 2


def test_a_torn_last_line_of_the_journal_is_cut_off(tmp_path: Path) -> None:
    space = {"parameters": {"x": {"low": 0, "high": 1}}}
    tune(lambda parameters, seed: float(parameters["x"]), space, out=tmp_path, method="random", trials=2, compared=0)
    with (tmp_path / "trials.log").open("a") as file:
        file.write('{"op_code": 4, "wor')
    found = tune(
        lambda parameters, seed: float(parameters["x"]), space, out=tmp_path, method="random", trials=3, compared=0
    )
    assert found.trials.height == 3


def test_another_winner_is_compared_anew(tmp_path: Path) -> None:
    space = {"parameters": {"x": {"low": 0, "high": 1, "default": 0.9}}}

    def distance(parameters: Mapping[str, Any], seed: int) -> float:
        return abs(float(parameters["x"]) - 0.3)

    for trials in (2, 25):
        found = tune(distance, space, out=tmp_path, method="random", trials=trials, compared=2)
    assert found.best is not None
    assert found.comparison["best"].to_list() == [found.value] * 2
