"""Whether a picture, a sound or a film is whole, by its first bytes and by the lengths that it states.

Nothing is decoded: a file that has its signature, its parts and its end can still hold noise. Sources: PNG (W3C, 2003),
JPEG (ITU-T T.81, markers), GIF89a, RIFF (Microsoft and IBM 1991), ISO 14496-12 (boxes of MP4 and HEIF).
"""

from __future__ import annotations

import os
from typing import BinaryIO

PICTURE, SOUND = "picture", "sound"
"""Kinds of files; films count as sounds, because they share their containers."""
_PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff")
_MOST_PARTS = 10_000
_TAIL = 4096
_UNSTATED = (0, 0xFFFFFFFF)
"""Lengths in files that were written to a pipe."""
_HEADS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", PICTURE), (0, b"\xff\xd8\xff", PICTURE), (0, b"GIF87a", PICTURE),
    (0, b"GIF89a", PICTURE), (8, b"WEBP", PICTURE), (0, b"BM", PICTURE), (0, b"II*\0", PICTURE),
    (0, b"MM\0*", PICTURE), (0, b"II+\0", PICTURE), (0, b"MM\0+", PICTURE), (4, b"ftypavif", PICTURE),
    (4, b"ftyphei", PICTURE), (4, b"ftypmif1", PICTURE), (4, b"JXL ", PICTURE), (0, b"\xff\x0a", PICTURE),
    (4, b"jP  ", PICTURE), (0, b"8BPS", PICTURE), (0, b"\0\0\1\0", PICTURE),
    (8, b"WAVE", SOUND), (8, b"AVI ", SOUND), (0, b"ID3", SOUND), (0, b"fLaC", SOUND), (0, b"OggS", SOUND),
    (4, b"ftyp", SOUND), (4, b"moov", SOUND), (4, b"mdat", SOUND), (4, b"wide", SOUND), (4, b"free", SOUND),
    (4, b"skip", SOUND), (0, b"\x1aE\xdf\xa3", SOUND), (0, b"NIST_1A", SOUND), (0, b".snd", SOUND),
    (0, b"FORM", SOUND), (0, b"ADIF", SOUND), (0, b"0&\xb2u", SOUND), (0, b"FLV", SOUND), (0, b"#!AMR", SOUND),
    (0, b"caff", SOUND), (0, b"RF64", SOUND), (0, b"BW64", SOUND),
)  # fmt: skip


def is_broken(path: str) -> bool:
    """Whether a file is cut off, or is neither a picture nor a sound although it is named as one.

    A file of the other kind than its name says is broken; one of the same kind in another format is not, because
    readers go by the content.

    Raises:
        OSError: It cannot be read.
    """
    size = os.stat(path).st_size  # noqa: PTH116 - of every row
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(16)
        kind = next((kind for place, mark, kind in _HEADS if head[place : place + len(mark)] == mark), None)
        if kind is None and len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:  # a frame of MP3 or AAC
            kind = SOUND
        wanted = PICTURE if path.rpartition(".")[2].lower() in _PICTURES else SOUND
        return kind != wanted or _is_cut(file, head, size)


def _is_cut(file: BinaryIO, head: bytes, size: int) -> bool:
    if head.startswith(b"\x89PNG"):
        return _lacks_parts(file, size)
    if head.startswith(b"\xff\xd8\xff"):
        return b"\xff\xd9" not in _end(file, size)
    if head.startswith(b"GIF8"):
        return b"\x3b" not in _end(file, size)[-64:]
    if head.startswith(b"RIFF"):
        stated = int.from_bytes(head[4:8], "little")
        return stated not in _UNSTATED and stated + 8 > size + 1
    if head.startswith(b"BM"):
        return int.from_bytes(head[2:6], "little") > size
    if head[4:8] == b"ftyp":
        return _lacks_boxes(file, size)
    return False


def _end(file: BinaryIO, size: int) -> bytes:
    file.seek(max(size - _TAIL, 0))
    return file.read()


def _lacks_parts(file: BinaryIO, size: int) -> bool:
    """Whether a PNG ends before its last chunk does, or holds no picture."""
    place, first, drawn = 8, True, False
    for _ in range(_MOST_PARTS):
        file.seek(place)
        told = file.read(8)
        name = told[4:]
        place += 12 + int.from_bytes(told[:4], "big")
        if len(told) < 8 or place > size or (first and name != b"IHDR"):
            return True
        drawn |= name == b"IDAT"
        if name == b"IEND":
            return not drawn
        first = False
    return False


def _lacks_boxes(file: BinaryIO, size: int) -> bool:
    """Whether a file of boxes ends before its last box does."""
    place = 0
    for _ in range(_MOST_PARTS):
        if place == size:
            return False
        file.seek(place)
        told = file.read(16)
        if len(told) < 8:
            return True
        length = int.from_bytes(told[:4], "big")
        if length == 0:  # to the end of the file
            return False
        length = int.from_bytes(told[8:16], "big") if length == 1 else length
        place += length
        if length < 8 or place > size:
            return True
    return False
