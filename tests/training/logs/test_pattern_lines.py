"""Logs of a format of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import points, written

from dataaudit.errors import ConfigurationError, InputError
from dataaudit.training.logs.open_log import read_log

OWN = "begin\nit 10 err 2.5 held 3.0\nit 20 err 2.25 held 2.75\nend\n"
PATTERN = r"it (?P<step>\d+) err (?P<loss>\S+) held (?P<val_loss>\S+)"


def test_named_groups_are_the_columns_of_every_line_that_matches(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, "own.log", OWN), pattern=PATTERN)[0]
    assert (log.format, log.unit) == ("lines by a pattern", "step")
    assert points(log, "train/loss") == [(10, 2.5), (20, 2.25)]
    assert points(log, "validation/loss") == [(10, 3.0), (20, 2.75)]


def test_a_pattern_may_be_kept_in_a_file(tmp_path: Path) -> None:
    kept = written(tmp_path, "pattern.txt", PATTERN + "\n")
    log = read_log(written(tmp_path, "own.log", OWN), pattern=f"@{kept}")[0]
    assert points(log, "train/loss") == [(10, 2.5), (20, 2.25)]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [("it (", "not a regular expression"), (r"it \d+", "no named group"), ("@missing.txt", "cannot be read")],
)
def test_what_is_no_pattern_is_one_sentence(tmp_path: Path, pattern: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        read_log(written(tmp_path, "own.log", OWN), pattern=pattern)


def test_a_pattern_that_no_line_matches_is_told_with_the_first_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no line matches --pattern; the first line is: begin"):
        read_log(written(tmp_path, "own.log", OWN), pattern=r"step (?P<step>\d+)")


def test_the_user_says_which_column_counts_steps(tmp_path: Path) -> None:
    path = written(tmp_path, "log.csv", "step,tokens,loss\n1,100,2.5\n2,250,2.25\n")
    assert points(read_log(path, step="tokens")[0], "train/loss") == [(100, 2.5), (250, 2.25)]
    with pytest.raises(InputError, match="no column 'token'"):
        read_log(path, step="token")
