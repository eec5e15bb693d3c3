"""A Ray cluster carries out the same plan: its tables are those of one process, whatever is killed meanwhile."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import polars as pl
import pytest
from engine.whole_runs import QUICK, check, corpus

import dataaudit
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.reading import row_ranges
from dataaudit.engine.reading.row_ranges import divide
from dataaudit.errors import ConfigurationError, QuarantineError
from dataaudit.sources.corpus_part import Cursor
from dataaudit.sources.open_corpus import open_paths
from dataaudit.store.parts import part_paths

LONGER = ["report.clusters=3"]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    import ray

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(
        num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=100 << 20,
        _node_ip_address="127.0.0.1", address="local",
    )  # fmt: skip
    yield ray
    ray.shutdown()


@pytest.fixture
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_ranges, "_LEAST", 8 << 10)
    monkeypatch.setattr(row_ranges, "_LEAST_ROWS", 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file of several ranges with an unreadable line, a compressed one, several small ones; copies between them."""
    rng = random.Random(3)
    rows = corpus(1200)
    place = tmp_path / "in"
    place.mkdir()
    lines = [json.dumps(row) for row in rows]
    (place / "large.jsonl").write_text("\n".join([*lines[:700], "{bad", *lines[700:]]) + "\n", encoding="utf-8")
    pl.DataFrame(rows[:900]).write_parquet(place / "columns.parquet", row_group_size=100)
    for number in range(3):
        some = [*rng.sample(rows, 20), {"text": f"of its own {number}", "label": "a", "n": number}]
        (place / f"small_{number}.jsonl").write_text("\n".join(map(json.dumps, some)) + "\n", encoding="utf-8")
    return place


def sorted_tables(run: Path) -> dict[str, Any]:
    """All tables of a run, those of rows in their order however they are cut; and the summary."""
    found: dict[str, Any] = {"summary": json.loads((run / "summary.json").read_bytes())}
    for kind in ("rows", "clean", "quarantine"):
        found[kind] = pl.concat([pl.read_parquet(path) for path in part_paths(run, kind)]).to_dict(as_series=False)
    for path in run.glob("*.parquet"):
        found[path.name] = path.read_bytes()
    return found


def assert_equal_runs(one: Path, two: Path) -> None:
    first, second = sorted_tables(one), sorted_tables(two)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.usefixtures("ray", "small_ranges")
def test_a_cluster_makes_the_tables_of_one_process(folder: Path, tmp_path: Path) -> None:
    here = dataaudit.audit(folder, out=tmp_path / "here", label="label", settings=QUICK)
    there = dataaudit.audit(folder, out=tmp_path / "there", label="label", settings=QUICK, engine="ray")
    check(there)
    assert_equal_runs(here.path, there.path)
    assert len(part_paths(there.path, "rows")) > len(part_paths(here.path, "rows"))
    assert there.row_counts["quarantined"] == 1
    assert [one.message for one in there.findings] == [one.message for one in here.findings]
    assert [one["name"] for one in there.manifest.stages] == [one["name"] for one in here.manifest.stages]
    assert not (there.path / ".work").exists()


@pytest.mark.usefixtures("ray", "small_ranges")
def test_what_a_cluster_has_finished_serves_one_process_and_the_other_way_round(folder: Path, tmp_path: Path) -> None:
    with (folder / "large.jsonl").open("a", encoding="utf-8") as file:
        file.write("{bad\n" * 40)
    for first, second in (("ray", "local"), ("local", "ray")):
        out = tmp_path / first
        with pytest.raises(QuarantineError):
            dataaudit.audit(folder, out=out, settings=QUICK, engine=first)
        before = {path: path.stat().st_mtime_ns for path in part_paths(out, ".work/signals")}
        assert before
        more = [*QUICK, "limits.max_quarantined=100"]
        result = dataaudit.audit(folder, out=out, settings=more, engine=second)
        assert result.row_counts["quarantined"] == 41
        told = (out / "log.jsonl").read_text(encoding="utf-8")
        assert f'"event": "resumed", "parts": {len(before)}' in told or '"parts": ' not in told
    assert_equal_runs(tmp_path / "ray", tmp_path / "local")


@pytest.mark.parametrize("wanted", [1 << 10, 20 << 10, 1 << 20])
def test_ranges_hold_all_rows_in_order_whatever_their_size(
    folder: Path, wanted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_ranges, "_LEAST", wanted)
    monkeypatch.setattr(row_ranges, "_MOST", wanted)
    monkeypatch.setattr(row_ranges, "_LEAST_ROWS", 10)
    pipeline = load_pipeline("default", values={("input", "paths"): [str(folder)]}).pipeline
    whole = open_paths(pipeline.input, pipeline.limits)
    ranges = divide(whole)
    assert (ranges[0].start, ranges[-1].stop) == (Cursor(), whole.end)
    assert [one.stop for one in ranges[:-1]] == [one.start for one in ranges[1:]]
    parts = [part for one in ranges for part in whole.parts(one.start, one.stop)]
    ids = [identity for part in parts for identity in part.batch.column("row_id").to_pylist()]
    at_once = [identity for part in whole.parts() for identity in part.batch.column("row_id").to_pylist()]
    assert ids == at_once
    assert sum(len(part.quarantined) for part in parts) == 1


