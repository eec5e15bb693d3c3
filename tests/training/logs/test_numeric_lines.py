"""Lines with numbers that no reader understood."""

from __future__ import annotations

from pathlib import Path

from dataaudit.training.logs.open_log import read_log


def unread(path: Path) -> list[tuple[int, float, str]]:
    notes = read_log(path)[0].notes.to_dicts()
    return [(one["count"], one["first"], one["text"]) for one in notes if one["kind"] == "unread"]


def test_it_is_told_how_many_lines_with_decimals_were_left_unread_and_which_is_the_first(tmp_path: Path) -> None:
    path = tmp_path / "train.log"
    lines = ["starting", "epoch 1 loss: 0.9"] + [f"<{n}> qqq 0.{n} zzz 1.{n}" for n in range(10, 19)]
    path.write_text("\n".join([*lines, "epoch 2 loss: 0.8"]) + "\n", encoding="utf-8")
    assert unread(path) == [(9, 3.0, "of 11 lines with decimal numbers; the first is line 3")]


def test_nothing_is_told_where_half_of_them_were_understood(tmp_path: Path) -> None:
    path = tmp_path / "train.log"
    lines = [line for n in range(5) for line in (f"epoch {n} loss: 0.{9 - n}", f"took <{n}> 3.1{n}")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert unread(path) == []


def test_lines_around_a_table_are_unread(tmp_path: Path) -> None:
    path = tmp_path / "train.log"
    table = ["step  train loss  val loss"] + [f"{n}  0.{90 - n}  0.{95 - n}" for n in range(1, 5)]
    other = [f"~ {n} ~ 1.{n} ~" for n in range(10, 20)]
    path.write_text("\n".join([*other, *table]) + "\n", encoding="utf-8")
    assert unread(path) == [(10, 1.0, "of 14 lines with decimal numbers; the first is line 1")]
