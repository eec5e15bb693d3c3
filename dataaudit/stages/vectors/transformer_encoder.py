"""Vectors of texts from a transformers encoder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.stages.transformer_batches import TransformerBatches, load_model

Pooling = Literal["mean", "cls"]
_KEY = "stages.embeddings.model"


@dataclass(kw_only=True)
class TransformerEncoder(TransformerBatches):
    """An encoder model.

    Attributes:
        pooling: How token outputs become one vector.
        dimensions: See ``Encoder``.
        sentences: See ``Encoder``.
    """

    pooling: Pooling
    dimensions: int
    sentences: bool = True

    def encode(self, texts: pa.LargeStringArray) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See ``Encoder``."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        learnt = np.full(len(texts), np.nan, np.float32)
        for places, made in self.outputs(texts):
            made[~np.isfinite(made).all(axis=1)] = 0.0
            vectors[places] = made
            learnt[places] = 1.0
        return vectors, learnt

    def pooled(self, output: Any, mask: Any) -> Any:
        """See ``TransformerBatches``; vectors of length 1."""
        import torch

        hidden = output.last_hidden_state.float()
        if self.pooling == "cls":
            return torch.nn.functional.normalize(hidden[:, 0], dim=1)
        kept = mask.unsqueeze(-1)
        return torch.nn.functional.normalize((hidden * kept).sum(1) / kept.sum(1), dim=1)


def load_transformer(
    name: str, device: str, max_tokens: int, tokens_per_batch: int, compiled: bool
) -> TransformerEncoder:
    """Load an encoder from a folder or by its hub name.

    Args:
        name: Folder or hub name.
        device: auto, cpu, cuda or mps.
        max_tokens: Tokens of a text that are read, at most the model's own limit.
        tokens_per_batch: Number of texts times the longest of them, in a batch; 0 depends on the device.
        compiled: Whether ``torch.compile`` compiles the model.

    Raises:
        ConfigurationError: The model cannot be loaded without custom code or is not an encoder, or the device is not
            available.
    """
    import torch

    advice = (
        "give the folder of an encoder with config.json, a tokenizer and model.safetensors, or 'static', which needs "
        "no network"
    )
    loaded = load_model(name, "AutoModel", device, _KEY, advice)
    lacking = [key for key in loaded.missing if "pooler" not in key]
    if lacking:
        message = (
            f"{_KEY}: the weights in '{name}' lack {len(lacking)} tensors of its architecture "
            f"({lacking[0]}); use the config.json that was saved with model.safetensors"
        )
        raise ConfigurationError(message)
    if not getattr(loaded.tokenizer, "is_fast", False) or getattr(loaded.model.config, "is_encoder_decoder", False):
        message = f"{_KEY}: '{name}' is not an encoder with a fast tokenizer; name another model"
        raise ConfigurationError(message)
    encoder = TransformerEncoder(
        tokenizer=loaded.tokenizer,
        model=loaded.model,
        device=loaded.device,
        pooling=_pooling(Path(name)),
        max_tokens=loaded.most_tokens(max_tokens),
        budget=loaded.budget(tokens_per_batch),
        half=loaded.half,
        dimensions=int(loaded.model.config.hidden_size),
    )
    if compiled:
        encoder.model = torch.compile(encoder.model, dynamic=True)
    return encoder


def _pooling(folder: Path) -> Pooling:
    """The pooling in the model's own description; mean if it has none."""
    try:
        told = json.loads((folder / "1_Pooling" / "config.json").read_bytes())
    except (OSError, ValueError):
        return "mean"
    return "cls" if isinstance(told, dict) and told.get("pooling_mode_cls_token") else "mean"
