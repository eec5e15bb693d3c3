"""Whether files are whole, by their structure."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.media.file_structure import is_broken


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"tEXt", b"Comment\0made here")
    + chunk(b"IDAT", zlib.compress(b"\0\7"))
    + chunk(b"IEND", b"")
)
BOXES = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4s", 40, b"mdat") + bytes(32)


def sound() -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(200))
    return held.getvalue()


def broken(folder: Path, name: str, data: bytes) -> bool:
    (folder / name).write_bytes(data)
    return is_broken(str(folder / name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@given(st.integers(0, len(PNG) - 1))
def test_a_png_that_ends_anywhere_before_its_end_is_broken(folder: Path, size: int) -> None:
    assert not broken(folder, "a.png", PNG)
    assert broken(folder, "a.png", PNG[:size])


@given(st.integers(0, len(BOXES) - 1))
def test_a_film_that_ends_inside_a_box_is_broken(folder: Path, size: int) -> None:
    assert not broken(folder, "a.mp4", BOXES)
    # A cut between two boxes leaves a whole file of fewer boxes: that is not known.
    assert broken(folder, "a.mp4", BOXES[:size]) == (size not in (16,))


def test_a_sound_is_as_long_as_it_states_unless_it_states_nothing(folder: Path) -> None:
    data = sound()
    assert not broken(folder, "a.wav", data)
    assert broken(folder, "a.wav", data[:-2])
    assert not broken(folder, "a.wav", data[:4] + b"\xff\xff\xff\xff" + data[8:-2])


@pytest.mark.parametrize(
    ("name", "data", "right"),
    [
        ("a.jpg", PNG, False),  # readers go by the content
        ("a.png", b"\xff\xd8\xff\xe0" + bytes(50) + b"\xff\xd9", False),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(50), True),
        ("a.gif", b"GIF89a" + bytes(20) + b"\x3b", False),
        ("a.gif", b"GIF89a" + bytes(20), True),
        ("a.bmp", b"BM" + struct.pack("<I", 30) + bytes(24), False),
        ("a.bmp", b"BM" + struct.pack("<I", 31) + bytes(24), True),
        ("a.webp", b"RIFF" + struct.pack("<I", 12) + b"WEBPVP8 ", True),
        ("a.jpg", b"<!DOCTYPE html>", True),
        ("a.png", sound(), True),
        ("a.wav", PNG, True),
        ("a.mp3", b"\xff\xfb\x90\x00" + bytes(40), False),
        ("a.mp3", b"ID3\x03" + bytes(40), False),
        ("a.flac", b"fLaC" + bytes(40), False),
        ("a.ogg", b"OggS" + bytes(40), False),
        ("a.m4a", BOXES, False),
        ("a.sph", b"NIST_1A\n" + bytes(40), False),
        ("a.jpg", b"x", True),
    ],
)
def test_a_file_has_a_format_of_its_kind(folder: Path, name: str, data: bytes, right: bool) -> None:
    assert broken(folder, name, data) == right
