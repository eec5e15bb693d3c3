"""Encoders of texts: the static one that works offline, the user's own static models, and transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.embedding_sums import add_words, embedding_sums, find_words
from dataaudit.kernels.hashing.shingle_tokens import TokenStream, token_stream
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.folding import canonical_tables
from dataaudit.stages.duplicates.minhash_signatures import canonical_texts
from dataaudit.stages.model_folder import check_model_folder, model_identity
from dataaudit.stages.vectors.minilm import minilm_folder
from dataaudit.stages.vectors.static_vectors import DIMENSIONS, StaticVectors, static_identity, static_vectors

STATIC, MINILM = "static", "minilm"
"""Names of the models that need no folder: shipped with dataaudit, and as a separate package."""

# A table at most half full, so that a search for an unknown word soon meets a free slot.

_FIRST_SLOTS, _LOAD = 1 << 16, 0.5
_LONGEST_WORD = 100
"""Bytes of a word that are tokenized; anything longer is hardly a word."""

Vectors = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Vectors of length 1, shape (texts, dimensions), zeros for a text without one; and the share of each text's tokens
that have learned vectors, NaN for a text without tokens."""


class Encoder(Protocol):
    """Turns texts into vectors; safe for use by several threads."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def sentences(self) -> bool:
        """Whether it reads a text as a whole, and not word by word."""
        ...

    def encode(self, texts: pa.LargeStringArray) -> Vectors:
        """The vectors of texts; null counts as empty."""
        ...


@dataclass(slots=True)
class _Words:
    """The pieces of the words seen so far, as a hash table; one that others can see is never changed."""

    keys: NDArray[np.uint64]
    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]
    pieces: NDArray[np.int64]
    used: int


@dataclass
class StaticEncoder:
    """The encoder that sums static vectors.

    Attributes:
        static: The vocabulary and its vectors.
        dimensions: See ``Encoder``.
        sentences: See ``Encoder``.
    """

    static: StaticVectors
    dimensions: int = DIMENSIONS
    sentences: bool = False
    _words: _Words = field(default_factory=lambda: _Words(*_free(_FIRST_SLOTS), np.zeros(0, np.int64), 0))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def encode(self, texts: pa.LargeStringArray) -> Vectors:
        """See ``Encoder``."""
        stream = tokens_of(texts)
        words = self._words
        slots = find_words(words.keys, stream.hashes, stream.kinds)
        if (slots == -1).any():
            with self._lock:
                words = self._with_words(stream, find_words(self._words.keys, stream.hashes, stream.kinds) == -1)
            slots = find_words(words.keys, stream.hashes, stream.kinds)
        sums, learnt = embedding_sums(stream, slots, words.firsts, words.counts, words.pieces, self.static.vectors)
        return sums, learnt

    def _with_words(self, stream: TokenStream, unknown: NDArray[np.bool_]) -> _Words:
        """A table with some tokens of a stream added, whose pieces the tokenizer gives; the old one may be in use."""
        tokens = np.flatnonzero(unknown)
        hashes, first = np.unique(stream.hashes[tokens], return_index=True)
        if not len(hashes):  # another thread has added them
            return self._words
        tokens, view = tokens[first], stream.letters.data
        bounds = zip(stream.begins[tokens].tolist(), stream.ends[tokens].tolist(), strict=True)
        spelt = [str(view[one : min(two, one + _LONGEST_WORD)], "utf-8", "ignore") for one, two in bounds]
        encoded = self.static.tokenizer.encode_batch_fast(spelt, add_special_tokens=False)
        counts = np.fromiter((len(one.ids) for one in encoded), np.int64, len(encoded))
        ids = np.fromiter((piece for one in encoded for piece in one.ids), np.int64, int(counts.sum()))
        old = self._words
        firsts = len(old.pieces) + np.cumsum(counts) - counts
        held, slots = np.flatnonzero(old.keys), len(old.keys)
        while _LOAD * slots < old.used + len(hashes):
            slots *= 2
        if slots == len(old.keys):
            words = _Words(old.keys.copy(), old.firsts.copy(), old.counts.copy(), np.concatenate([old.pieces, ids]), 0)
        else:
            words = _Words(*_free(slots), np.concatenate([old.pieces, ids]), 0)
            add_words(words.keys, words.firsts, words.counts, old.keys[held], old.firsts[held], old.counts[held])
        add_words(words.keys, words.firsts, words.counts, hashes, firsts, counts)
        words.used = old.used + len(hashes)
        self._words = words
        return words


def _free(slots: int) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    return np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(slots, np.int64)


def spelt(stream: TokenStream, token: int) -> str:
    """A token as people read it: of one that is too long for a word, such as encoded bytes, the beginning."""
    begin, end = int(stream.begins[token]), int(stream.ends[token])
    shown = bytes(stream.letters[begin : min(end, begin + _LONGEST_WORD)]).decode("utf-8", "ignore")
    return shown + "…" * (end - begin > _LONGEST_WORD)


def tokens_of(texts: pa.LargeStringArray) -> TokenStream:
    """The tokens of texts; null counts as empty."""
    canonical, settled = canonical_texts(texts)
    stream: TokenStream = token_stream(*text_buffers(canonical), character_tables()[0], canonical_tables(), settled)
    return stream


@dataclass
class TableEncoder:
    """The encoder for a static model in a folder in the format of model2vec: a tokenizer and a vector per token.

    Attributes:
        tokenizer: A tokenizer of the library ``tokenizers``.
        vectors: float32, shape (tokens, dimensions).
        dimensions: See ``Encoder``.
        sentences: See ``Encoder``.
    """

    tokenizer: Any
    vectors: NDArray[np.float32]
    dimensions: int
    sentences: bool = False

    def encode(self, texts: pa.LargeStringArray) -> Vectors:
        """See ``Encoder``."""
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        learnt = np.full(len(texts), np.nan, np.float32)
        encoded = self.tokenizer.encode_batch_fast(texts.fill_null("").to_pylist(), add_special_tokens=False)
        for place, one in enumerate(encoded):
            if one.ids:
                sums[place] = self.vectors[one.ids].sum(0)
                learnt[place] = 1.0
        return unit(sums), learnt


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors scaled to length 1; zeros remain zeros, and vectors that are not finite become zeros.

    Examples:
        >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)).tolist()
        [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    good = np.isfinite(lengths) & (lengths > 1e-6)
    result: NDArray[np.float32] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=good)
    return result


@cache
def load_encoder(name: str, device: str, max_tokens: int, tokens_per_batch: int, compiled: bool) -> Encoder:
    """Load an encoder by name.

    Args:
        name: ``static``, ``minilm``, a folder of a static model or of a transformer, or a hub name.
        device: auto, cpu, cuda or mps; static models run on the CPU.
        max_tokens: Tokens of a text that a transformer reads.
        tokens_per_batch: Number of texts times the longest of them, in a transformer's batch; 0 depends on the device.
        compiled: Whether a transformer is compiled first.

    Raises:
        ConfigurationError: The model does not exist, cannot be loaded, or needs custom code.
        UsageError: The package of ``minilm`` is not installed.
    """
    if name == STATIC:
        return StaticEncoder(static_vectors())
    folder = str(minilm_folder()) if name == MINILM else name
    check_model_folder(folder, "stages.embeddings.model")
    table = _table(Path(folder))
    if table is not None:
        return table
    from dataaudit.stages.vectors.transformer_encoder import load_transformer

    return load_transformer(folder, device, max_tokens, tokens_per_batch, compiled)


def encoder_identity(name: str) -> str:
    """A string that identifies an encoder and its weights."""
    if name == STATIC:
        return static_identity()
    return model_identity(str(minilm_folder()) if name == MINILM else name)


def _table(folder: Path) -> TableEncoder | None:
    """The static model in a folder, or None if the folder has none.

    Raises:
        ConfigurationError: The model cannot be read, or its vectors do not match its tokenizer.
    """
    file = folder / "model.safetensors"
    if not file.is_file():
        return None
    from safetensors import safe_open

    try:
        with safe_open(file, "numpy") as tensors:
            names: Sequence[str] = list(tensors.keys())
            if not {"embeddings", "embedding.weight"} & set(names) or len(names) > 3:
                return None
            vectors = tensors.get_tensor("embeddings" if "embeddings" in names else "embedding.weight")
            weights = tensors.get_tensor("weights") if "weights" in names else None
            mapping = tensors.get_tensor("mapping") if "mapping" in names else None
        from tokenizers import Tokenizer

        tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:
        raise _broken(str(folder), error) from error
    vectors = np.asarray(vectors, np.float32)
    tokens = max(tokenizer.get_vocab().values(), default=-1) + 1
    rows = len(vectors) if mapping is None else len(mapping)
    fits = vectors.ndim == 2 and rows >= tokens and (weights is None or len(weights) >= rows)
    if not fits or (mapping is not None and not bool(((mapping >= 0) & (mapping < len(vectors))).all())):
        message = (
            f"stages.embeddings.model: '{folder}' has {rows} vectors for {tokens} tokens; "
            "use the tokenizer.json that was saved with the model"
        )
        raise ConfigurationError(message)
    vectors = vectors if mapping is None else vectors[mapping]
    vectors = vectors if weights is None else vectors * np.asarray(weights[:rows], np.float32)[:, None]
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return TableEncoder(tokenizer, np.ascontiguousarray(vectors), vectors.shape[1])


def _broken(name: str, error: Exception) -> ConfigurationError:
    problem = " ".join(str(error).split())[:200]
    return ConfigurationError(
        f"stages.embeddings.model: '{name}' cannot be loaded ({type(error).__name__}: {problem}); give the folder of a "
        "static model or of a transformers encoder with model.safetensors and tokenizer.json"
    )
