"""Logs inside other files, records over several lines, and tables whose columns only their places tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log

LOSSES = [2.0 - 0.05 * place for place in range(12)]


def points(path: Path, split: str = "train", metric: str = "loss") -> list[tuple[float, float]]:
    (log,) = read_log(path)
    own = log.curves.filter(split=split, metric=metric, superseded=False).sort("step")
    return [(step, round(value, 4)) for step, value in own.select("step", "value").rows()]


def right(first: int = 0, every: int = 1) -> list[tuple[float, float]]:
    return [(float(first + every * place), round(loss, 4)) for place, loss in enumerate(LOSSES)]


def printed(place: int, loss: float) -> str:
    return f"{{'accuracy': 0.{place + 10},\n 'learning_rate': 0.001,\n 'loss': {loss:.4f},\n 'step': {place}}}"


def julia(place: int, loss: float) -> str:
    return f"┌ Info: epoch done\n│   epoch = {place}\n│   train_loss = {loss:.4f}f0\n│   η = 7.29f-4\n└   seconds = 3.9"


FORMS = {
    "dictionaries over several lines": "\n".join(printed(*one) for one in enumerate(LOSSES)),
    "blocks of Julia": "\n".join(julia(*one) for one in enumerate(LOSSES)),
    "a bar with units": "\n".join(
        f"Progress on:train {place:.1f}it/12.0it rate:3.4it/s postfix:loss={loss:.4f}"
        for place, loss in enumerate(LOSSES)
    ),
    "a number before its place": "\n".join(f"Loss at step {place} is {loss:.4f}" for place, loss in enumerate(LOSSES)),
    "a header that is a comment": "# step  rmse_val  rmse_trn  lr\n"
    + "\n".join(f"{place}  9.5e+00  {loss:.4e}  1.0e-03" for place, loss in enumerate(LOSSES)),
    "columns by their places": "  Iteration  TrainingLoss  ValidationLoss\n  _________  ____________  ______________\n"
    + "\n".join(
        f"{place:>11}{loss:>14.4f}{'' if place % 3 else '           9.5000':>16}" for place, loss in enumerate(LOSSES)
    ),
    "an MLflow metric alone": "\n".join(
        f"17578369910{place:02} {loss:.4f} {place}" for place, loss in enumerate(LOSSES)
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_read_whole(form: str, tmp_path: Path) -> None:
    path = tmp_path / ("train_loss" if "MLflow" in form else "run.log")
    path.write_text(FORMS[form] + "\n", encoding="utf-8")
    assert points(path) == right()
    if "places" in form:
        assert points(path, "validation") == [(float(place), 9.5) for place in range(0, 12, 3)]
    if "comment" in form:
        assert points(path, "validation") == [(float(place), 9.5) for place in range(12)]
        assert points(path, metric="learning_rate")[0] == (0.0, 0.001)


def cells(*outputs: dict[str, Any]) -> dict[str, Any]:
    return {"nbformat": 4, "cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": list(outputs)}]}


ROWS = "".join(f"<tr><td>{place}</td><td>{loss:.4f}</td></tr>" for place, loss in enumerate(LOSSES))
DOCUMENTS: dict[str, Any] = {
    "a notebook's table": cells(
        {"output_type": "stream", "text": ["Num examples = 9,213\n"]},
        {"data": {"text/html": [f"<table><tr><th>Step</th><th>Training Loss</th></tr>{ROWS}</table>"]}},
    ),
    "a notebook's lines": cells({"text": [f"step {place} loss {loss:.4f}\n" for place, loss in enumerate(LOSSES)]}),
    "lines of a log service": {
        "events": [{"timestamp": 17, "message": f"step {place} loss {loss:.4f}"} for place, loss in enumerate(LOSSES)]
    },
    "records deep inside": {
        "name": "model", "task": {"snapshots": [{"step": step, "meanLoss": loss} for step, loss in enumerate(LOSSES)]},
    },
    "series of steps and values": {"training.loss": {"steps": list(range(12)), "values": LOSSES}},
}  # fmt: skip


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_document_gives_what_it_holds_of_a_training(form: str, tmp_path: Path) -> None:
    path = tmp_path / "held.json"
    path.write_text(json.dumps(DOCUMENTS[form], indent=2), encoding="utf-8")
    assert points(path) == right()


def test_a_table_of_sides_gives_each_side_its_metrics_where_the_line_before_says(tmp_path: Path) -> None:
    boxes = [
        f"Running evaluation for step: {place}, epoch: 1\n│ │ train │ validation │\n├───┼───┤\n"
        f"│ accuracy │ 0.5{place} │ 0.4{place} │\n├───┼───┤\n│ loss │ {loss:.4f} │ {9.5 - place} │\n"
        for place, loss in enumerate(LOSSES)
    ]
    path = tmp_path / "run.log"
    path.write_text("".join(boxes), encoding="utf-8")
    assert points(path) == right()
    assert points(path, "validation") == [(float(place), 9.5 - place) for place in range(12)]


def test_an_evaluation_that_every_later_line_prints_again_is_one_point(tmp_path: Path) -> None:
    lines = [
        f"global_step: {place} | reduced_train_loss: {loss:.4f} | val_loss: {9.5123 if place < 6 else 8.5123}"
        for place, loss in enumerate(LOSSES)
    ]
    path = tmp_path / "run.log"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert points(path, "validation") == [(0.0, 9.5123), (6.0, 8.5123)]
    assert points(path) == right()


def test_a_validation_loss_that_stays_is_a_point_each_time(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "epoch,loss,val_loss\n" + "".join(f"{n},{v},0.6931\n" for n, v in enumerate(LOSSES)), encoding="utf-8"
    )
    assert len(points(path, "validation")) == 12


@pytest.mark.parametrize(
    "held",
    [
        [{"message": "start"}, *({"message": "step", "step": step, "loss": loss} for step, loss in enumerate(LOSSES))],
        {
            "samples": [{"text": "a"}, {"text": "b"}],
            "log_history": [{"step": s, "loss": v} for s, v in enumerate(LOSSES)],
        },
    ],
)
def test_messages_beside_metrics_do_not_hide_them(held: Any, tmp_path: Path) -> None:
    (tmp_path / "held.json").write_text(json.dumps(held), encoding="utf-8")
    assert points(tmp_path / "held.json") == right()


@pytest.mark.parametrize(
    "text",
    [
        "Epoch Loss Acc\n----- ---- ---\n" + "".join(f"{n} {v:.4f} 0.5\n" for n, v in enumerate(LOSSES)),
        "step  loss   lr\n----  ----   --\n" + "".join(f"{n}  {v:.6f}  0.001000\n" for n, v in enumerate(LOSSES)),
        "#  loss  val_loss\n" + "".join(f"{n}  {v:.4f}{'' if n % 5 else '  9.5'}\n" for n, v in enumerate(LOSSES)),
    ],
)
def test_narrow_rules_and_last_cells_that_are_absent_move_no_column(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text(text, encoding="utf-8")
    assert points(tmp_path / "run.txt") == right()


def test_validation_losses_of_two_places_are_not_taken_for_repeats(tmp_path: Path) -> None:
    rows = [f"{n},{v:.4f},{0.69 if n < 6 else 0.70:.2f}\n" for n, v in enumerate(LOSSES)]
    (tmp_path / "log.csv").write_text("epoch,loss,val_loss\n" + "".join(rows), encoding="utf-8")
    assert len(points(tmp_path / "log.csv", "validation")) == 12


def test_a_long_word_takes_no_time_and_odd_units_no_crash(tmp_path: Path) -> None:
    lines = [f"step {n} loss {v:.4f} at step {'x' * 7000}" for n, v in enumerate(LOSSES)]
    (tmp_path / "run.log").write_text("\n".join([*lines, "it 1.2.3it/4it loss"]), encoding="utf-8")
    assert points(tmp_path / "run.log") == right()


def test_a_notebook_that_printed_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(json.dumps(cells({"text": ["\ud83d"]}), indent=1), encoding="utf-8")
    with pytest.raises(InputError, match="unrecognised log format"):
        read_log(tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").write_text(json.dumps(cells(), indent=1), encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.ipynb: nothing was printed in it"):
        read_log(tmp_path / "b.ipynb")


@pytest.mark.parametrize("first", [0, 1])
def test_a_fraction_of_an_epoch_beside_a_bar_of_steps_is_that_step(first: int, tmp_path: Path) -> None:
    """The bar stands before its record or behind it; evaluations have bars of their own."""
    lines = []
    for place, loss in enumerate(LOSSES, start=1):
        bar = f" {place * 8}%|█ | {place * 10}/120 [00:21<01:45,  4.76it/s]"
        record = f"{{'loss': {loss:.4f}, 'epoch': {place / 4:.2f}}}"
        lines += [bar, record] if first else [record, bar]
        if place % 4 == 0:
            lines += [" 50%|█ | 3/6 [00:01<00:01,  4.76it/s]", f"{{'eval_loss': 9.5, 'epoch': {place / 4:.1f}}}"]
    (tmp_path / "run.log").write_text("\n".join(lines), encoding="utf-8")
    assert points(tmp_path / "run.log") == right(10, 10)
    assert points(tmp_path / "run.log", "validation") == [(40.0, 9.5), (80.0, 9.5), (120.0, 9.5)]


def test_steps_that_begin_again_with_each_epoch_are_counted_on_beside_evaluations_that_count_their_own(
    tmp_path: Path,
) -> None:
    lines = []
    for place, loss in enumerate(LOSSES):
        lines.append(f"[Train - Epoch {place // 4 + 1} - Iteration {place % 4}] Loss {loss:.4f} | Accuracy 50.0 %")
        if place % 4 == 3:
            lines.append(f"[Valid - Epoch {place // 4 + 1} - Iteration 0] Loss 9.5 | Accuracy 40.0 %")
    (tmp_path / "run.log").write_text("\n".join(lines), encoding="utf-8")
    assert points(tmp_path / "run.log") == right()
    assert len(points(tmp_path / "run.log", "validation")) == 3


def test_bars_that_are_full_before_they_begin_again_are_epochs(tmp_path: Path) -> None:
    rows = [
        f"{n // 4 + 1}|{n % 4 + 1}|Loss: {v:.4f}: 5%|▌ | {n % 4 + 1}/4 [00:21<06:21,  3.10s/it]"
        for n, v in enumerate(LOSSES)
    ]
    (tmp_path / "run.log").write_text("epochs: 3\n" + "\n".join(rows), encoding="utf-8")
    assert points(tmp_path / "run.log") == right(1)


def test_info_is_not_infinite_and_a_share_of_packets_not_a_loss(tmp_path: Path) -> None:
    rows = [f"INFO Epoch {n} TRAIN info lr 0.1\nEpoch {n} loss {v:.4f}" for n, v in enumerate(LOSSES)]
    (tmp_path / "run.log").write_text("\n".join(rows), encoding="utf-8")
    (log,) = read_log(tmp_path / "run.log")
    assert log.curves.filter(log.curves["metric"].str.contains("loss"))["value"].is_finite().all()
    (tmp_path / "net.log").write_text("\n".join(f"probe={n} loss=2.5% rtt=7.1" for n in range(20)), encoding="utf-8")
    with pytest.raises(InputError):
        read_log(tmp_path / "net.log")


def test_of_a_row_with_absent_cells_their_places_tell_which(tmp_path: Path) -> None:
    rows = [f"{n:>6}{v:>8.4f}{'' if n % 5 else '9.5':>10}{0.001:>10.5f}" for n, v in enumerate(LOSSES)]
    (tmp_path / "run.txt").write_text("\n".join(["  step    loss  val_loss        lr", *rows]), encoding="utf-8")
    assert points(tmp_path / "run.txt") == right()
    assert points(tmp_path / "run.txt", "validation") == [(0.0, 9.5), (5.0, 9.5), (10.0, 9.5)]
    assert len(points(tmp_path / "run.txt", metric="learning_rate")) == 12
