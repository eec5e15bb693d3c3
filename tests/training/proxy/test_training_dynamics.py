from __future__ import annotations

import itertools
import statistics
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.proxy.training_dynamics import DYNAMICS, KINDS, row_dynamics, shares, with_excess

SIGHTS = {"row_id": pl.UInt64, "step": pl.Int64, "loss": pl.Float32, "margin": pl.Float32, "correct": pl.Boolean}
TARGETS = {"row_id": pl.UInt64, "targets": pl.Int64, "bytes": pl.Int64}
GRADIENTS = {"row_id": pl.UInt64, "gradient": pl.Float32}

Sight = dict[str, Any]


def told_of(sights: list[Sight], targets: dict[int, tuple[int, int]], gradients: list[tuple[int, float]]) -> Any:
    """Courses by row."""
    known = pl.DataFrame([(row, *two) for row, two in targets.items()], schema=TARGETS, orient="row")
    table = pl.DataFrame(gradients, schema=GRADIENTS, orient="row")
    made = row_dynamics(pl.DataFrame(sights, schema=SIGHTS).sort("row_id", "step"), known, table)
    assert made.schema == pl.Schema(DYNAMICS)
    return {row["row_id"]: row for row in made.to_dicts()}


def plain_excess(sights: list[Sight], targets: dict[int, tuple[int, int]], by_byte: bool) -> list[float]:
    """The same in plain Python, for sights in the order of their steps."""
    losses = [
        one["loss"] * targets[one["row_id"]][0] / max(targets[one["row_id"]][1], 1) if by_byte else one["loss"]
        for one in sights
    ]
    last = (len(sights) - 1) // 1024
    stretches = [place // 1024 for place in range(len(sights))]
    if last and stretches.count(last) < 512:
        stretches = [min(one, last - 1) for one in stretches]
    octaves = [max(targets[one["row_id"]][0], 1).bit_length() - 1 for one in sights]
    groups: dict[Any, list[float]] = {}
    for stretch, octave, loss in zip(stretches, octaves, losses, strict=True):
        groups.setdefault((stretch, octave), []).append(loss)
        groups.setdefault(stretch, []).append(loss)
    levels = {key: statistics.median(values) for key, values in groups.items()}
    widths = {
        key: max(statistics.median(abs(one - levels[key]) for one in values) * 1.4826, 1e-3)
        for key, values in groups.items()
    }
    found = []
    for stretch, octave, loss in zip(stretches, octaves, losses, strict=True):
        key = (stretch, octave) if len(groups[stretch, octave]) >= 64 else stretch
        found.append((loss - levels[key]) / widths[key])
    return found


def plain_courses(sights: list[Sight], targets: dict[int, tuple[int, int]]) -> dict[int, dict[str, Any]]:
    """Courses in plain Python."""
    labelled = any(one["margin"] is not None for one in sights)
    ordered = sorted(sights, key=lambda one: (one["step"], one["row_id"]))
    excesses = plain_excess(ordered, targets, by_byte=not labelled)
    by_row: dict[int, list[tuple[Sight, float]]] = {}
    for one, excess in zip(ordered, excesses, strict=True):
        by_row.setdefault(one["row_id"], []).append((one, excess))
    found = {}
    for row, own in by_row.items():
        losses, over = [one["loss"] for one, _ in own], [excess for _, excess in own]
        right = [one["correct"] for one, _ in own]
        count = len(own)
        told: dict[str, Any] = {
            "seen": count, "targets": targets[row][0], "first_loss": losses[0], "last_loss": losses[-1],
            "mean_loss": sum(losses) / count, "excess": sum(over) / count, "least_excess": min(over),
        }  # fmt: skip
        if labelled:
            told["margin"] = sum(one["margin"] for one, _ in own) / count
            told["correct"] = sum(right) / count
            told["forgotten"] = sum(a and not b for a, b in itertools.pairwise(right))
            wrong = [place for place, one in enumerate(right) if not one]
            told["learnt_at"] = (wrong[-1] + 1 if wrong else 0) if right[-1] else None
            hard = told["margin"] < 0 and told["correct"] <= 1 / 3
            at_once = told["learnt_at"] == 0 and losses[0] <= 0.105
        else:
            told |= {"margin": None, "correct": None, "learnt_at": None}
            told["forgotten"] = sum(b - a > 3 for a, b in itertools.pairwise(over))
            hard, at_once = told["excess"] >= 5 and told["least_excess"] >= 3, over[0] <= -5
        lost = told["forgotten"] >= 2 and told["forgotten"] * 4 >= count
        told["kind"] = (
            "hard" if count >= 3 and hard else "forgotten" if lost else "at_once" if at_once else "usual"
        )  # fmt: skip
        found[row] = told
    return found


def agree(sights: list[Sight], targets: dict[int, tuple[int, int]]) -> None:
    told, plain = told_of(sights, targets, []), plain_courses(sights, targets)
    assert set(told) == set(plain)
    for row, expected in plain.items():
        for name, value in expected.items():
            if isinstance(value, float):
                assert told[row][name] == pytest.approx(value, rel=1e-6, abs=1e-6), (row, name)
            else:
                assert told[row][name] == value, (row, name)


losses = st.floats(0, 8, width=16)


@given(
    st.integers(1, 6).flatmap(
        lambda epochs: st.lists(
            st.tuples(st.sampled_from([1, 2, 3, 40, 60]), st.integers(0, 90),
                      st.lists(losses, min_size=epochs, max_size=epochs)),
            min_size=1, max_size=40,
        )
    )
)  # fmt: skip
def test_courses_of_language_models_are_those_of_plain_python(rows: list[tuple[int, int, list[float]]]) -> None:
    sights = [
        {"row_id": row, "step": epoch * 100 + (row * 7 + epoch) % len(rows), "loss": loss, "margin": None,
         "correct": None}
        for row, (_, _, own) in enumerate(rows) for epoch, loss in enumerate(own)
    ]  # fmt: skip
    agree(sights, {row: (targets, size) for row, (targets, size, _) in enumerate(rows)})


@given(
    st.lists(
        st.lists(st.tuples(losses, st.floats(-4, 4, width=16), st.booleans()), min_size=1, max_size=9),
        min_size=1, max_size=20,
    )
)  # fmt: skip
def test_courses_of_classifiers_are_those_of_plain_python(rows: list[list[tuple[float, float, bool]]]) -> None:
    sights = [
        {"row_id": row, "step": epoch * 100 + row, "loss": loss, "margin": margin, "correct": correct}
        for row, own in enumerate(rows) for epoch, (loss, margin, correct) in enumerate(own)
    ]  # fmt: skip
    agree(sights, dict.fromkeys(range(len(rows)), (1, 10)))


@pytest.mark.parametrize("rows", [450, 512, 520, 700])
def test_courses_over_stretches_of_the_training_and_octaves_are_those_of_plain_python(rows: int) -> None:
    random = np.random.default_rng(rows)
    targets = {row: (int(size), int(size) * 3) for row, size in enumerate(random.choice([3, 9, 20, 40, 500], rows))}
    sights = [
        {"row_id": row, "step": epoch * rows + int(place), "loss": float(np.float32(random.gamma(4) / (epoch + 1))),
         "margin": None, "correct": None}
        for epoch in range(4) for row, place in enumerate(random.permutation(rows))
    ]  # fmt: skip
    agree(sights, targets)


def labelled(rows: dict[int, list[tuple[float, float, bool]]]) -> list[Sight]:
    return [
        {"row_id": row, "step": epoch * 10 + row, "loss": loss, "margin": margin, "correct": correct}
        for row, own in rows.items() for epoch, (loss, margin, correct) in enumerate(own)
    ]  # fmt: skip


def test_kinds_of_hand_made_courses_of_a_classifier() -> None:
    right, wrong, sure = (0.5, 1.0, True), (2.0, -1.5, False), (0.05, 3.0, True)
    rows = {
        1: [wrong] * 6,
        2: [wrong] * 4 + [right] * 2,
        3: [wrong, right, wrong, right, wrong, right],
        4: [sure] * 6,
        5: [right] * 6,
        6: [wrong] * 2,
        7: [wrong, wrong, right, right, right, right],
        8: [right, wrong, *[right] * 4],
    }
    told = told_of(labelled(rows), dict.fromkeys(rows, (1, 9)), [(1, 0.5), (1, 1.0), (2, 0.25)])
    assert {row: one["kind"] for row, one in told.items()} == {
        1: "hard", 2: "hard", 3: "forgotten", 4: "at_once", 5: "usual", 6: "usual", 7: "usual", 8: "usual",
    }  # fmt: skip
    assert {row: one["learnt_at"] for row, one in told.items()} == {
        1: None, 2: 4, 3: 5, 4: 0, 5: 0, 6: None, 7: 2, 8: 2,
    }  # fmt: skip
    assert {row: one["forgotten"] for row, one in told.items()} == {1: 0, 2: 0, 3: 2, 4: 0, 5: 0, 6: 0, 7: 0, 8: 1}
    assert [told[row]["gradient"] for row in (1, 2, 3)] == [0.75, 0.25, None]
    assert told[1]["first_loss"] == told[1]["mean_loss"] == told[1]["last_loss"] == 2.0


def falling(rows: int, epochs: int, seed: int) -> np.ndarray[Any, Any]:
    """(epochs, rows) losses that fall, with noise."""
    random = np.random.default_rng(seed)
    return (4.0 - 0.5 * np.arange(epochs))[:, None] + random.normal(0, 0.2, (epochs, rows))


def as_sights(table: np.ndarray[Any, Any]) -> list[Sight]:
    epochs, rows = table.shape
    return [
        {"row_id": row, "step": epoch * rows + row, "loss": float(table[epoch, row]), "margin": None, "correct": None}
        for epoch in range(epochs) for row in range(rows)
    ]  # fmt: skip


def test_planted_hard_rows_are_found_and_no_others() -> None:
    table = falling(1024, 5, 0)
    planted = [3, 77, 400, 1000]
    table[:, planted] += 4.0
    table[:, 50] -= 4.0
    table[2:, 60] += 4.0
    told = told_of(as_sights(table), dict.fromkeys(range(1024), (20, 100)), [])
    assert [row for row, one in told.items() if one["kind"] == "hard"] == planted
    assert [row for row, one in told.items() if one["kind"] == "at_once"] == [50]
    assert told[60]["kind"] == "usual"


@pytest.mark.parametrize("rows", [40, 300, 1500])
def test_in_homogeneous_data_nothing_is_hard(rows: int) -> None:
    told = told_of(as_sights(falling(rows, 6, rows)), dict.fromkeys(range(rows), (20, 100)), [])
    assert {"hard", "at_once"}.isdisjoint(one["kind"] for one in told.values())
    assert abs(statistics.mean(one["excess"] for one in told.values())) < 0.2


def test_where_all_rows_have_the_same_loss_none_is_hard() -> None:
    told = told_of(as_sights(np.full((5, 100), 2.0)), dict.fromkeys(range(100), (20, 100)), [])
    assert {(one["kind"], one["excess"]) for one in told.values()} == {("usual", 0.0)}


def test_short_rows_are_compared_with_short_ones() -> None:
    table = falling(1024, 4, 1)
    short = np.arange(1024) % 8 == 0
    table[:, short] += 6.0
    targets = {row: (2, 10) if short[row] else (100, 500) for row in range(1024)}
    told = told_of(as_sights(table), targets, [])
    assert "hard" not in {one["kind"] for one in told.values()}
    assert abs(statistics.mean(told[row]["excess"] for row in range(0, 1024, 8))) < 0.2


def test_losses_of_language_models_are_compared_by_byte() -> None:
    table = falling(1024, 4, 2)
    # As many tokens, each of them easier: random characters are not learnt at once.
    table[:, 7] /= 4
    told = told_of(as_sights(table), {row: (80, 80 if row == 7 else 400) for row in range(1024)}, [])
    assert told[7]["kind"] == "usual"
    assert told[7]["excess"] > 0


def test_excess_keeps_the_columns_and_the_sights() -> None:
    frame = pl.DataFrame(as_sights(falling(100, 3, 3)), schema=SIGHTS).with_columns(targets=pl.lit(5))
    told = with_excess(frame)
    assert told.columns == [*frame.columns, "excess"]
    assert told.drop("excess").sort("step").equals(frame.sort("step"))


def test_no_sights_are_no_courses() -> None:
    assert told_of([], {}, []) == {}
    assert shares(pl.DataFrame(schema=DYNAMICS)) == dict.fromkeys(KINDS, 0.0)
