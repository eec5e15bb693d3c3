from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from training.logs.shown import one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.log_reader import LogFile, log_readers
from dataaudit.training.logs.open_log import read_log

READERS = "dataaudit.training.logs.readers"
WHALE = '''"""Logs of a made-up trainer: WHALE, then a step and a loss a line; a folder of its own holds song.whale."""

from pathlib import Path

from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import frame_of, text_of
from dataaudit.training.logs.run_log import RawRun


def read_file(log: LogFile) -> Runs | None:
    if not log.text.startswith("WHALE"):
        return None
    records = [dict(zip(("step", "loss"), line.split(), strict=True)) for line in text_of(log.path).splitlines()[1:]]
    return "Whale", [RawRun(name=log.path.name, frame=frame_of(records), step="step")]


def song(folder: Path) -> Path | None:
    return folder / "song.whale" if (folder / "song.whale").is_file() else None


READER = LogReader(rank=55, known_as="songs of Whale", read_file=read_file, read_folder=song)
'''
SONG = "WHALE\n5 2.5\n10 2.25\n"


@pytest.mark.drop_in
def test_a_reader_is_one_module(tmp_path: Path, drop_in: Callable[[str, str, str], None]) -> None:
    written(tmp_path, "out/song.whale", SONG)
    with pytest.raises(InputError, match="unrecognised log format"):
        read_log(tmp_path / "out")
    drop_in(READERS, "whale", WHALE)
    for path in (tmp_path / "out", tmp_path / "out" / "song.whale"):
        log = one_run(path)
        assert (log.format, points(log, "train/loss")) == ("Whale", [(5, 2.5), (10, 2.25)])
    with pytest.raises(InputError, match="; songs of Whale; "):
        read_log(written(tmp_path, "notes.txt", "to do: nothing\n"))


def test_a_reader_that_was_dropped_in_is_gone_after_its_test() -> None:
    assert "songs of Whale" not in [reader.known_as for reader in log_readers()]


def test_readers_are_asked_in_an_order_of_their_own() -> None:
    ranks = [reader.rank for reader in log_readers()]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfloss", "loss"),
        ("loss".encode("utf-16"), "loss"),
        (b"loss \xff", "loss \ufffd"),
        (b"\x18\0\0\0\0\0\0\0loss", ""),
    ],
)
def test_bytes_that_are_no_text_give_none(tmp_path: Path, data: bytes, text: str) -> None:
    log = LogFile.at(written(tmp_path, "log", data))
    assert (log.head, log.text.removeprefix("\ufeff")) == (data, text)


def test_a_log_that_was_emptied_while_it_was_written_is_read_behind_the_hole(tmp_path: Path) -> None:
    lines = "".join(f"step {n} | loss 4.{n}\n" for n in (700, 710, 720)).encode()
    for hole in (5000, 3 << 20):
        log = one_run(written(tmp_path, "train.log", b"\0" * hole + lines))
        assert points(log, "train/loss") == [(700, 4.7), (710, 4.71), (720, 4.72)]
