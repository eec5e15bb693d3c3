"""What finished runs say about larger ones, and what they do not say."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from changed_corpus import Runs

from dataaudit.errors import InputError
from dataaudit.results.forecast import TAKEN_OVER, Measured, forecast, measured


def run(rows: int, power: float = 1.0) -> Measured:
    seconds = {"read": 2 + rows / 1000, "minhash": rows / 5000, "labels": (rows / 10_000) ** power}
    return Measured(rows=rows, seconds=seconds, memory={"read": 10**9 + 1000 * rows}, disk=300 * rows)


def test_lines_are_followed_and_their_start_is_not_multiplied() -> None:
    told = forecast([run(20_000), run(10_000), run(40_000)], 1_000_000)
    assert {one.name: round(one.seconds, 6) for one in told.stages} == {"read": 1002, "minhash": 200, "labels": 100}
    assert (told.each, told.rest, told.times) == (pytest.approx(1002), pytest.approx(300), 25)
    assert told.memory == pytest.approx(2e9)
    assert told.disk == pytest.approx(3e8)
    assert told.error == pytest.approx(0, abs=1e-9)


def test_shards_share_the_reading_and_joining_them_takes_a_share_of_it() -> None:
    told = forecast([run(10_000), run(20_000)], 1_000_000, jobs=50, memory=10**9 + 10**8)
    assert told.each == pytest.approx(1002 / 50)
    assert told.rest == pytest.approx(300 + TAKEN_OVER * 1002)
    assert told.most_rows == pytest.approx(100_000)
    assert told.error is None


def test_what_grows_faster_than_its_rows_is_followed_by_its_power() -> None:
    told = forecast([run(10_000, 1.5), run(20_000, 1.5), run(80_000, 1.5)], 800_000)
    labels = next(one for one in told.stages if one.name == "labels")
    assert labels.power == pytest.approx(1.5)
    assert labels.seconds == pytest.approx(80**1.5)
    assert told.error is not None
    assert math.isfinite(told.error)


def test_from_one_run_memory_and_error_are_not_known() -> None:
    told = forecast([run(10_000)], 20_000, memory=10**9)
    assert (told.memory, told.most_rows, told.error) == (None, None, None)
    assert told.each == pytest.approx(24)


def test_a_run_is_measured_and_one_that_took_rows_over_is_not(runs: Runs) -> None:
    told = measured(runs.new)
    assert told.rows == runs.new.row_counts["read"]
    assert told.seconds["read"] > 0
    runs.new.manifest.stages[0].setdefault("facts", {})["rows_taken_over"] = 5
    try:
        with pytest.raises(InputError, match="was resumed, joined or made from an earlier run"):
            measured(runs.new)
    finally:
        del runs.new.manifest.stages[0]["facts"]["rows_taken_over"]


def test_the_command_says_what_it_does_not_know(runs: Runs, call: Callable[..., Any], tmp_path: Path) -> None:
    code, out, _ = call("plan", runs.new.path, "--rows", "2e9", "--jobs", "64", "--memory", "64GiB")
    assert code == 0
    for said in (
        "2,000,000,000 rows, ", "for each of 64 shards", "merge: ",
        "memory: not assessed, because the runs have one size",
        "how well this holds is not known", "take this for an order of magnitude",
    ):  # fmt: skip
        assert said in out
    for words, says in (
        (["--rows", "many"], "--rows many: expected a number of rows"),
        (["--rows", "0"], "expected numbers from 1"),
        (["--rows", "10", "--memory", "much"], "--memory much: expected a size, as 64GiB"),
    ):
        code, _, error = call("plan", runs.new.path, *words)
        assert (code, says in error) == (2, True)
    code, _, error = call("plan", tmp_path / "absent", "--rows", "10")
    assert (code, "no such folder" in error) == (2, True)
