"""Vectors of texts from a transformers encoder: sorted batches by token budget, bfloat16 where it is supported."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.stages.devices import chosen_device
from dataaudit.stages.token_batches import TokenBatch, token_batches

_CPU_BUDGET = 1024
"""Default tokens of a batch on a CPU: as many as its caches hold."""
_GPU_BUDGET = 65_536
"""Default tokens of a batch on a GPU."""

Pooling = Literal["mean", "cls"]


@dataclass
class TransformerEncoder:
    """An encoder model; threads use it one at a time.

    Attributes:
        tokenizer: A ``transformers`` fast tokenizer.
        model: The model in evaluation mode, on ``device``.
        device: cpu, cuda or mps.
        pooling: How token outputs become one vector.
        max_tokens: Tokens of a text that are read.
        budget: Number of texts times the longest of them, in a batch; halved for good when a batch exhausts memory.
        half: Whether the model computes in bfloat16 (on a GPU by autocast).
        dimensions: See ``Encoder``.
        sentences: See ``Encoder``.
    """

    tokenizer: Any
    model: Any
    device: str
    pooling: Pooling
    max_tokens: int
    budget: int
    half: bool
    dimensions: int
    sentences: bool = True
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def encode(self, texts: pa.LargeStringArray) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See ``Encoder``."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        learnt = np.full(len(texts), np.nan, np.float32)
        with self._turn:
            batches = token_batches(
                list(enumerate(texts.to_pylist())),
                tokenizer=self.tokenizer,
                tokens_per_batch=self.budget,
                max_tokens=self.max_tokens,
                special_tokens="all",
            )
            for batch in batches:
                places = batch["row_id"].numpy()
                vectors[places] = self._vectors(batch)
                learnt[places] = 1.0
        return vectors, learnt

    def _vectors(self, batch: TokenBatch) -> NDArray[np.float32]:
        """The vectors of a batch; one that exhausts memory is computed in halves, and later batches are smaller."""
        import torch

        try:
            return self._forward(batch)
        except torch.OutOfMemoryError:
            texts = len(batch["row_id"])
            if texts == 1:
                raise
            if self.device == "cuda":
                torch.cuda.empty_cache()
            # A batch that was cut by an older, larger budget says nothing about the present one.
            if batch["input_ids"].numel() <= self.budget:
                self.budget = max(self.budget // 2, 1)
            halves = (slice(0, texts // 2), slice(texts // 2, texts))
            parts = [
                TokenBatch(
                    input_ids=batch["input_ids"][half],
                    attention_mask=batch["attention_mask"][half],
                    row_id=batch["row_id"][half],
                )
                for half in halves
            ]
            return np.concatenate([self._vectors(part) for part in parts])

    def _forward(self, batch: TokenBatch) -> NDArray[np.float32]:
        import torch

        ids = batch["input_ids"].to(self.device, non_blocking=True)
        mask = batch["attention_mask"].to(self.device, non_blocking=True)
        with torch.inference_mode(), torch.autocast(self.device, torch.bfloat16, enabled=self._autocast):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            if self.pooling == "cls":
                pooled = hidden[:, 0]
            else:
                kept = mask.unsqueeze(-1)
                pooled = (hidden * kept).sum(1) / kept.sum(1)
            made: NDArray[np.float32] = torch.nn.functional.normalize(pooled, dim=1).cpu().numpy()
        made[~np.isfinite(made).all(axis=1)] = 0.0
        return made

    @property
    def _autocast(self) -> bool:
        return self.half and self.device == "cuda"


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
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    place = chosen_device(device, "stages.embeddings.device")
    logging.disable_progress_bar()
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model, told = AutoModel.from_pretrained(
            name, trust_remote_code=False, use_safetensors=True, output_loading_info=True
        )
        half = place == "cuda" or (place == "cpu" and _computes_in_bfloat16())
        model = model.eval().to(place, torch.bfloat16 if half and place == "cpu" else None)
    except Exception as error:
        problem = " ".join(str(error).split())[:200]
        message = (
            f"stages.embeddings.model: '{name}' cannot be loaded ({type(error).__name__}: {problem}); give the folder "
            "of an encoder with config.json, a tokenizer and model.safetensors, or 'static', which needs no network"
        )
        raise ConfigurationError(message) from error
    lacking = sorted(key for key in told["missing_keys"] if "pooler" not in key)
    if lacking:
        message = (
            f"stages.embeddings.model: the weights in '{name}' lack {len(lacking)} tensors of its architecture "
            f"({lacking[0]}); use the config.json that was saved with model.safetensors"
        )
        raise ConfigurationError(message)
    if not getattr(tokenizer, "is_fast", False) or getattr(model.config, "is_encoder_decoder", False):
        message = f"stages.embeddings.model: '{name}' is not an encoder with a fast tokenizer; name another model"
        raise ConfigurationError(message)
    most = getattr(model.config, "max_position_embeddings", None)
    encoder = TransformerEncoder(
        tokenizer=tokenizer,
        model=model,
        device=place,
        pooling=_pooling(Path(name)),
        max_tokens=min(max_tokens, int(most) - 2) if most else max_tokens,
        budget=tokens_per_batch or (_CPU_BUDGET if place == "cpu" else _GPU_BUDGET),
        half=half,
        dimensions=int(model.config.hidden_size),
    )
    if compiled:
        encoder.model = torch.compile(encoder.model, dynamic=True)
    return encoder


def _computes_in_bfloat16() -> bool:
    """Whether this CPU has instructions for bfloat16; without them bfloat16 is slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return " avx512_bf16" in flags or " amx_bf16" in flags


def _pooling(folder: Path) -> Pooling:
    """The pooling in the model's own description; mean if it has none."""
    try:
        told = json.loads((folder / "1_Pooling" / "config.json").read_bytes())
    except (OSError, ValueError):
        return "mean"
    return "cls" if isinstance(told, dict) and told.get("pooling_mode_cls_token") else "mean"
