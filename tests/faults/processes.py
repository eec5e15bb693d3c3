"""F40 to F49: runs that are killed, starved or disturbed."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import FULL
from faults.attempt import LIGHT, Attempt, digests, table
from faults.fault import fault, lines, rows

from dataaudit.store.lock import RunLock
from dataaudit.store.manifest import damaged_parts, read_manifest

FAIL_AT = """
import errno, os, signal, sys
from dataaudit.cli.main import main
from dataaudit.sources import corpus
from dataaudit.store import atomic
corpus.PART_ROWS = 40
write, left, way = atomic._write, int(sys.argv[1]), sys.argv[2]
def counted(path, fill, mode):
    global left
    left -= 1
    if left == 0 and way == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    def failing(file):
        fill(file)
        if left == 0:
            raise OSError(int(way), os.strerror(int(way)))
    return write(path, fill if way == "kill" else failing, mode)
atomic._write = counted
main(sys.argv[3:])
"""
RUN = ("run", "--input", "a.jsonl", "--out", "out", "--set", *LIGHT)
GOOD = rows(300, label=lambda n: "ab"[n % 2])
GOOD += GOOD[:20]


def prepared(at: Attempt) -> tuple[Path, dict[str, str]]:
    """A folder with an input, and the bytes of its undisturbed run."""
    folder = at.file("a.jsonl", lines(GOOD)).parent
    at.command(folder, "-", "kill", *RUN, exits={0}, apart=True, code=FAIL_AT.replace("int(sys.argv[1])", "0"))
    whole = digests(folder / "out", results=True)
    shutil.rmtree(folder / "out")
    return folder, whole


def failed_at(at: Attempt, way: str, points: range | list[int], exits: set[int]) -> int:
    """Fail a run at its n-th write, for every point, and give the same command again; how often it failed."""
    folder, whole = prepared(at)
    failures = 0
    for point in points:
        shutil.rmtree(folder / "out", ignore_errors=True)
        done = at.command(folder, str(point), way, *RUN, exits={0, *exits}, apart=True, code=FAIL_AT)
        failures += done.code in exits
        if done.code != 0:
            at.require(not (folder / "out" / "manifest.json").exists(), f"a manifest after write {point}")
            at.command(folder, "0", way, *RUN, exits={0}, apart=True, code=FAIL_AT)
        at.require(digests(folder / "out", results=True) == whole, f"write {point}: the rerun gives other bytes")
        at.require(not list((folder / "out").rglob("*.tmp")), f"write {point}: a file is left")
    return failures


@fault("F40", "a kill at every write", slow=True)
def f40(at: Attempt) -> None:
    points = list(range(1, 90)) if FULL else [1, 25]
    kills = failed_at(at, "kill", points, {-signal.SIGKILL})
    at.counts["kills"] += kills
    at.require(len(points) // 3 <= kills < max(len(points), 3), f"{kills} kills of {len(points)}")


@fault("F41", "requests to end at random moments, a reader that goes away", slow=True)
def f41(at: Attempt) -> None:
    folder, _ = prepared(at)
    at.command(folder, *RUN, exits={0}, apart=True)
    whole = digests(folder / "out", results=True)
    draw = random.Random(41)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)) * 6:
        shutil.rmtree(folder / "out", ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "dataaudit", *RUN], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        time.sleep(draw.uniform(1, 6))
        asked = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        waited = time.monotonic() - asked
        at.counts["runs"] += 1
        at.counts["longest end, ms"] = max(at.counts["longest end, ms"], int(waited * 1000))
        at.require(process.returncode in (0, code), f"{number.name}: exit code {process.returncode}: {errors[-300:]}")
        at.require("Traceback" not in errors, f"{number.name}: a traceback")
        at.require(waited < 5, f"{number.name}: ends after {waited:.1f} s")
        at.command(folder, *RUN, exits={0}, apart=True)
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
    at.require(failed_at(at, "28", points, {3}) >= len(points) // 3, "the disk was not full often enough")
    folder = at.file("a.jsonl", lines(GOOD)).parent
    full = {"preexec": limited(resource.RLIMIT_FSIZE, 3000)}
    at.command(folder, *RUN, exits={3}, says=["the disk is full; free some space and rerun"], **full)
    at.command(folder, *RUN, exits={0})
    before = digests(folder / "out")
    tight = {"preexec": limited(resource.RLIMIT_FSIZE, 10)}
    at.command(folder, "gate", "out", "--rules", "default", exits={2, 3}, **tight)
    manifest = read_manifest(folder / "out")
    at.require(manifest is not None and not damaged_parts(folder / "out", manifest), "the result is damaged")
    changed = {name for name, one in digests(folder / "out").items() if before.get(name) != one}
    at.require(changed <= {"summary.json", "log.jsonl"}, f"changed: {changed}")


@fault("F43", "errors of the disk, few open files, folders that cannot be written", slow=True)
def f43(at: Attempt) -> None:
    points = range(1, 60, 6 if FULL else 29)
    at.require(failed_at(at, "5", points, {3}) >= len(points) // 3, "the disk failed too seldom")
    folder = at.file("a.jsonl", lines(GOOD)).parent
    at.command(folder, *RUN, exits={0, 2, 3}, preexec=limited(resource.RLIMIT_NOFILE, 32))
    elsewhere = [word if word != "out" else "/proc/dataaudit-run" for word in RUN]
    at.command(folder, *elsewhere, exits={2, 3}, says=["/proc/dataaudit-run"])


@fault("F44", "little memory", slow=True)
def f44(at: Attempt) -> None:
    folder = at.file("a.jsonl", lines(GOOD)).parent
    exhausted = "more than limits.max_memory \\(50.0 MiB\\); raise it and rerun the same command"
    at.command(folder, *RUN, "limits.max_memory=50MiB", exits={3}, says=[exhausted])
    at.require(not (folder / "out" / "manifest.json").exists(), "a manifest was written")
    for most in (200 << 20, 1 << 30, 4 << 30):
        at.command(folder, *RUN, exits={2, 3}, preexec=limited(resource.RLIMIT_AS, most))
    at.command(folder, *RUN, "limits.max_memory=8GiB", exits={0})
    at.require(len(table(folder / "out", "rows")) == len(GOOD), "rows are missing after more memory was given")


@fault("F46", "two runs into one folder")
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


@fault("F48", "parts, manifest and summary that are damaged or gone")
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