def test_bad_addresses_and_engines_are_one_sentence_before_anything_is_read(folder: Path, tmp_path: Path) -> None:
    for given, sentence in (
        ({"engine": "dask"}, "engine 'dask': expected local or ray"),
        ({"ray_address": "10.0.0.1:6379"}, "is for engine ray; add --engine ray"),
        ({"engine": "ray", "ray_address": "127.0.0.1:9"}, "127.0.0.1:9: does not answer"),
        ({"engine": "ray", "ray_address": "ray://head"}, "expected HOST:PORT of the cluster's head"),
    ):
        with pytest.raises(ConfigurationError, match=sentence):
            dataaudit.audit(folder, out=tmp_path / "out", settings=QUICK, **given)
        assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("ray")
def test_data_in_memory_are_not_for_a_cluster(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="data in memory are on this machine alone; write them to a file"):
        dataaudit.audit(pl.DataFrame(corpus(20)), out=tmp_path / "out", settings=QUICK, engine="ray")


def test_a_shard_is_computed_by_no_cluster(folder: Path, call: Callable[..., Any]) -> None:
    code, _, err = call("run", "--input", folder, "--shard", "1/2", "--out", "left", "--engine", "ray", "--quiet")
    assert (code, err) == (2, "dataaudit: --shard computes on this machine; leave out --engine, or --shard\n")


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def processes(*words: str | bytes) -> list[int]:
    """Processes whose command lines hold some words."""
    held = [word.encode() if isinstance(word, str) else word for word in words]
    pids = sorted(int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return [pid for pid in pids if all(word in command_of(pid) for word in held)]


@pytest.mark.full
@pytest.mark.usefixtures("ray", "small_ranges")
def test_killed_workers_change_nothing(folder: Path, tmp_path: Path) -> None:
    here = dataaudit.audit(folder, out=tmp_path / "here", label="label", settings=LONGER)
    rng, over, killed = random.Random(5), Event(), []

    def kill() -> None:
        while not over.wait(rng.uniform(0.05, 0.6)):
            for pid in processes(b"ray::_answer")[:1] if len(killed) < 25 else []:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                killed.append(pid)

    thread = Thread(target=kill)
    thread.start()
    try:
        there = dataaudit.audit(folder, out=tmp_path / "there", label="label", settings=LONGER, engine="ray")
    finally:
        over.set()
        thread.join()
    assert len(killed) >= 10
    check(there)
    assert_equal_runs(here.path, there.path)


def driver(*given: object) -> list[str]:
    """A command that audits on a cluster, in a process of its own: input, folder, address."""
    script = (
        "import sys, dataaudit; from dataaudit.engine.reading import row_ranges; row_ranges._LEAST = 8 << 10;"
        "row_ranges._LEAST_ROWS = 64; dataaudit.audit(sys.argv[1], out=sys.argv[2], label='label', "
        f"settings={LONGER!r}, engine='ray', ray_address=(sys.argv + [None])[3])"
    )
    return [sys.executable, "-c", script, *map(str, given)]


@pytest.mark.full
def test_a_lost_machine_changes_nothing(folder: Path, tmp_path: Path) -> None:
    here = dataaudit.audit(folder, out=tmp_path / "here", label="label", settings=LONGER)
    home = Path(tempfile.mkdtemp(prefix="ray", dir="/tmp"))  # sockets in a longer path have no names
    address = "127.0.0.1:26379"
    start = [str(Path(sys.executable).with_name("ray")), "start", "--block", "--node-ip-address=127.0.0.1"]
    head = ["--head", "--port=26379", "--num-cpus=1", "--include-dashboard=false", f"--temp-dir={home}"]
    own: dict[str, Any] = {"env": os.environ | {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}}
    quiet = own | {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    machines = [subprocess.Popen([*start, *head], **quiet)]
    try:
        time.sleep(10)
        machines.append(subprocess.Popen([*start, f"--address={address}", "--num-cpus=2"], **quiet))
        time.sleep(8)
        lost = [pid for pid in processes(f"{home}/", b"raylet") if b"--head" not in command_of(pid)]
        assert lost
        with subprocess.Popen(driver(folder, tmp_path / "there", address), stderr=subprocess.PIPE, **own) as run:
            until = time.monotonic() + 60
            while time.monotonic() < until and not list((tmp_path / "there").glob(".work/ranges/*/facts.json")):
                time.sleep(0.05)
            assert run.poll() is None
            os.kill(lost[-1], signal.SIGKILL)
            said = run.communicate(timeout=120)[1].decode()
        assert run.returncode == 0, said[-2000:]
    finally:
        for pid in [machine.pid for machine in machines] + processes(f"{home}/"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for machine in machines:
            machine.wait()
        shutil.rmtree(home, ignore_errors=True)
    assert_equal_runs(here.path, tmp_path / "there")


@pytest.mark.full
def test_a_killed_driver_goes_on(folder: Path, tmp_path: Path) -> None:
    here = dataaudit.audit(folder, out=tmp_path / "here", label="label", settings=LONGER)
    command = driver(folder, tmp_path / "there")
    rng = random.Random(7)
    ended = None
    for _ in range(40):
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        ) as one:
            try:
                ended = one.wait(rng.uniform(6, 16))
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
                continue
            assert ended == 0, one.stderr.read().decode()[-2000:] if one.stderr else ""
            break
    assert ended == 0
    assert_equal_runs(here.path, tmp_path / "there")
