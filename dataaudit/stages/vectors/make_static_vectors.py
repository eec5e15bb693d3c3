"""Makes the files of ``static_model`` from the sentence encoder: ``python -m ... [FOLDER]``.

Each piece of the vocabulary is given to the encoder alone. The mean of the encoder's outputs, reduced to fewer
dimensions, freed of what all texts share and weighted by how rare the piece is, is its vector.

Source: Tulkens and van Dongen, "model2vec" 2024; weights: Arora, Liang, Ma 2017 (SIF) with frequencies by Zipf's law.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.vectors.minilm import minilm_folder
from dataaudit.stages.vectors.static_vectors import DIMENSIONS, FOLDER, TOKENIZER, VECTORS, WEIGHTS, piece_tokenizer
from dataaudit.store.atomic import write_bytes

_BATCH = 1024
_SMOOTHING = 1e-4
_FIRST_PIECE = 999
_FIRST_WORD = 1996
"""In this vocabulary unused entries come before the characters, and characters before the words, frequent ones
first."""


def make(folder: Path) -> None:
    """Write the vectors and the tokenizer to a folder."""
    from safetensors.numpy import save

    tokenizer = minilm_folder() / TOKENIZER
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / WEIGHTS, save({VECTORS: distilled(piece_tokenizer(tokenizer))}))
    write_bytes(folder / TOKENIZER, tokenizer.read_bytes())


def distilled(tokenizer: Any) -> NDArray[np.float16]:
    """The weighted vectors of all pieces: float16, shape (pieces, ``DIMENSIONS``)."""
    return weighted_vectors(tokenizer).astype(np.float16)


def weighted_vectors(tokenizer: Any) -> NDArray[np.float64]:
    """The same before they are rounded."""
    outputs = _piece_outputs(tokenizer.get_vocab_size())
    pieces = [tokenizer.id_to_token(number) or "" for number in range(len(outputs))]
    meant = np.array([number >= _FIRST_PIECE and any(map(str.isalnum, piece)) for number, piece in enumerate(pieces)])
    rank = np.where(np.arange(len(pieces)) >= _FIRST_WORD, np.arange(len(pieces)) - _FIRST_WORD, 500)
    frequency = meant / (rank + 2.7)
    frequency /= frequency.sum()
    weight = _SMOOTHING / (_SMOOTHING + frequency) * meant
    centred = outputs - outputs[meant].mean(0)
    _, directions = np.linalg.eigh(centred[meant].T @ centred[meant])
    reduced = centred @ directions[:, ::-1][:, :DIMENSIONS]
    mass = frequency * weight
    reduced -= (mass[:, None] * reduced).sum(0) / mass.sum()  # what nearly every text has
    reduced /= np.linalg.norm(reduced[meant], axis=1).mean()  # a piece is about as long as a hashed token
    weighted: NDArray[np.float64] = reduced * weight[:, None]
    return weighted


def _piece_outputs(pieces: int) -> NDArray[np.float64]:
    """The encoder's mean output for every piece alone, between its first and last token."""
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder = str(minilm_folder())
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
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


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
