"""Words of a user's own logs: read as what the user says they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.logs.shown import points, written

from dataaudit.errors import ConfigurationError, InputError
from dataaudit.training.logs.open_log import read_log

LINES = "".join(f"Runde {n}: Zielwert 0.{9 - n}, Pruefung-Zielwert 1.{9 - n}\n" for n in range(1, 6))
WORDS = {"zielwert": "loss", "runde": "epoch", "pruefung-zielwert": "validation loss"}


def test_words_are_read_as_what_they_mean(tmp_path: Path) -> None:
    path = written(tmp_path, "own.log", LINES)
    with pytest.raises(InputError):
        read_log(path)
    (log,) = read_log(path, words=WORDS)
    assert points(log, "train/loss") == [(n, (9 - n) / 10) for n in range(1, 6)]
    assert points(log, "validation/loss") == [(n, 1 + (9 - n) / 10) for n in range(1, 6)]
    assert (log.name, log.unit) == ("own.log", "epoch")


@pytest.mark.parametrize("name", ["own.csv", "own.jsonl"])
def test_columns_and_keys_are_words_too(name: str, tmp_path: Path) -> None:
    rows = (
        "Runde,Zielwert\n1,0.9\n2,0.8\n"
        if name.endswith("csv")
        else '{"Runde": 1, "Zielwert": 0.9}\n{"Runde": 2, "Zielwert": 0.8}\n'
    )
    (log,) = read_log(written(tmp_path, name, rows), words=WORDS)
    assert points(log, "train/loss") == [(1, 0.9), (2, 0.8)]


def test_parts_of_words_stay(tmp_path: Path) -> None:
    (log,) = read_log(
        written(tmp_path, "x.log", "step 1 loss 0.5 xobj 9\nstep 2 loss 0.4 xobj 8\n"), words={"obj": "loss"}
    )
    assert points(log, "train/loss") == [(1, 0.5), (2, 0.4)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"zielwert": "lsos"}, "'lsos' is not known as a meaning; .*; did you mean 'loss'"),
        ({"zielwert": "runtime"}, "is not known as a meaning"),
        ({" ": "loss"}, "names no word; write WORD=MEANING"),
    ],
)
def test_a_meaning_that_is_not_known_is_told(words: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said):
        read_log(written(tmp_path, "own.log", LINES), words=words)


def test_a_compressed_log_has_the_same_words(tmp_path: Path) -> None:
    import gzip

    (log,) = read_log(written(tmp_path, "own.log.gz", gzip.compress(LINES.encode())), words=WORDS)
    assert len(points(log, "train/loss")) == 5


@pytest.mark.parametrize("word", ["ix", "İx", "Ix"])
def test_letters_that_fold_otherwise_are_no_bug(word: str, tmp_path: Path) -> None:
    path = written(tmp_path, "x.log", "".join(f"step {n} {one} 0.{9 - n}\n" for n in (1, 2) for one in ("İx", "Ix")))
    assert read_log(path, words={word: "loss"})


def test_columns_and_steps_may_be_named_in_the_words_of_the_log(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "runde,zielwert,takt\n1,0.9,10\n2,0.8,20\n")
    (log,) = read_log(path, {"zielwert": "validation/loss"}, words=WORDS, step="takt")
    assert points(log, "validation/loss") == [(10, 0.9), (20, 0.8)]
