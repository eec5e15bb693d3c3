"""Static vectors of word pieces, which ship with the package.

The vector of a text is the sum of those of its word pieces: no network runs over it. Word order and context are lost,
so paraphrases are farther apart than the encoder puts them. ``make_static_vectors`` says how the file is made;
``static_model/SOURCE.md`` names its source and licence.

Source: Tulkens and van Dongen, "model2vec" 2024.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dataaudit.store.atomic import sha256_of

DIMENSIONS = 256
FOLDER = Path(__file__).with_name("static_model")
"""Laid out as model2vec lays out a static model."""
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
VECTORS = "embeddings"
"""Name of the vectors among the weights."""


class StaticVectors(NamedTuple):
    """A vocabulary of word pieces with a weighted vector each.

    ``vectors`` (float32, shape (pieces, ``DIMENSIONS``)); a piece without meaning has zeros. ``tokenizer``: cuts words
    into pieces. ``identity``: distinguishes the vectors from others.
    """

    vectors: NDArray[np.float32]
    tokenizer: Any
    identity: str


@cache
def static_identity() -> str:
    """What distinguishes the static vectors from others: digests of both files."""
    return "-".join(["static", *(sha256_of(FOLDER / name)[:12] for name in (WEIGHTS, TOKENIZER))])


@cache
def static_vectors() -> StaticVectors:
    """The shipped vectors."""
    from safetensors.numpy import load_file

    vectors = np.ascontiguousarray(load_file(FOLDER / WEIGHTS)[VECTORS], np.float32)
    return StaticVectors(vectors, piece_tokenizer(FOLDER / TOKENIZER), static_identity())


def piece_tokenizer(file: Path) -> Any:
    """The tokenizer in a file, set to return all pieces of a text and no others."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
