"""Reads TensorBoard's event files from their bytes: records of length, checksum and an ``Event`` message.

Source: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto and tensorflow/core/framework/
summary.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.training.logs.columns import role_of
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import frame_of
from dataaudit.training.logs.run_log import RawRun

NAME = "TensorBoard"

_LARGEST = 1 << 28
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def read_file(log: LogFile) -> Runs | None:
    """Read the run of an event file, known by its name or by a first record that contains a version."""
    if ".tfevents." not in log.path.name and (len(log.head) <= 24 or b"brain.Event:" not in log.head[:64]):
        return None
    return NAME, [_run([log.path])]


def read_folder(folder: Path) -> Runs | None:
    """Read the runs of a folder and its subfolders, one each."""
    events = sorted(path for path in folder.rglob("*.tfevents.*") if path.is_file())
    if not events:
        return None
    folders = list(dict.fromkeys(path.parent for path in events))
    runs = [_run([path for path in events if path.parent == one]) for one in folders]
    return NAME, _sides_joined([run for run in runs if run.frame.height], folders)


def _sides_joined(runs: list[RawRun], folders: list[Path]) -> list[RawRun]:
    """Join the training and validation folders that Keras writes side by side for one run."""
    if (
        sorted(one.name for one in folders) not in (["train", "validation"], ["test", "train"], ["train", "val"])
        or len(runs) != 2
    ):
        return runs
    train, other = sorted(runs, key=lambda run: bool(run.roles))
    renamed = other.frame.rename(
        {name: f"{name} ({folders[-1].name})" for name in other.frame.columns if name != "step"}
    )
    roles: Any = {f"{name} ({folders[-1].name})": role for name, role in other.roles.items()}
    frame = pl.concat([train.frame, renamed], how="diagonal").sort("step", maintain_order=True)
    name = folders[0].resolve().parent.name or train.name
    return [replace(train, name=name, frame=frame, roles=roles)]


def _run(paths: Sequence[Path]) -> RawRun:
    """Read the run of some files, in name order; a truncated record ends a file and is counted.

    Args:
        paths: The files of one folder; a resumed run adds a file.
    """
    cut = [0, 0]
    records: list[dict[str, float]] = []
    for path in paths:
        for event in _records(path, cut):
            step, values = _event(event)
            if values:
                records.append({"step": float(step), **values})
    frame = frame_of(records)
    folder = paths[0].resolve().parent.name
    # Keras writes train/ and validation/, with the same names in both.
    side = (role_of(f"{folder}_loss") or ("train",))[0]
    roles = {}
    if side in ("validation", "test"):
        own = {name: role_of(name) for name in frame.columns}
        roles = {name: (side, role[1]) for name, role in own.items() if role and role[0] == "train"}
    return RawRun(name=_name(paths[0]), frame=frame, step="step", roles=roles, unreadable=(cut[0], cut[1]))


def _name(path: Path) -> str:
    parent = path.resolve().parent.name
    return f"{parent}/{path.name[:40]}" if parent else path.name


def _records(path: Path, cut: list[int]) -> Iterator[bytes]:
    with path.open("rb") as file:
        place = 0
        while head := file.read(12):
            place += 1
            length = struct.unpack("<Q", head[:8])[0] if len(head) == 12 else _LARGEST + 1
            data = file.read(length) if length <= _LARGEST else b""
            if length > _LARGEST or len(data) < length or len(file.read(4)) < 4:
                cut[:] = [1, place]
                return
            yield data


def _event(data: bytes) -> tuple[int, dict[str, float]]:
    """Return step and scalars of an ``Event``."""
    step, values = 0, {}
    for number, kind, value in _fields(data):
        if number == 2 and kind == _VARINT:
            step = int.from_bytes(value, "little", signed=True)
        elif number == 5 and kind == _BYTES:
            for inner, inner_kind, summary in _fields(value):
                if inner == 1 and inner_kind == _BYTES:
                    tag, scalar = _value(summary)
                    if tag and scalar is not None:
                        values[tag] = scalar
    return step, values


def _value(data: bytes) -> tuple[str, float | None]:
    """Return tag and number of a ``Summary.Value``; the number is None for images, histograms and texts."""
    tag, scalar = "", None
    for number, kind, value in _fields(data):
        if number == 1 and kind == _BYTES:
            tag = value.decode("utf-8", "replace")
        elif number == 2 and kind == _FIXED32:
            scalar = struct.unpack("<f", value)[0]
        elif number == 8 and kind == _BYTES:
            scalar = _tensor(value)
    return tag, scalar


def _tensor(data: bytes) -> float | None:
    """Return the number of a scalar ``TensorProto`` of floats or doubles, or None."""
    dtype, content = 0, b""
    for number, kind, value in _fields(data):
        if number == 1 and kind == _VARINT:
            dtype = int.from_bytes(value, "little")
        elif number in (4, 5, 6):
            content = value
    size, form = {1: (4, "<f"), 2: (8, "<d")}.get(dtype, (0, ""))
    return struct.unpack(form, content)[0] if size and len(content) == size else None


def _fields(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield number, wire type and bytes of every field of a message, up to the first damaged one."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield number, kind, (value & (1 << 64) - 1).to_bytes(8, "little")
            continue
        if kind == _BYTES:
            size, place = _varint(data, place)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            return
        if place + size > len(data):
            return
        yield number, kind, data[place : place + size]
        place += size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value, shift = 0, 0
    while place < len(data):
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            break
    return value, place


READER = LogReader(
    rank=40, known_as="events.out.tfevents.* of TensorBoard", read_file=read_file, certain=True, read_folder=read_folder
)
