"""F40 to F49: runs that are killed, starved or disturbed."""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from conftest import FULL
from faults.attempt import LIGHT, Attempt, digests, table
from faults.fault import fault, lines, rows

from dataaudit.cleaning import clean_dataset
from dataaudit.sources import corpus_part as corpus
from dataaudit.store import atomic
from dataaudit.store.lock import RunLock
from dataaudit.store.manifest import damaged_parts, read_manifest

KILL_AT = """
import os, signal, sys
from dataaudit.cleaning import clean_dataset
from dataaudit.cli.main import main
from dataaudit.sources import corpus_part as corpus
from dataaudit.store import atomic
corpus.PART_ROWS = clean_dataset.PART_ROWS = 40
write, left = atomic._write, int(sys.argv[1])
def counted(path, fill, mode):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return write(path, fill, mode)
atomic._write = counted
main(sys.argv[2:])
"""
RUN = ("run", "--input", "a.jsonl", "--out", "out", "--set", *LIGHT)
GOOD = rows(300, label=lambda n: "ab"[n % 2])
GOOD += GOOD[:20]


@contextmanager
def small_parts(fails_at: int = 0, error: int = 0) -> Iterator[None]:
    """Parts of forty rows; the write of a number fails with an error of the system after its bytes were given."""
    write, left = atomic._write, fails_at

    def counted(path: Path, fill: Callable[[BinaryIO], object], mode: int) -> atomic.Written:
        nonlocal left
        left -= 1

        def failing(file: BinaryIO) -> None:
            fill(file)
            raise OSError(error, os.strerror(error))

        return write(path, failing if left == 0 else fill, mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "PART_ROWS", 40)
        patch.setattr(clean_dataset, "PART_ROWS", 40)  # it has the number by its own name, whenever it was imported
        patch.setattr(atomic, "_write", counted)
        yield


def failed_at(at: Attempt, points: Iterable[int], error: int | None = None) -> int:
    """Kill a run at its n-th write, or fail the write, for every point; then the same command again. How often."""
    folder = at.file("a.jsonl", lines(GOOD)).parent
    with small_parts():
        at.command(folder, *RUN, exits={0})
    whole = digests(folder / "out", results=True)
    failures = 0
    for point in points:
        shutil.rmtree(folder / "out", ignore_errors=True)
        if error is None:
            done = at.command(folder, str(point), *RUN, exits={0, -signal.SIGKILL}, apart=True, code=KILL_AT)
        else:
            with small_parts(point, error):
                done = at.command(folder, *RUN, exits={0, 3})
        failures += done.code != 0
        if done.code != 0:
            at.require(not (folder / "out" / "manifest.json").exists(), f"a manifest after write {point}")
            with small_parts():
                at.command(folder, *RUN, exits={0})
        at.require(digests(folder / "out", results=True) == whole, f"write {point}: the rerun gives other bytes")
        at.require(not list((folder / "out").rglob("*.tmp")), f"write {point}: a file is left")
    return failures


