from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dataaudit.errors import ResourceError, RunDirectoryError
from dataaudit.store import atomic
from dataaudit.store.atomic import write_bytes, write_table
from dataaudit.store.event_log import EventLog
from dataaudit.store.lock import RunLock
from dataaudit.store.manifest import Manifest, damaged_parts, read_manifest
from dataaudit.store.parts import part_name, read_parts, read_table
from dataaudit.store.run_directory import RunDirectory, is_finished

TABLE = pa.table({"a": [1, 2, 3], "b": ["x", None, "z"]})


def manifest(parts: dict[str, dict[str, Any]], key: str = "k") -> Manifest:
    return Manifest(
        run_key=key, started="s", finished="f", seconds=0.0, versions={}, configuration={}, roles={}, inputs=[],
        stages=[], parts=parts,
    )  # fmt: skip


def test_a_table_is_the_same_bytes_every_time_and_reads_back(tmp_path: Path) -> None:
    one, two = write_table(tmp_path / "1.parquet", TABLE), write_table(tmp_path / "2.parquet", TABLE)
    assert one == two
    assert one.rows == 3
    assert read_table(tmp_path / "1.parquet").equals(TABLE)


@pytest.mark.parametrize(
    ("number", "error", "says"),
    [
        (errno.ENOSPC, ResourceError, "the disk is full"),
        (errno.EDQUOT, ResourceError, "the disk is full"),
        (errno.EIO, ResourceError, "cannot be written"),
        (errno.EROFS, RunDirectoryError, "choose another --out"),
        (errno.EACCES, RunDirectoryError, "choose another --out"),
    ],
)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type, says: str
) -> None:
    path = tmp_path / "a.json"
    write_bytes(path, b"old")

    def broken(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "fsync", broken)
    with pytest.raises(error, match=says):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_a_damaged_table_is_noticed_when_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_table(path, pa.table({"a": [f"value {n}" for n in range(2000)]}))
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(RunDirectoryError, match="cannot be read"):
        read_table(path)


_HOLDER = """
import sys, time
from pathlib import Path
from dataaudit.store.lock import RunLock
with RunLock(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


def test_the_second_of_two_runs_stops_and_names_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path / "run")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            with pytest.raises(RunDirectoryError, match=f"process {other.pid} on"):
                RunLock(tmp_path / "run")
        finally:
            other.kill()
    RunLock(tmp_path / "run").release()  # a killed run leaves no lock behind
    assert list((tmp_path / "run").iterdir()) == []


def test_a_finished_run_is_known_by_its_key_and_its_whole_parts(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with RunDirectory(folder, "k") as directory:
        assert directory.finished is None
        directory.write_part(part_name("rows", 0), TABLE)
        directory.write_work("signals/x.parquet", TABLE)
        directory.finish(manifest)
    assert not (folder / ".work").exists()
    assert is_finished(folder, "k")
    with RunDirectory(folder, "k") as directory:
        assert directory.finished is not None
    with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
        RunDirectory(folder, "other")


@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_damaged_parts_are_found_and_the_manifest_goes(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "run"
    with RunDirectory(folder, "k") as directory:
        directory.write_part(part_name("rows", 0), TABLE)
        directory.finish(manifest)
    part = folder / part_name("rows", 0)
    data = bytearray(part.read_bytes())
    data[-20] ^= 1
    {
        "flip": lambda: part.write_bytes(bytes(data)),
        "cut": lambda: part.write_bytes(bytes(data[:50])),
        "remove": part.unlink,
    }[damage]()
    found = read_manifest(folder)
    assert found is not None
    assert damaged_parts(folder, found) == ["rows/part-00000.parquet"]
    events: list[dict[str, Any]] = []
    with RunDirectory(folder, "k", events.append) as directory:
        assert directory.finished is None
    assert events[0]["event"] == "damaged_parts"
    assert not (folder / "manifest.json").exists()


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name, says in (("mine", "is not empty and no run directory"), ("file", "is a file"), ("link", "is a link")):
        with pytest.raises(RunDirectoryError, match=says):
            RunDirectory(tmp_path / name, "k")
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("text", ["{", "[]", '{"schema_version": 99}'])
def test_a_manifest_that_is_none_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunDirectoryError, match="manifest"):
        read_manifest(tmp_path)


def test_steps_are_done_for_one_key_only(tmp_path: Path) -> None:
    with RunDirectory(tmp_path / "run", "k") as directory:
        directory.mark_done("minhash", "one", {"pairs": 3})
        assert directory.done("minhash", "one") == {"pairs": 3}
        assert directory.done("minhash", "two") is None
        assert directory.done("exact", "one") is None


def test_parts_are_read_in_order(tmp_path: Path) -> None:
    with RunDirectory(tmp_path / "run", "k") as directory:
        for number in (1, 0, 10, 2):
            directory.write_part(part_name("rows", number), pa.table({"n": [number]}))
    numbers = [part["n"][0].as_py() for part in read_parts(tmp_path / "run", "rows")]
    assert numbers == [0, 1, 2, 10]


def test_the_log_is_one_object_a_line_without_progress(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []
    log = EventLog(tmp_path / "log.jsonl", seen.append)
    log.emit("stage_started", stage="read\nforged")
    log.emit("progress", rows=5)
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["stage_started"]
    assert [record["event"] for record in seen] == ["stage_started", "progress"]
