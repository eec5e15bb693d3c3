"""What is shown of a running training, on a terminal and on a page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from dataaudit.training.diagnosis import Diagnosis, diagnose
from dataaudit.training.watching.page import write_page
from dataaudit.training.watching.screen import screen
from dataaudit.training.watching.view import bounds, scaled, view


def read(folder: Path, text: str, name: str = "log.csv") -> Diagnosis:
    (folder / name).write_text(text, encoding="utf-8")
    return diagnose(folder / name)


def losses(values: list[float]) -> str:
    return "step,loss,lr\n" + "".join(f"{step},{value},0.1\n" for step, value in enumerate(values))


def on_terminal(made: Diagnosis, *, ended: bool = False, problem: str = "") -> str:
    console = Console(width=100, file=io.StringIO(), record=True)
    console.print(screen(view(made, "now", ended=ended, problem=problem), 100))
    return console.export_text()


def test_the_terminal_shows_curves_with_their_bounds_and_what_was_found(tmp_path: Path) -> None:
    made = read(tmp_path, losses([3 - step / 100 for step in range(150)] + [float("nan")] * 50))
    shown = on_terminal(made)
    assert "train loss" in shown
    assert re.search(r"\n│ +3 ⠉|│ +3 [⠁-⣿]", shown)
    assert "nan at step 199; 50 not finite" in shown
    assert re.search(r"error +non-finite-loss +train loss is NaN from step 150", shown)
    assert "train learning rate" in shown


def test_what_speaks_of_the_end_is_preliminary_while_the_training_runs(tmp_path: Path) -> None:
    made = read(tmp_path, losses([2.0 + 0.01 * (step % 3) for step in range(400)]))
    assert any(one.name == "not-decreasing" for one in made.findings)
    assert "so far: the training loss does not fall" in on_terminal(made)
    assert "so far" not in on_terminal(made, ended=True).partition("findings")[2].replace("assessed so far", "")


def test_of_several_runs_the_losses_are_shown_by_name(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        read(tmp_path, losses([3 - step / 100 for step in range(100)]), name)
    made = diagnose(tmp_path / "a.csv", tmp_path / "b.csv")
    assert [one.title for one in view(made, "now", ended=False).curves] == ["a.csv: train loss", "b.csv: train loss"]


def test_values_that_span_much_are_drawn_by_their_logarithms(tmp_path: Path) -> None:
    (curve, *_) = view(read(tmp_path, losses([1000.0, 10.0, 0.1])), "now", ended=False).curves
    assert curve.logarithmic
    assert scaled(curve) == pytest.approx([1.0, 0.5, 0.0])
    assert list(bounds(curve)) == ["1000", "0.1"]
    (even, *_) = view(read(tmp_path, losses([2.0, 2.0])), "now", ended=False).curves
    assert np.all(scaled(even) == 0.5)


def test_the_page_reloads_itself_until_nothing_more_comes_and_escapes_what_it_shows(tmp_path: Path) -> None:
    made = read(tmp_path, losses([3 - step / 100 for step in range(100)]), "<b>run</b>.csv".replace("/", "_"))
    seen = view(made, "now", ended=False, problem="<script>alert(1)</script>")
    write_page(tmp_path / "page.html", seen, 1.5)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "<script" not in page
    (path,) = re.findall(r'aria-label="train loss"><path d="M([^"]+)"', page)
    points = [tuple(map(float, point.split())) for point in path.split("L")]
    assert points[0] == (0.0, 2.0)
    assert points[-1] == (1000.0, 148.0)
    write_page(tmp_path / "page.html", seen, None)
    assert "refresh" not in (tmp_path / "page.html").read_text(encoding="utf-8")
