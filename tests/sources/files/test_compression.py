from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from every import every

from dataaudit.errors import InputError, ResourceError
from dataaudit.sources.files import compression
from dataaudit.sources.files.compression import ByteStream

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
DATA = b"".join(b"line %d of the file\n" % number for number in range(20_000))


def read(path: Path, *, ratio: int = 1000, encoding: str = "utf-8") -> tuple[bytes, list[str]]:
    stream = ByteStream(path, max_ratio=ratio, encoding=encoding)
    data = b"".join(stream.pieces())
    return data, [note.code for note in stream.notes]


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_file_gives_its_content_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(COMPRESS[kind](DATA))
    assert read(path) == (DATA, [])


@pytest.mark.parametrize("kind", COMPRESS)
def test_members_one_after_the_other_are_one_stream(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(COMPRESS[kind](DATA) + COMPRESS[kind](b"more\n") + COMPRESS[kind](DATA))
    assert read(path) == (DATA + b"more\n" + DATA, [])


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_cut_file_gives_what_stands_before_the_cut_and_says_so(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dataaudit.sources.files.compression.PIECE", 512)
    whole = COMPRESS[kind](DATA)
    for share in (0.3, 0.6, 0.99):
        path = tmp_path / "a"
        path.write_bytes(whole[: int(len(whole) * share)])
        data, notes = read(path)
        assert DATA.startswith(data)
        assert notes == ["SRC002"]
    assert read(path)[0] or kind in ("xz", "bz2", "zst")


@pytest.mark.parametrize("kind", ["gz", "zst", "xz", "bz2"])
def test_a_wrong_checksum_is_told(tmp_path: Path, kind: str) -> None:
    data = bytearray(COMPRESS[kind](DATA))
    place = {"gz": -6, "zst": -2, "xz": -20, "bz2": len(data) // 2}[kind]
    data[place] ^= 0x40
    path = tmp_path / "a"
    path.write_bytes(bytes(data))
    assert read(path)[1] == ["SRC002"]


def test_bytes_behind_the_data_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(DATA) + b"signature")
    assert read(path) == (DATA, ["SRC004"])


def test_a_bomb_stops_at_the_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataaudit.sources.files.compression._RATIO_FROM", 1 << 20)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"\0" * (8 << 20)))
    with pytest.raises(ResourceError, match="max_decompressed_ratio"):
        read(path, ratio=100)


def test_other_encodings_come_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(gzip.compress("größe 中\n".encode("utf-16")))
    assert read(path, encoding="utf-16") == ("größe 中\n".encode(), [])


def test_a_file_that_is_not_in_its_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc\x81def")
    with pytest.raises(InputError, match="not cp1252"):
        read(path, encoding="cp1252")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.gz: cannot be read"):
        read(tmp_path / "none.gz")


MAKERS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstandard": zstandard.ZstdCompressor(write_checksum=True).compress,
}
LINES = b"".join(b"line %d of %d\n" % (number, number * 7919 % 1000) for number in range(30_000))


@every("name", MAKERS)
def test_damage_at_the_very_end_costs_nothing_before_it(name: str, tmp_path: Path) -> None:
    data = bytearray(MAKERS[name](LINES))
    data[-3] ^= 0xFF
    path = tmp_path / "a"
    path.write_bytes(data)
    stream = ByteStream(path, max_ratio=1000)
    assert b"".join(stream.pieces()) == LINES
    assert [note.code for note in stream.notes] == ["SRC002"]


@every("name", MAKERS)
def test_what_precedes_damage_is_given_once_and_in_order(name: str, tmp_path: Path) -> None:
    data = bytearray(MAKERS[name](LINES[:1000]) + MAKERS[name](LINES[1000:]))
    data[len(data) * 3 // 4] ^= 0xFF
    path = tmp_path / "a"
    path.write_bytes(data)
    stream = ByteStream(path, max_ratio=1000)
    got = b"".join(stream.pieces())
    assert got.startswith(LINES[:1000])
    assert [note.code for note in stream.notes] == ["SRC002"]


@every("name", MAKERS)
def test_a_bomb_is_decompressed_in_steps_and_stopped(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "_RATIO_FROM", 4 << 20)
    path = tmp_path / "bomb"
    path.write_bytes(MAKERS[name](bytes(40 << 20)))
    pieces: list[int] = []
    stream = ByteStream(path, max_ratio=100).pieces()
    with pytest.raises(ResourceError, match="too large when decompressed"):
        pieces.extend(map(len, stream))
    assert max(pieces, default=0) <= 4 << 20
    assert sum(pieces) <= 12 << 20


def test_a_window_that_is_too_large_is_no_damage(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28, compression_level=1)
    path = tmp_path / "long.jsonl.zst"
    engine = zstandard.ZstdCompressor(compression_params=parameters).compressobj()  # which does not know the size
    path.write_bytes(engine.compress(b'{"text": "a"}\n' * 1000) + engine.flush())
    with pytest.raises(InputError, match=r"long\.jsonl\.zst: its zstandard data need a window of more than 128 MiB"):
        list(ByteStream(path, max_ratio=1000).pieces())


def test_frames_without_data_are_skipped_wherever_they_are(tmp_path: Path) -> None:
    frames = [zstandard.ZstdCompressor().compress(f"{n} some text\n".encode() * 50) for n in range(3)]
    for size in (0, 4, 1 << 20):
        skipped = b"\x5e\x2a\x4d\x18" + size.to_bytes(4, "little") + b"\1" * size
        path = tmp_path / f"{size}.txt.zst"
        path.write_bytes(skipped + frames[0] + skipped + skipped + frames[1] + frames[2] + skipped)
        stream = ByteStream(path, max_ratio=1000)
        assert b"".join(stream.pieces()) == b"".join(f"{n} some text\n".encode() * 50 for n in range(3))
        assert stream.notes == []
        path.write_bytes(frames[0] + skipped[:6])
        assert b"".join(stream.pieces()).startswith(b"0 some text")
