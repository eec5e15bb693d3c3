from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from every import every

import dataaudit
from dataaudit.errors import IncompleteError, InputError, ResourceError
from dataaudit.sources.files.archives import archive_kind, members, open_member

QUICK = [f"stages.{name}=false" for name in ("quality", "embeddings", "passages", "language", "minhash", "tokens")]
ROWS = [{"text": f"a row of number {n} and {n * 13}", "n": n} for n in range(6)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def parquet(rows: list[dict[str, object]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


@pytest.mark.parametrize("make", [zipped, tarred])
def test_members_are_files_with_splits_compression_and_formats(make: object, tmp_path: Path) -> None:
    files = {
        "d/train.jsonl": LINES,
        "d/dev.jsonl.gz": gzip.compress(LINES.replace(b"row", b"line")),
        "d/test.parquet": parquet([{"text": "in a table there", "n": 99}]),
        "readme.md": b"x",
        "__MACOSX/d/._train.jsonl": b"\0\0",
    }
    path = make(tmp_path / "download.jsonl", files)  # type: ignore[operator]
    before = sorted(tmp_path.iterdir())
    result = dataaudit.audit(path, out=tmp_path / "run", settings=QUICK)
    rows = result.rows()
    assert rows["file"].unique(maintain_order=True).to_list() == [
        f"download.jsonl/{name}" for name in files if name.startswith("d/")
    ]
    assert rows["split"].unique(maintain_order=True).to_list() == ["train", "validation", "test"]
    assert result.clean()["n"].to_list() == [*range(6), *range(6), 99]
    assert "1 file skipped: unrecognised extension (download.jsonl/readme.md)" in result.manifest.notes
    assert result.witness("download.jsonl/d/train.jsonl:2").text == ROWS[1]["text"]
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "run"]


def test_a_folder_is_looked_through_for_archives(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    zipped(tmp_path / "in/a.zip", {"x.jsonl": LINES[: LINES.index(b"\n") + 1]})
    tarred(tmp_path / "in/b.tar", {"y.csv": b"text,n\nsome words of a table,1\n"})
    result = dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=QUICK)
    assert result.rows()["file"].to_list() == ["a.zip/x.jsonl", "b.tar/y.csv"]


@every(
    "name",
    ["../../evil.jsonl", "/etc/evil.jsonl", "a/../../evil.jsonl"],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str, tmp_path: Path) -> None:
    for path in (zipped(tmp_path / "a.zip", {name: LINES}), tarred(tmp_path / "a.tar", {name: LINES})):
        with pytest.raises(InputError, match="leads out of it"):
            members(path)


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jsonl", LINES)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.jsonl", LINES)
    with pytest.raises(InputError, match=r"two members called a\.jsonl"):
        members(path)


def test_damage_is_told_and_what_precedes_it_is_kept(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", {"a.jsonl": LINES * 1000}, zipfile.ZIP_STORED).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    with pytest.raises(InputError, match="cannot be read as a zip archive, perhaps it was cut off"):
        dataaudit.audit(tmp_path / "cut.zip", out=tmp_path / "1", settings=QUICK)
    flipped = bytearray(whole)
    flipped[200_000] ^= 1
    (tmp_path / "flipped.zip").write_bytes(flipped)
    with pytest.raises(IncompleteError, match="damaged in its archive"):
        dataaudit.audit(tmp_path / "flipped.zip", out=tmp_path / "2", settings=QUICK)


@pytest.mark.full
def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"a.jsonl": b" " * (150 << 20)})
    with pytest.raises(ResourceError, match="too large when decompressed"):
        dataaudit.audit(path, out=tmp_path / "run", settings=QUICK)


@every(
    "name, make, says",
    [
        ("a.tar.gz", lambda path: tarred(path, {"a.jsonl": LINES}, "w:gz"), "is a compressed tar archive"),
        ("a.7z", lambda path: path.write_bytes(b"7z\xbc\xaf'\x1c"), "is a 7z archive"),
    ],
    name=lambda case: case[0],
)
def test_other_archives_are_refused_with_what_to_do(name: str, make: object, says: str, tmp_path: Path) -> None:
    make(tmp_path / name)  # type: ignore[operator]
    with pytest.raises(InputError, match=says):
        dataaudit.audit(tmp_path / name, out=tmp_path / "run", settings=QUICK)


def test_samples_of_several_files_are_rows(tmp_path: Path) -> None:
    files: dict[str, bytes] = {}
    for number, row in enumerate(ROWS):
        files[f"set/{number:04}.json"] = json.dumps({"score": number, "big": 10**30}).encode()
        files[f"set/{number:04}.en.txt"] = str(row["text"]).encode()
        files[f"set/{number:04}.jpg"] = b"\xff\xd8"
    files["set/0002.json"] = b'{"score": 1, "score": 2}'
    files["set/0003.en.txt"] = b"\xff"
    path = tarred(tmp_path / "shard.jsonl", files)
    result = dataaudit.audit(path, out=tmp_path / "run", text="en.txt", settings=QUICK)
    assert result.clean()["__key__"].to_list() == [f"set/000{number}" for number in (0, 1, 4, 5)]
    assert result.clean()["json"].to_list()[0] == {"score": 0, "big": str(10**30)}
    assert result.quarantine()["code"].to_list() == ["JSN004", "ENC001"]
    assert "shard.jsonl: read as samples of several files, each a row; left out: jpg" in result.manifest.notes
    assert result.witness("shard.jsonl:4").text == ROWS[4]["text"]


def test_a_member_is_a_file_that_can_be_sought_in(tmp_path: Path) -> None:
    for path in (
        zipped(tmp_path / "a.zip", {"a": LINES, "b": b"x"}),
        tarred(tmp_path / "a.tar", {"a": LINES, "b": b"x"}),
    ):
        assert archive_kind(path) in ("zip", "tar")
        with open_member(path, "a") as file:
            assert file.read(10) == LINES[:10]
            file.seek(5)
            assert file.read() == LINES[5:]
        with open_member(path, "b") as file:
            assert file.read() == b"x"
    assert archive_kind(tmp_path / "none") is None
