from __future__ import annotations

import math
import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from training.logs.shown import gave_way, notes, points

from dataaudit.training.logs.run_log import CURVES, NOTES, RawRun, RunLog
from dataaudit.training.logs.series import build, split_runs


def run(steps: list[float | None] | None, **columns: list[float | None]) -> RawRun:
    told = columns if steps is None else {"step": steps, **columns}
    frame = pl.DataFrame(told, schema=dict.fromkeys(told, pl.Float64))
    return RawRun(name="run", frame=frame, step=None if steps is None else "step")


def built(steps: list[float | None] | None, **columns: list[float | None]) -> RunLog:
    return build(run(steps, **columns), "table")


def falling(steps: list[int]) -> RunLog:
    """A log whose value is the place of its record."""
    return built([float(step) for step in steps], loss=[float(place) for place in range(len(steps))])


def test_curves_and_notes_have_their_columns_whatever_there_is() -> None:
    for log in (built([1.0, 2.0], loss=[2.5, 2.0]), built([1.0], speed=[3.0]), built([2.0, 1.0, 1.0], loss=[1.0] * 3)):
        assert dict(log.curves.schema) == CURVES
        assert dict(log.notes.schema) == NOTES


def test_steps_in_order_make_no_note() -> None:
    log = falling(list(range(0, 200, 10)))
    assert (notes(log), gave_way(log, "train/loss")) == ([], [])


def test_a_point_keeps_the_place_of_its_record() -> None:
    log = built([1.0, 2.0, 3.0], loss=[2.5, None, 2.0], val_loss=[None, 2.75, None])
    assert log.curves.select("metric", "column", "step", "place").rows() == [
        ("loss", "loss", 1.0, 0),
        ("loss", "loss", 3.0, 2),
        ("loss", "val_loss", 2.0, 1),
    ]


def test_a_resumed_run_gives_way_from_the_step_it_went_back_to() -> None:
    log = falling([*range(1, 21), *range(11, 31)])
    assert notes(log) == [("resumed", 1, 11.0)]
    assert gave_way(log, "train/loss") == [(step, step - 1) for step in range(11, 21)]
    assert points(log, "train/loss") == [(step, step - 1 if step < 11 else step + 9) for step in range(1, 31)]


def test_a_run_resumed_at_a_step_between_two_points_gives_way_too() -> None:
    log = falling([10, 20, 30, 40, 50, 35, 45, 55, 65, 75])
    assert notes(log) == [("resumed", 1, 35.0)]
    assert [step for step, _ in points(log, "train/loss")] == [10, 20, 30, 35, 45, 55, 65, 75]
    assert gave_way(log, "train/loss") == [(40, 3), (50, 4)]


def test_a_run_resumed_twice_keeps_the_last_attempt() -> None:
    log = falling([*range(1, 13), *range(8, 15), *range(10, 21)])
    assert notes(log) == [("resumed", 2, 8.0)]
    kept = points(log, "train/loss")
    assert [step for step, _ in kept] == list(range(1, 21))
    assert kept[7:11] == [(8, 12), (9, 13), (10, 19), (11, 20)]


def test_a_run_started_anew_gives_way_as_a_whole() -> None:
    log = falling([*range(12), *range(12)])
    assert notes(log) == [("resumed", 1, 0.0)]
    assert points(log, "train/loss") == [(step, step + 12) for step in range(12)]


def test_a_column_without_points_in_the_second_attempt_gives_way_with_its_records() -> None:
    steps = [*map(float, range(1, 11)), *map(float, range(6, 13))]
    log = built(steps, loss=[1.0] * 17, val_loss=[2.0 if place == 7 else None for place in range(17)])
    assert (points(log, "validation/loss"), gave_way(log, "validation/loss")) == ([], [(8, 2)])
    assert notes(log) == [("resumed", 1, 6.0)]


def test_a_column_that_is_logged_rarely_gives_way_where_its_own_steps_only_rise() -> None:
    steps = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    values = [None, 1.0, None, 2.0, None, None, None, None, None, 3.0, None]
    log = built(steps, loss=[1.0] * 11, val_loss=values)
    assert points(log, "validation/loss") == [(2, 1), (6, 3)]
    assert gave_way(log, "validation/loss") == [(4, 2)]


@given(st.integers(1, 6), st.integers(2, 8), st.integers(0, 5), st.integers(1, 50))
def test_steps_that_begin_anew_with_every_epoch_go_on(epochs: int, each: int, start: int, distance: int) -> None:
    told = [(float(epoch), float(start + distance * place)) for epoch in range(epochs) for place in range(each)]
    values: list[float | None] = [float(place) for place in range(len(told))]
    log = built([step for _, step in told], loss=values, epoch=[epoch for epoch, _ in told])
    assert points(log, "train/loss") == [(start + distance * place, place) for place in range(len(told))]
    assert notes(log) == []


def test_what_went_wrong_before_a_run_was_resumed_is_still_in_the_table() -> None:
    log = built([*map(float, range(10)), *map(float, range(5, 10))], loss=[1.0] * 9 + [math.nan] + [1.0] * 5)
    assert gave_way(log, "train/loss")[-1] == (9, "nan")
    assert log.curves.height == 15


def test_a_step_logged_more_than_once_keeps_its_last_value() -> None:
    log = falling([1, 2, 2, 2, 3, 4, 4])
    assert notes(log) == [("repeated", 3, 2.0)]
    assert points(log, "train/loss") == [(1, 0), (2, 3), (3, 4), (4, 6)]
    assert gave_way(log, "train/loss") == [(2, 1), (2, 2), (4, 5)]