@fault("F40", "a kill at every write", slow=True)
def f40(at: Attempt) -> None:
    points = list(range(1, 90)) if FULL else [25]
    at.counts["kills"] = failed_at(at, points)
    at.require(len(points) // 3 <= at.counts["kills"], f"{at.counts['kills']} kills of {len(points)}")
    at.require(at.counts["kills"] < 90, "the last points must be behind the last write: every one before was tried")


@fault("F41", "requests to end at random moments, a reader that goes away", slow=True)
def f41(at: Attempt) -> None:
    folder = at.file("a.jsonl", lines(GOOD)).parent
    at.command(folder, *RUN, exits={0})
    whole = digests(folder / "out", results=True)
    draw = random.Random(41)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)) * 6:
        shutil.rmtree(folder / "out", ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "dataaudit", *RUN], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        while not (folder / "out" / "log.jsonl").exists() and process.poll() is None:
            time.sleep(0.05)
        time.sleep(draw.uniform(0, 4))
        asked = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        waited = time.monotonic() - asked
        at.counts["runs"] += 1
        at.counts["longest end, ms"] = max(at.counts["longest end, ms"], int(waited * 1000))
        at.require(process.returncode in (0, code), f"{number.name}: exit code {process.returncode}: {errors[-300:]}")
        at.require("Traceback" not in errors, f"{number.name}: a traceback")
        at.require(waited < 5, f"{number.name}: ends after {waited:.1f} s")
        at.command(folder, *RUN, exits={0})
        at.require(digests(folder / "out", results=True) == whole, f"{number.name}: the rerun gives other bytes")
    words = [sys.executable, "-m", "dataaudit", "explain"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    at.require((process.returncode, errors) == (0, ""), f"a closed pipe: {process.returncode} {errors[-200:]}")


def limited(kind: int, most: int) -> Callable[[], None]:
    """Limits a process before its command starts."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(kind, (most, most))

    return limit


@fault("F42", "a full disk, at any write and from the start", slow=True)
def f42(at: Attempt) -> None:
    points = range(1, 60, 1 if FULL else 29)
    at.require(failed_at(at, points, errno.ENOSPC) >= len(points) // 3, "the disk was not full often enough")
    folder = at.file("a.jsonl", lines(GOOD)).parent
    if FULL:
        full = {"preexec": limited(resource.RLIMIT_FSIZE, 3000)}
        at.command(folder, *RUN, exits={3}, says=["the disk is full; free some space and rerun"], **full)
    at.command(folder, *RUN, exits={0})
    before = digests(folder / "out")
    with small_parts(1, errno.ENOSPC):
        at.command(folder, "gate", "out", "--rules", "default", exits={2, 3})
    manifest = read_manifest(folder / "out")
    at.require(manifest is not None and not damaged_parts(folder / "out", manifest), "the result is damaged")
    changed = {name for name, one in digests(folder / "out").items() if before.get(name) != one}
    at.require(changed <= {"summary.json", "log.jsonl"}, f"changed: {changed}")


@fault("F43", "errors of the disk, few open files, folders that cannot be written", slow=True)
def f43(at: Attempt) -> None:
    points = range(1, 60, 6 if FULL else 29)
    at.require(failed_at(at, points, errno.EIO) >= len(points) // 3, "the disk failed too seldom")
    folder = at.file("a.jsonl", lines(GOOD)).parent
    if FULL:
        at.command(folder, *RUN, exits={0, 2, 3}, preexec=limited(resource.RLIMIT_NOFILE, 32))
    elsewhere = [word if word != "out" else "/proc/dataaudit-run" for word in RUN]
    at.command(folder, *elsewhere, exits={2, 3}, says=["/proc/dataaudit-run"])


@fault("F44", "little memory")
def f44(at: Attempt) -> None:
    folder = at.file("a.jsonl", lines(GOOD)).parent
    exhausted = "more than limits.max_memory \\(50.0 MiB\\); raise it and rerun the same command"
    at.command(folder, *RUN, "limits.max_memory=50MiB", exits={3}, says=[exhausted])
    at.require(not (folder / "out" / "manifest.json").exists(), "a manifest was written")
    for most in (200 << 20, 1 << 30, 4 << 30) if FULL else ():
        at.command(folder, *RUN, exits={2, 3}, preexec=limited(resource.RLIMIT_AS, most))
    at.command(folder, *RUN, "limits.max_memory=8GiB", exits={0})
    at.require(len(table(folder / "out", "rows")) == len(GOOD), "rows are missing after more memory was given")


@fault("F46", "two runs into one folder", slow=True)
def f46(at: Attempt) -> None:
    folder = at.file("a.jsonl", lines(GOOD)).parent
    with RunLock(folder / "out"):
        at.command(folder, *RUN, exits={2}, says=[f"another run is writing here \\(process {os.getpid()}"], apart=True)
    at.command(folder, *RUN, exits={0})  # a lock that is left behind keeps nobody out


@fault("F47", "the same folder again after the configuration or the input changed")
def f47(at: Attempt) -> None:
    folder = at.file("a.jsonl", lines(GOOD)).parent
    at.command(folder, *RUN, exits={0})
    before = digests(folder / "out")
    at.command(folder, *RUN, "findings.short-text.min_chars=90", exits={0, 2})
    other = folder / "out2"
    at.command(folder, *[word if word != "out" else "out2" for word in RUN], "limits.max_depth=400", exits={0})
    at.require(digests(other, results=True).keys() == digests(folder / "out", results=True).keys(), "other tables")
    (folder / "a.jsonl").write_bytes(lines(GOOD[:100]))
    done = at.command(folder, *RUN, exits={0, 2})
    if done.code == 0:
        at.require(len(table(folder / "out", "rows")) == 100, "rows of two inputs are mixed")
    else:
        at.require(digests(folder / "out").get("summary.json") == before.get("summary.json"), "the result has changed")


@fault("F48", "parts, manifest and summary that are damaged or gone", slow=True)
def f48(at: Attempt) -> None:
    folder = at.file("a.jsonl", lines(GOOD)).parent
    out = folder / "out"
    at.command(folder, *RUN, exits={0})
    before = digests(out, results=True)
    for name in ("rows/part-00000.parquet", "clean/part-00000.parquet", "pairs.parquet", "manifest.json"):
        part = out / name
        data = part.read_bytes()
        flipped = bytearray(data)
        flipped[len(data) // 2] ^= 0xFF
        for damaged in (bytes(flipped), data[: len(data) // 2], b"", None):
            part.unlink()
            if damaged is not None:
                part.write_bytes(damaged)
            at.command(folder, "export", "out", "--format", "jsonl", "--out", "exported", exits={0, 2, 3})
            shutil.rmtree(folder / "exported", ignore_errors=True)
            at.command(folder, *RUN, exits={0})
            at.require(digests(out, results=True) == before, f"{name}: the rerun gives other bytes")
            if not FULL:
                break


@fault("F49", "time zone, locale, hash seed, threads and clock", slow=True)
def f49(at: Attempt) -> None:
    folder, found = at.file("a.jsonl", lines(GOOD)).parent, {}
    environments: list[dict[str, Any]] = [
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}, {"LC_ALL": "C", "PYTHONHASHSEED": "2"},
        {"LC_ALL": "tr_TR.UTF-8", "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}, {"NUMBA_NUM_THREADS": "2"},
    ]  # fmt: skip
    for env in environments:
        shutil.rmtree(folder / "out", ignore_errors=True)
        at.command(folder, *RUN[: -len(LIGHT) - 1], exits={0}, env=env, apart=True)
        found[json.dumps(env)] = digests(folder / "out", results=True)
    at.require(len({json.dumps(one) for one in found.values()}) == 1, "bytes differ")
