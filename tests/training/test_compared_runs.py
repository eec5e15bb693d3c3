"""Runs beside each other."""

from __future__ import annotations

import math
import random
import statistics
from pathlib import Path

import pytest

from dataaudit.training.compared_runs import bands, compared_runs, group_of
from dataaudit.training.diagnosis import diagnose


def written(folder: Path, name: str, end: float, *, broken: bool = False, held: bool = True) -> Path:
    noise = random.Random(name)
    lines = ["step,loss" + ",val_loss" * held]
    for step in range(1, 101):
        loss = end + (2.3 - end) * math.exp(-step / 15) + noise.gauss(0, 0.005)
        lines.append(f"{step},{'nan' if broken and step > 60 else f'{loss:.4f}'}" + f",{loss + 0.05:.4f}" * held)
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_lowest_validation_loss_comes_first_and_a_failed_run_last(tmp_path: Path) -> None:
    made = diagnose(
        written(tmp_path, "a.csv", 0.9), written(tmp_path, "b.csv", 0.2, broken=True), written(tmp_path, "c.csv", 0.4)
    )
    table = made.compared
    assert table["run"].to_list() == ["c.csv", "a.csv", "b.csv"]
    assert table["failed"].to_list() == [False, False, True]
    assert "non-finite-loss" in table["findings"][2]
    assert table["validation_lowest"][0] == pytest.approx(0.45, abs=0.03)
    assert table["lowest_step"][0] > 60


def test_without_validation_the_last_training_loss_decides(tmp_path: Path) -> None:
    made = diagnose(written(tmp_path, "a.csv", 0.9, held=False), written(tmp_path, "c.csv", 0.4, held=False))
    assert made.compared["run"].to_list() == ["c.csv", "a.csv"]
    assert made.compared["validation_lowest"].to_list() == [None, None]


def test_runs_that_differ_in_their_seed_are_a_band_with_the_deviation_of_a_sample(tmp_path: Path) -> None:
    ends = {"lr1_seed1.csv": 0.5, "lr1_seed2.csv": 0.6, "lr1_seed3.csv": 0.7, "lr3_seed1.csv": 0.4}
    made = diagnose(*(written(tmp_path, name, end) for name, end in ends.items()))
    runs = made.compared
    band = bands(runs).to_dicts()
    assert [(one["group"], one["runs"], one["metric"]) for one in band] == [
        ("lr1_seed*.csv", 3, "train_last"), ("lr1_seed*.csv", 3, "validation_lowest"),
    ]  # fmt: skip
    lasts = [one["train_last"] for one in runs.to_dicts() if one["group"] == "lr1_seed*.csv"]
    assert band[0]["mean"] == pytest.approx(statistics.mean(lasts))
    assert band[0]["deviation"] == pytest.approx(statistics.stdev(lasts))
    assert (band[0]["lowest"], band[0]["highest"]) == (min(lasts), max(lasts))


def test_no_runs_make_empty_tables() -> None:
    table = compared_runs({}, [])
    assert table.height == bands(table).height == 0


@pytest.mark.parametrize(
    ("name", "group"),
    [("seed-12", "seed-*"), ("run_fold3.log", "run_fold*.log"), ("reseeded3", "reseeded3"), ("gpt_rep 2", "gpt_rep *")],
)
def test_only_the_number_of_a_seed_is_left_out(name: str, group: str) -> None:
    assert group_of(name) == group


def test_the_page_shows_the_runs_in_order_and_the_spread_of_seeds(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"x_seed{number}.csv", 0.3 + number / 10) for number in (3, 1, 2)]
    made = diagnose(*paths, out=tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    section = page[page.index('id="comparison"') : page.index('id="curves"')]
    places = [section.index(f"x_seed{number}.csv") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert "Runs that differ in their seed" in section
    assert "x_seed*.csv" in section
    assert made.path is not None
