"""Writes TensorBoard's event files byte by byte, as tensorflow/core/lib/io/record_writer.h and event.proto tell."""

from __future__ import annotations

import struct

NAME = "events.out.tfevents.1690000000.host.1.0"

_TABLE = []
for _start in range(256):
    _value = _start
    for _ in range(8):
        _value = _value >> 1 ^ (0x82F63B78 if _value & 1 else 0)
    _TABLE.append(_value)


def _masked_checksum(data: bytes) -> bytes:
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 255]
    value ^= 0xFFFFFFFF
    return struct.pack("<I", ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(data: bytes) -> bytes:
    """A record: length, its checksum, the data, their checksum."""
    length = struct.pack("<Q", len(data))
    return length + _masked_checksum(length) + data + _masked_checksum(data)


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def number_field(place: int, value: int) -> bytes:
    return varint(place << 3) + varint(value)


def bytes_field(place: int, data: bytes) -> bytes:
    return varint(place << 3 | 2) + varint(len(data)) + data


def float_field(place: int, value: float) -> bytes:
    return varint(place << 3 | 5) + struct.pack("<f", value)


def double_field(place: int, value: float) -> bytes:
    return varint(place << 3 | 1) + struct.pack("<d", value)


VERSION = record(double_field(1, 1.69e9) + bytes_field(3, b"brain.Event:2"))
"""The first record of every file."""


def event(step: int, *values: bytes) -> bytes:
    """A record of an event; as protobuf 3 does, step 0 is left out."""
    told = number_field(2, step) if step else b""
    summary = b"".join(bytes_field(1, value) for value in values)
    return record(double_field(1, 1.69e9 + step) + told + bytes_field(5, summary))


def simple(tag: str, value: float) -> bytes:
    """A value as PyTorch's SummaryWriter writes it."""
    return bytes_field(1, tag.encode()) + float_field(2, value)


def tensor(tag: str, value: float, kind: str = "packed floats") -> bytes:
    """A value as tf.summary.scalar of TensorFlow 2 writes it, or another of the ways a TensorProto allows."""
    held = {
        "packed floats": bytes_field(5, struct.pack("<f", value)),
        "one float": float_field(5, value),
        "content": bytes_field(4, struct.pack("<f", value)),
        "packed doubles": bytes_field(6, struct.pack("<d", value)),
        "one double": double_field(6, value),
        "double content": bytes_field(4, struct.pack("<d", value)),
    }[kind]
    dtype = 2 if "double" in kind else 1
    proto = number_field(1, dtype) + bytes_field(2, b"") + held
    metadata = bytes_field(1, bytes_field(1, b"scalars")) + number_field(4, 1)
    return bytes_field(1, tag.encode()) + bytes_field(9, metadata) + bytes_field(8, proto)


def text(tag: str, words: str) -> bytes:
    """A summary of text: a tensor of strings."""
    proto = number_field(1, 7) + bytes_field(2, bytes_field(2, number_field(1, 1))) + bytes_field(8, words.encode())
    return bytes_field(1, tag.encode()) + bytes_field(8, proto)


def histogram(tag: str) -> bytes:
    return bytes_field(1, tag.encode()) + bytes_field(5, double_field(1, -1.0) + double_field(2, 1.0))
