"""Files at addresses, from a server on the loopback address that fails as servers do, and from an object store."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import fsspec
import pytest

import dataaudit
from dataaudit.errors import ConfigurationError, IncompleteError, InputError, ResourceError
from dataaudit.sources.files import remote

ROWS = [{"text": f"row {number} of a corpus with some words in it", "n": number} for number in range(400)]
DATA = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
QUICK = ["stages.tokens=false", "report.clusters=1"]


class Server(ThreadingHTTPServer):
    """Gives a file, and a fault for as many requests of bytes as are left."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.data, self.stamp, self.ranges = DATA, '"one"', True
        self.faults: list[str] = []
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/data/train/rows.jsonl"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        asked = self.headers.get("Range")
        ranged = asked if self.server.ranges else None
        if not self.path.endswith("rows.jsonl"):
            self.send_error(404)
            return
        fault = self.server.faults.pop(0) if body and self.server.faults else ""
        first, last = 0, len(self.server.data) - 1
        if body:
            self.server.asked.append(asked or "all")
        if ranged:
            first, last = (int(one) for one in ranged.removeprefix("bytes=").split("-"))
        data = self.server.data[first : last + 1]
        if fault == "503":
            self.send_error(503)
            return
        self.send_response(206 if ranged else 200)
        self.send_header("ETag", self.server.stamp)
        self.send_header("Accept-Ranges", "bytes" if self.server.ranges else "none")
        self.send_header("Content-Length", str(len(data) // 2 if fault == "short" else len(data)))
        self.end_headers()
        if not body:
            return
        if fault in ("reset", "stall"):
            self.wfile.write(data[: len(data) // 3])
            self.wfile.flush()
            if fault == "stall":
                threading.Event().wait(1.0)
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(data[: len(data) // 2] if fault == "short" else data)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("DATAAUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(remote, "PAUSE", 0.01)
    monkeypatch.setattr(remote, "STALL", 0.3)
    monkeypatch.setattr(remote, "BLOCK", 5000)
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def copy(server: Server) -> Path:
    return remote.copied(server.address, lambda _: True, lambda _: None)


@pytest.mark.parametrize("fault", ["503", "reset", "short", "stall"])
def test_no_byte_is_lost_whatever_breaks_off(server: Server, fault: str) -> None:
    server.faults = [fault, "", fault, fault, "", fault]
    assert copy(server).read_bytes() == DATA


def test_a_server_without_ranges_and_one_of_unknown_size_give_the_whole(server: Server) -> None:
    server.ranges = False
    assert copy(server).read_bytes() == DATA


def test_a_copy_is_made_once_and_again_when_the_original_changes(server: Server) -> None:
    first = copy(server)
    asked, stamp = len(server.asked), first.stat().st_mtime
    assert copy(server) == first
    assert len(server.asked) == asked
    server.data, server.stamp = DATA[: len(DATA) // 2], '"two"'
    assert copy(server).read_bytes() == server.data
    assert first.stat().st_mtime != stamp


def test_what_breaks_off_for_good_is_told_and_goes_on_where_it_stopped(server: Server) -> None:
    server.faults = ["", "", *["503"] * remote.TRIES]
    with pytest.raises(IncompleteError, match=r"no answer after 6 tries .*503.*it begins where this one stopped"):
        copy(server)
    server.asked.clear()
    assert copy(server).read_bytes() == DATA
    assert server.asked[0].startswith("bytes=10000-")


def test_an_original_that_changes_under_the_copy_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    block = remote._block

    def changing(*given: Any) -> bytes:
        server.stamp = '"other"'
        return block(*given)

    monkeypatch.setattr(remote, "_block", changing)
    with pytest.raises(IncompleteError, match="changed while it was copied; rerun the same command"):
        copy(server)


def test_an_address_is_audited_like_a_file(server: Server, tmp_path: Path, call: Callable[..., Any]) -> None:
    server.faults = ["503", "reset"]
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "rows.jsonl").write_bytes(DATA)
    here = dataaudit.audit(tmp_path / "train" / "rows.jsonl", out=tmp_path / "here", settings=QUICK)
    words = [word for one in QUICK for word in ("--set", one)]
    code, _, told = call("run", "--input", server.address, "--out", tmp_path / "there", *words)
    assert code == 0
    assert f"{server.address}: 1 file, {len(DATA):,} bytes, are read from the copy in" in told
    there = dataaudit.load_result(tmp_path / "there")
    assert there.rows().equals(here.rows())
    assert there.rows()["split"].unique().to_list() == ["train"]
    assert call("run", "--input", server.address, "--out", tmp_path / "there", *words)[0] == 0
    assert (tmp_path / "there" / "log.jsonl").read_text(encoding="utf-8").count("already_finished") == 1


def test_wrong_addresses_are_one_sentence_each(server: Server, tmp_path: Path, call: Callable[..., Any]) -> None:
    start = server.address.rsplit("/", 1)[0]
    for address, says in (
        (f"{start}/absent.csv", "nothing is there, or it may not be seen"),
        (f"{start}/", "names no file; folders of web servers are not listed"),
        ("s4://bucket/x", "there is no protocol 's4'; choose from abfs,"),
        ("https://me:secret@127.0.0.1/x.csv", "the address holds a name or password"),
    ):
        code, out, error = call("run", "--input", address, "--out", tmp_path / "run", "--quiet")
        assert (code, out) == (2, "")
        assert says in error
        assert "secret" not in error
        assert error.count("\n") == 1
    server.shutdown()
    server.server_close()
    with pytest.raises(IncompleteError, match="no answer after 6 tries"):
        copy(server)


def test_an_address_in_a_configuration_is_not_read(tmp_path: Path) -> None:
    for keys, says in (
        ({"input": {"paths": ["https://example.org/x.csv"]}}, "'input.paths': https://example.org/x.csv is read only"),
        ({"stages": {"leakage": {"against": ["s3://b/x"]}}}, "'stages.leakage.against': s3://b/x is read only"),
    ):
        with pytest.raises(ConfigurationError, match=says):
            dataaudit.audit(None, pipeline={"name": "mine", **keys}, out=tmp_path / "run")


def test_a_disk_without_room_is_told_before_anything_is_copied(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(ResourceError, match="has room for 10; name another folder with DATAAUDIT_CACHE"):
        copy(server)
    assert server.asked == []


def test_two_that_copy_the_same_at_once_have_it_whole(server: Server) -> None:
    server.faults = ["", "503", "", "reset"]
    told: list[str] = []
    found: list[Path] = []
    jobs = [
        threading.Thread(target=lambda: found.append(remote.copied(server.address, lambda _: True, told.append)))
        for _ in range(4)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert [path.read_bytes() == DATA for path in found] == [True] * 4
    assert len(server.asked) <= len(DATA) // remote.BLOCK + 4
    assert any(one.endswith("another process is copying it; waiting") for one in told)


def test_a_version_of_the_same_second_and_size_is_another_one(server: Server) -> None:
    first = copy(server).stat()
    server.data, server.stamp = DATA.replace(b"corpus", b"CORPUS"), '"two"'
    second = copy(server)
    assert second.read_bytes() == server.data
    assert second.stat().st_mtime_ns != first.st_mtime_ns


def test_a_folder_for_copies_that_cannot_be_written_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAAUDIT_CACHE", "/proc/none")
    with pytest.raises(ResourceError, match=r"cannot be written .*; name another folder with DATAAUDIT_CACHE"):
        copy(server)
    monkeypatch.delenv("DATAAUDIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert remote.copy_folder() == Path("/caches/dataaudit/remote")


def stored(kind: str, files: dict[str, bytes], **options: Any) -> Any:
    system = fsspec.filesystem(kind, **options)
    for name, data in files.items():
        system.pipe_file(name, data)
    return system


def test_folders_and_patterns_of_an_object_store_are_copied_and_what_is_gone_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAAUDIT_CACHE", str(tmp_path / "cache"))
    names = ("train/a.jsonl", "train/b.jsonl", "test/c.jsonl", ".hidden.jsonl", "notes.xyz", "_tmp/d.jsonl")
    system = stored("memory", {f"/bucket/{name}": DATA for name in names})
    folder = remote.copied("memory://bucket", lambda name: name.endswith("jsonl"), lambda _: None)
    assert folder.name == "bucket"
    held = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert held == ["test/c.jsonl", "train/a.jsonl", "train/b.jsonl"]
    system.rm_file("/bucket/train/b.jsonl")
    remote.copied("memory://bucket", lambda name: name.endswith("jsonl"), lambda _: None)
    assert not (folder / "train" / "b.jsonl").exists()
    chosen = remote.copied("memory://bucket/t*/*.jsonl", lambda _: True, lambda _: None)
    assert len([path for path in chosen.rglob("*") if path.is_file()]) == 2
    one = remote.copied("memory://bucket/train/a.jsonl", lambda _: True, lambda _: None)
    assert (one.name, one.parent.name, one.read_bytes()) == ("a.jsonl", "train", DATA)
    held = remote.copied("memory://bucket/train", lambda name: name.endswith("jsonl"), lambda _: None)
    assert (held.name, [path.name for path in held.iterdir() if path.is_file()]) == ("train", ["a.jsonl"])
    with pytest.raises(InputError, match="no file with a known extension is there"):
        remote.copied("memory://bucket", lambda _: False, lambda _: None)
    system.rm("/bucket", recursive=True)


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_a_bucket_gives_the_tables_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from moto.server import ThreadedMotoServer

    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
        "DATAAUDIT_CACHE": str(tmp_path / "cache"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    folder = tmp_path / "corpus"
    for name in ("train/a.jsonl", "train/deep/b.jsonl", "test/c.jsonl"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(DATA[len(name) * 70 :].partition(b"\n")[2])
    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        system = fsspec.filesystem("s3", skip_instance_cache=True)
        system.mkdir("bucket")
        system.put(str(folder), "bucket/corpus", recursive=True)
        system.pipe_file("bucket/corpus/ignored.bin", b"x")
        here = dataaudit.audit(folder, out=tmp_path / "here", settings=QUICK)
        there = dataaudit.audit("s3://bucket/corpus", out=tmp_path / "there", settings=QUICK)
        assert there.rows().equals(here.rows())
        shards = [tmp_path / f"s{number}" for number in (1, 2)]
        for number, place in enumerate(shards, start=1):
            dataaudit.audit_shard("s3://bucket/corpus/**/*.jsonl", f"{number}/2", out=place, settings=QUICK)
        assert dataaudit.merge(shards, out=tmp_path / "joined").row_counts == here.row_counts
        with pytest.raises(InputError, match="nothing is there, or it may not be seen"):
            dataaudit.audit("s3://absent/corpus", out=tmp_path / "no", settings=QUICK)
    finally:
        server.stop()