def test_steps_in_no_order_are_sorted_and_nothing_gives_way() -> None:
    steps = list(range(40))
    random.Random(5).shuffle(steps)
    log = falling(steps)
    assert [kind for kind, *_ in notes(log)] == ["unordered"]
    assert points(log, "train/loss") == [(step, steps.index(step)) for step in range(40)]


def test_a_long_log_from_the_last_step_to_the_first_is_sorted() -> None:
    log = falling(list(range(29, -1, -1)))
    assert notes(log) == [("unordered", 29, 28.0)]
    assert points(log, "train/loss") == [(step, 29 - step) for step in range(30)]


def test_a_gap_is_told_with_where_it_begins() -> None:
    log = falling([*range(1, 21), 100, 101, 300, 301])
    assert notes(log) == [("gap", 2, 20.0)]
    assert log.notes["text"].to_list() == ["no point between 101 and 300"]
    assert len(points(log, "train/loss")) == 24


def test_a_pause_of_a_few_distances_is_no_gap() -> None:
    assert notes(falling([*range(1, 21), 30, 31])) == []


def test_few_points_have_no_gap() -> None:
    assert notes(falling([1, 2, 3, 4, 500])) == []


def test_one_note_of_a_kind_is_enough_for_a_record_of_several_columns() -> None:
    steps = [*map(float, range(10)), *map(float, range(6, 12))]
    log = built(steps, loss=[1.0] * 16, val_loss=[1.0] * 16, lr=[0.1] * 16)
    assert notes(log) == [("resumed", 1, 6.0)]


def test_a_record_without_a_step_belongs_to_the_step_before() -> None:
    log = built([5.0, None, 10.0, None], loss=[2.5, None, 2.0, None], val_loss=[None, 2.75, None, 2.25])
    assert points(log, "validation/loss") == [(5, 2.75), (10, 2.25)]
    assert notes(log) == []


def test_records_are_counted_where_there_is_no_step() -> None:
    log = built(None, loss=[2.5, None, 2.0])
    assert (log.unit, points(log, "train/loss")) == ("row", [(1, 2.5), (3, 2.0)])


def test_values_that_are_not_finite_are_points() -> None:
    log = built([1.0, 2.0, 3.0, 4.0], loss=[math.nan, math.inf, -math.inf, None])
    assert points(log, "train/loss") == [(1, "nan"), (2, "inf"), (3, "-inf")]


def test_a_column_without_values_is_neither_used_nor_unused() -> None:
    log = built([1.0], loss=[2.5], val_loss=[None], speed=[None])
    assert (log.columns, log.unused) == ({"loss": "train/loss"}, ())


def test_a_second_column_of_the_training_loss_is_a_part_and_an_epochs_mean_unused() -> None:
    log = built([1.0], loss=[2.5], train_loss=[2.0], loss_epoch=[2.25])
    assert log.columns == {"loss": "train/loss", "train_loss": "train/other_loss:train_loss"}
    assert log.unused == ("loss_epoch",)


def test_a_role_that_the_format_tells_goes_before_a_name() -> None:
    raw = run([1.0], loss=[2.5], value=[2.0])
    log = build(
        RawRun(name="run", frame=raw.frame, step="step", roles={"value": ("train", "loss")}),
        "table",
    )
    assert (points(log, "train/loss"), log.unused) == ([(1, 2.0)], ("loss",))


def test_lines_that_could_not_be_read_are_told() -> None:
    raw = RawRun(name="run", frame=run([1.0], loss=[2.5]).frame, step="step", unreadable=(3, 17))
    assert notes(build(raw, "table")) == [("unreadable", 3, 17.0)]


def test_no_records_are_no_curves() -> None:
    log = built([])
    assert (log.curves.height, log.columns, notes(log)) == (0, {}, [])


@given(st.lists(st.integers(0, 30), max_size=60))
def test_every_record_is_in_the_table_and_steps_that_stay_rise(steps: list[int]) -> None:
    log = falling(steps)
    assert sorted(log.curves["place"].to_list()) == list(range(len(steps)))
    assert [steps[place] for place in log.curves["place"].to_list()] == log.curves["step"].to_list()
    kept = [step for step, _ in points(log, "train/loss")]
    assert kept == sorted(set(kept))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_a_step_that_stays_has_the_last_value_logged_for_it(steps: list[int]) -> None:
    last = {step: float(place) for place, step in enumerate(steps)}
    kept = points(falling(steps), "train/loss")
    assert all(last[int(step)] == value for step, value in kept)
    # The last record is never the one that gives way.
    assert (float(steps[-1]), float(len(steps) - 1)) in kept


@given(st.lists(st.integers(-1000, 1000), max_size=60, unique=True))
def test_steps_that_rise_are_taken_as_they_are(steps: list[int]) -> None:
    log = falling(sorted(steps))
    assert not log.curves["superseded"].any()
    assert {kind for kind, *_ in notes(log)} <= {"gap"}


def test_runs_are_split_in_the_order_of_their_first_records() -> None:
    frame = pl.DataFrame({"who": ["b", "a", "b", "a"], "step": [1.0, 1.0, 2.0, 2.0], "loss": [1.0, 2.0, 3.0, 4.0]})
    raw = RawRun(name="x", frame=frame, step="step", unit="epoch", roles={"loss": ("train", "loss")})
    runs = list(split_runs(raw, "who"))
    assert [(one.name, one.unit, one.roles) for one in runs] == [
        ("x:b", "epoch", {"loss": ("train", "loss")}),
        ("x:a", "epoch", {"loss": ("train", "loss")}),
    ]
    assert [one.frame["loss"].to_list() for one in runs] == [[1.0, 3.0], [2.0, 4.0]]
    assert list(split_runs(raw, None)) == [raw]
