"""Tokens of a vocabulary that are only part of a character, and the unknown token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

BYTE_TOKEN, UNKNOWN_TOKEN = 1, 2

_FALLBACK = re.compile(r"<0x[0-9A-F]{2}>")


def token_kinds(definition: Mapping[str, Any]) -> NDArray[np.uint8]:
    """The kind of every token, by its number: ``BYTE_TOKEN``, ``UNKNOWN_TOKEN``, or 0 for all others; uint8.

    A byte token belongs to SentencePiece's byte fallback (``<0xE4>``) or, in a byte-level vocabulary, has bytes that
    are not whole characters.

    Args:
        definition: The content of a ``tokenizer.json``.
    """
    model = definition["model"]
    vocabulary = _vocabulary(model)
    kinds = np.zeros(max([*vocabulary.values(), *(one["id"] for one in definition["added_tokens"])], default=0) + 1)
    added = {one["content"] for one in definition["added_tokens"]}
    bytes_of = _bytes_by_character()
    byte_level = "ByteLevel" in str(definition["pre_tokenizer"])
    for token, number in vocabulary.items():
        if token in added:
            continue
        part = _is_part(token, bytes_of) if byte_level else model.get("byte_fallback") and _FALLBACK.fullmatch(token)
        kinds[number] = BYTE_TOKEN if part else 0
    unknown = model.get("unk_id") if "unk_id" in model else vocabulary.get(model.get("unk_token") or "")
    if unknown is not None:
        kinds[unknown] = UNKNOWN_TOKEN
    return kinds.astype(np.uint8)


def _vocabulary(model: Mapping[str, Any]) -> dict[str, int]:
    vocabulary = model.get("vocab") or {}
    if isinstance(vocabulary, Mapping):
        return dict(vocabulary)
    return {token: number for number, (token, _) in enumerate(vocabulary)}


def _is_part(token: str, bytes_of: Mapping[int, str]) -> bool:
    """Whether the bytes of a token in a byte-level vocabulary are not whole characters."""
    if token.isascii():
        return False
    try:
        token.translate(bytes_of).encode("latin-1").decode()
    except UnicodeEncodeError:
        return False
    except UnicodeDecodeError:
        return True
    return False


def _bytes_by_character() -> dict[int, str]:
    """For ``str.translate``: a character of the byte alphabet becomes its byte, as Latin-1 has it.

    A character outside the alphabet must not pass as a byte, so those in Latin-1 become one that cannot be encoded.
    """
    alphabet = {ord(character): chr(byte) for byte, character in enumerate(byte_alphabet())}
    return {**dict.fromkeys(range(0x100), "\uffff"), **alphabet}


def byte_alphabet() -> list[str]:
    """The characters that represent the 256 bytes in a byte-level vocabulary, as in GPT-2."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = iter(range(0x100, 0x200))
    return [chr(byte) if byte in visible else chr(next(others)) for byte in range(256)]
