"""Digests under a key: those without it cannot look up in a lock whether it holds a text that they guess."""

from __future__ import annotations

import hashlib
import os

VARIABLE = "DATAAUDIT_LOCK_KEY"
"""Name of the environment variable that holds the key of locks."""
_BYTES = 8


def environment_key() -> bytes:
    """The key in the environment; empty where there is none."""
    return os.environ.get(VARIABLE, "").encode("utf-8", "surrogateescape")


def keyed(digest: int, key: bytes) -> str:
    """A digest of a digest, as 16 hexadecimal digits; without a key the digest itself.

    Args:
        digest: Below 2**64.
        key: Of any length.

    Examples:
        >>> keyed(10, b"")
        '000000000000000a'
        >>> keyed(10, b"one") != keyed(10, b"another")
        True
    """
    if not key:
        return f"{digest:016x}"
    return keyed_bytes(digest.to_bytes(_BYTES, "big"), key)


def keyed_bytes(data: bytes, key: bytes) -> str:
    """A digest of bytes, as 16 hexadecimal digits.

    Source: RFC 7693, keyed hashing.

    Examples:
        >>> len(keyed_bytes(b"text", b""))
        16
    """
    short = hashlib.sha256(key).digest() if len(key) > hashlib.blake2b.MAX_KEY_SIZE else key
    return hashlib.blake2b(data, key=short, digest_size=_BYTES).hexdigest()


def key_check(key: bytes) -> str:
    """What tells two keys apart and does not give them away."""
    return keyed_bytes(b"dataaudit lock", key)
