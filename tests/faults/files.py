"""F27 to F39: compressed files, containers, names and kinds of files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from conftest import FULL
from faults.attempt import LIGHT, Attempt, digests, table
from faults.fault import fault, lines, rows

import dataaudit
from dataaudit.errors import IncompleteError

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}
BUDGET = 1 << 30
PEAK = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "dataaudit", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


@fault("F27", "compressed files that are cut off", slow=True)
def f27(at: Attempt) -> None:
    good = rows(400)
    for name, compress in COMPRESS.items():
        whole = compress(lines(good))
        for place in range(1, 10, 1 if FULL else 4):
            cut = whole[: len(whole) * place // 10]
            at.audit(at.file(f"a.jsonl.{name}", cut), exits={2, 3}, says=["cut off|damaged|ends"])
            source = at.file(f"a.jsonl.{name}", cut)
            done = at.audit(source, exits={0, 2, 3}, settings=(*LIGHT, "input.on_bad_file=skip"), again=False)
            kept = table(source.parent / "out", "clean") if done.code == 0 else []
            at.require([row["n"] for row in kept] == list(range(len(kept))), f"{name}: rows are missing before the cut")


@fault("F28", "a wrong checksum, bytes after the end, several members", slow=True)
def f28(at: Attempt) -> None:
    good = rows(40)
    one, two = gzip.compress(lines(good[:20])), gzip.compress(lines(good[20:]))
    at.audit(at.file("a.jsonl.gz", one + two), rows=good, codes={})
    frames = zstandard.ZstdCompressor()
    at.audit(at.file("a.jsonl.zst", frames.compress(lines(good[:20])) + frames.compress(lines(good[20:]))), rows=good)
    at.audit(at.file("a.jsonl.gz", one + b"<html>error 502</html>"), rows=good[:20], says=["SRC004"])
    sums = one[:-8] + bytes([one[-8] ^ 1]) + one[-7:]
    at.audit(at.file("a.jsonl.gz", sums), exits={2, 3}, says=["damaged"])


@fault("F29", "bombs under a budget of 1 GiB", slow=True)
def f29(at: Attempt) -> None:
    bomb = b'{"text": "' + b"a" * 400_000_000 + b'"}\n'
    files = {f"a.jsonl.{name}": compress(bomb) for name, compress in COMPRESS.items()}
    for name, encoded in (("encoded", True), ("plain", False)):
        sink = io.BytesIO()
        schema = pa.schema([("text", pa.string())])
        with pq.ParquetWriter(sink, schema, compression="zstd", use_dictionary=encoded) as writer:
            for _ in range(6):
                writer.write_table(pa.table({"text": ["b" * 1_000_000] * 100}))
        files[f"{name}.parquet"] = sink.getvalue()
    many = pa.table({"text": pa.DictionaryArray.from_arrays(pa.array([0] * 600, pa.int32()), ["b" * 1_000_000])})
    sink = io.BytesIO()
    pq.write_table(many, sink, compression="zstd")
    files["dictionary.parquet"] = sink.getvalue()
    for name, data in files.items():
        at.require(len(data) < 1 << 20, f"{name} is no bomb: {len(data)} bytes")
        source = at.file(name, data)
        words = ("--max-memory", "1GiB")
        given = ("run", "--input", name, "--out", "out", *words, "--set", "stages.tokens.tokenizer=false")
        done = at.command(source.parent, *given, exits={0, 2, 3}, apart=True, timeout=400, code=PEAK)
        peak = int(done.err.rstrip().rpartition("\n")[2]) << 10
        at.counts["largest peak of a bomb, MiB"] = max(at.counts["largest peak of a bomb, MiB"], peak >> 20)
        at.require(peak < BUDGET, f"{name}: {peak >> 20} MiB")


@fault("F30", "Parquet files that are cut, empty or something else")
def f30(at: Attempt) -> None:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows(50)), sink)
    whole = sink.getvalue()
    for data in (
        whole[: len(whole) // 2],
        whole[:-1],
        b"",
        b"PAR1",
        b"PAR1" * 3,
        b"text of a page",
        whole[4:],
        whole[:-8] + b"\xff" * 8,
    ):
        at.audit(at.file("b.parquet", data), exits={2, 3}, says=["b.parquet"])
    folder = at.folder() / "shards"
    folder.mkdir()
    (folder / "a.parquet").write_bytes(whole)
    (folder / "b.parquet").write_bytes(whole[: len(whole) // 2])
    skip = (*LIGHT, "input.on_bad_file=skip")
    at.audit(folder, exits={2, 3}, says=["b.parquet"])
    at.audit(folder, exits={0}, rows=rows(50), says=["b.parquet"], settings=skip, again=False)


@fault("F31", "single bits of Parquet files, flipped")
def f31(at: Attempt) -> None:
    good = rows(200)
    folder = at.folder()
    source = folder / "a.parquet"
    pq.write_table(pa.Table.from_pylist(good), source, write_page_checksum=True)
    whole = source.read_bytes()
    seen = 0
    for n in range(0, len(whole), 61 if FULL else 1301):
        flipped = bytearray(whole)
        flipped[n] ^= 1 << (n % 8)
        one = at.file("a.parquet", bytes(flipped))
        done = at.audit(one, exits={0, 2, 3}, again=False)
        seen += done.code != 0
        if done.code == 0:
            kept = [{"text": row["text"], "n": row["n"]} for row in table(one.parent / "out", "clean")]
            at.require(kept == good, f"bit {n % 8} of byte {n} changes a value in silence")
    at.require(seen, "no flip was seen")
    plain = at.file("a.parquet", "")
    pq.write_table(pa.Table.from_pylist(good), plain)
    at.audit(plain, rows=good, says=["checksum"])
    part = next((plain.parent / "out" / "rows").glob("*.parquet"))
    ours = bytearray(part.read_bytes())
    ours[len(ours) // 2] ^= 1
    part.write_bytes(bytes(ours))
    at.command(plain.parent, "show", "out", "0", exits={2, 3}, says=[part.name])


@fault("F32", "Arrow files with wrong offsets")
def f32(at: Attempt) -> None:
    content = pa.Table.from_pylist(rows(100))
    for write, name in ((pa.ipc.new_file, "a.arrow"), (pa.ipc.new_stream, "b.arrow")):
        sink = io.BytesIO()
        with write(sink, content.schema) as writer:
            writer.write_table(content)
        data = sink.getvalue()
        offsets = content["text"].chunk(0).buffers()[1].to_pybytes()[:404]
        place = data.index(offsets)
        for wrong in (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x00\x00\x10\x00"):
            broken = data[: place + 40] + wrong + data[place + 44 :]
            at.audit(at.file(name, broken), exits={2, 3}, says=[name])
        at.audit(at.file(name, data), rows=content.to_pylist(), again=False)


@fault("F33", "a name that says another format")
def f33(at: Attempt) -> None:
    good = rows(20)
    at.audit(at.file("a.jsonl", gzip.compress(lines(good))), rows=good, again=False)
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(good), sink)
    at.audit(at.file("a.jsonl", sink.getvalue()), rows=good, again=False)
    at.audit(at.file("a.parquet", lines(good)), exits={0, 2}, again=False)
    at.audit(at.file("a.csv", lines(good)), exits={0, 2}, rows=good, again=False)


@fault("F34", "members of archives that lead elsewhere")
def f34(at: Attempt) -> None:
    good = rows(12)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, some in (("a.jsonl", good[:6]), ("../../evil.jsonl", good[6:9]), (f"{at.root}/evil.jsonl", good[9:])):
            member = tarfile.TarInfo(name)
            member.size = len(lines(some))
            archive.addfile(member, io.BytesIO(lines(some)))
        for name, kind in (("link.jsonl", tarfile.SYMTYPE), ("device.jsonl", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    source = at.file("a.tar", packed.getvalue())
    at.audit(source, exits={0, 2, 3}, settings=(*LIGHT, "input.on_bad_file=skip"))
    at.require("root:" not in str(table(source.parent / "out", "clean")), "a link was followed")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as store:
        store.writestr("../../evil.jsonl", lines(good[:6]))
        store.writestr("b.jsonl", lines(good[6:]))
    source = at.file("a.zip", zipped.getvalue())
    at.audit(source, exits={0, 2, 3}, settings=(*LIGHT, "input.on_bad_file=skip"))
    at.require(not [*at.root.parent.rglob("evil*")], "a member was written outside")


@fault("F35", "names in the data that would be unsafe as names of files")
def f35(at: Attempt) -> None:
    names = ["../../a", "con", "a/b", "x" * 300, "😀", "-rf", "all", "train", "nul\0", ".", ".."]
    good = rows(len(names) * 2, split=lambda n: names[n // 2], label=lambda n: names[n // 2])
    source = at.file("a.jsonl", lines(good))
    at.audit(source, rows=good)
    out = source.parent / "out"
    folders = [path for path in (out / "clean").iterdir() if path.is_dir()]
    at.require(all(path.resolve().is_relative_to(out.resolve()) for path in out.rglob("*")), "a name leads outside")
    at.require(len(folders) == len(names), f"{len(folders)} folders for {len(names)} splits")
    found = dataaudit.load_result(out).to_datasets()
    at.require(sorted(found) == sorted(names), f"splits that come back: {sorted(found)}")


@fault("F36", "links in circles, an output that is a link or holds the input")
def f36(at: Attempt) -> None:
    good = rows(8)
    folder = at.folder() / "data"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(good))
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "self.jsonl").symlink_to(folder / "self.jsonl")
    at.audit(folder, exits={0, 2}, rows=good if at.audit(folder, exits={0, 2}).code == 0 else None, again=False)
    source = at.file("a.jsonl", lines(good))
    before = digests(source.parent)
    for out in (".", "a.jsonl", "a.jsonl/out"):
        at.command(source.parent, "run", "--input", "a.jsonl", "--out", out, "--set", *LIGHT, exits={2})
        at.require(digests(source.parent) == before, f"--out {out} wrote beside the input")
    elsewhere = at.folder()
    (source.parent / "link").symlink_to(elsewhere, target_is_directory=True)
    (elsewhere / "precious.txt").write_text("mine", encoding="utf-8")
    at.command(source.parent, "run", "--input", "a.jsonl", "--out", "link", "--set", *LIGHT, exits={2})
    at.require(sorted(path.name for path in elsewhere.iterdir()) == ["precious.txt"], "wrote through a link")


@fault("F37", "pipes, devices, sockets and folders in place of files")
def f37(at: Attempt) -> None:
    good = rows(5)
    folder = at.folder() / "data"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(good))
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "folder.parquet").mkdir()
    at.audit(folder, exits={0, 2}, says=["pipe"])
    for special in ("/dev/null", "/dev/zero"):
        at.command(at.folder(), "run", "--input", special, "--out", "out", "--set", *LIGHT, exits={2})


@fault("F38", "no permission to read, to enter or to write", slow=True)
def f38(at: Attempt) -> None:
    closed = at.file("a.jsonl", lines(rows(4)))
    closed.chmod(0)
    inner = at.folder() / "closed"
    inner.mkdir()
    (inner / "a.jsonl").write_bytes(lines(rows(4)))
    inner.chmod(0)
    fixed = at.file("a.jsonl", lines(rows(4)))
    fixed.chmod(0o644)
    for path in (*at.root.parents[:3], at.root, closed.parent, inner.parent, fixed.parent):
        path.chmod(0o755)
    nobody: dict[str, Any] = {"preexec": (lambda: os.setuid(65534)) if os.getuid() == 0 else None, "apart": True}
    never = at.root / "never"
    for folder, name in ((closed.parent, "a.jsonl"), (inner.parent, "closed"), (inner.parent, "closed/a.jsonl")):
        words = ("run", "--input", name, "--out", str(never))
        at.command(folder, *words, exits={2}, says=["permission", "a.jsonl|closed"], **nobody)
    words = ("run", "--input", "a.jsonl", "--out", "out")
    at.command(fixed.parent, *words, exits={2}, says=["permission", "out"], **nobody)
    at.require(not never.exists(), "the folder was made all the same")
    inner.chmod(0o755)


@fault("F39", "a file that grows, changes or goes while it is read")
def f39(at: Attempt) -> None:
    def grow(path: Path) -> None:
        with path.open("ab") as file:
            file.write(lines(rows(3)))

    def swap(path: Path) -> None:
        path.write_bytes(zlib.compress(path.read_bytes()))

    for change in (grow, swap, Path.unlink):
        source = at.file("a.jsonl", lines(rows(60)))
        done = []

        def watch(event: dict[str, Any], change: Any = change, source: Path = source, done: list[int] = done) -> None:
            if event["event"] == "stage_started" and event.get("stage") == "judge" and not done:
                done.append(1)
                change(source)

        at.counts["runs"] += 1
        try:
            dataaudit.audit(source, out=source.parent / "out", settings=list(LIGHT), watcher=watch)
        except IncompleteError as error:
            at.require("chang" in str(error) or "a.jsonl" in str(error), f"the sentence is {error}")
        else:
            at.require(False, f"{change.__name__}: nothing was noticed")
        at.require(not (source.parent / "out" / "manifest.json").exists(), "a manifest was written")
        shutil.rmtree(source.parent)
