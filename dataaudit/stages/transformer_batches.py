"""A transformers model that reads texts in batches by token budget, for stages that want one output a text."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


@dataclass(kw_only=True)
class TransformerBatches(ABC):
    """A model and its tokenizer; threads use it one at a time.

    Attributes:
        tokenizer: A ``transformers`` fast tokenizer.
        model: The model in evaluation mode, on ``device``.
        device: cpu, cuda or mps.
        max_tokens: Tokens of a text that are read.
        budget: Number of texts times the longest of them, in a batch; halved for good when a batch exhausts memory.
        half: Whether the model computes in bfloat16 (on a GPU by autocast).
    """

    tokenizer: Any
    model: Any
    device: str
    max_tokens: int
    budget: int
    half: bool
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @abstractmethod
    def pooled(self, output: Any, mask: Any) -> Any:
        """One float tensor a text, shape (texts, width), from the model's output and the mask of its tokens."""

    def outputs(self, texts: pa.LargeStringArray) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Places and outputs of the texts that have tokens, batch by batch; float32, shape (texts, width)."""
        with self._turn:
            batches = token_batches(
                list(enumerate(texts.to_pylist())),
                tokenizer=self.tokenizer,
                tokens_per_batch=self.budget,
                max_tokens=self.max_tokens,
                special_tokens="all",
            )
            for batch in batches:
                yield batch["row_id"].numpy(), self._halved(batch)

    def _halved(self, batch: TokenBatch) -> NDArray[np.float32]:
        """The outputs of a batch; one that exhausts memory is computed in halves, and later batches are smaller."""
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
            return np.concatenate([self._halved(part) for part in parts])

    def _forward(self, batch: TokenBatch) -> NDArray[np.float32]:
        import torch

        ids = batch["input_ids"].to(self.device, non_blocking=True)
        mask = batch["attention_mask"].to(self.device, non_blocking=True)
        autocast = self.half and self.device == "cuda"
        with torch.inference_mode(), torch.autocast(self.device, torch.bfloat16, enabled=autocast):
            made: NDArray[np.float32] = self.pooled(self.model(input_ids=ids, attention_mask=mask), mask).cpu().numpy()
        return made


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model of a folder.

    Attributes:
        tokenizer: Its fast tokenizer.
        model: In evaluation mode, on its device.
        device: cpu, cuda or mps.
        half: Whether it computes in bfloat16.
        missing: Tensors of the architecture that the weights lack.
    """

    tokenizer: Any
    model: Any
    device: str
    half: bool
    missing: list[str]

    def most_tokens(self, wanted: int) -> int:
        """The wanted number of tokens of a text, at most the model's own limit."""
        most = getattr(self.model.config, "max_position_embeddings", None)
        return min(wanted, int(most) - 2) if most else wanted

    def budget(self, wanted: int) -> int:
        """Number of texts times the longest of them in a batch: the wanted one, or, for 0, what the device takes."""
        return wanted or (_CPU_BUDGET if self.device == "cpu" else _GPU_BUDGET)


def load_model(name: str, kind: str, device: str, key: str, advice: str) -> LoadedModel:
    """Load a model from a folder or by its hub name, without running its code.

    Args:
        name: Folder or hub name.
        kind: Class of ``transformers`` that loads it, as ``AutoModel``.
        device: auto, cpu, cuda or mps.
        key: The configuration key that names it, for messages; that of the device stands beside it.
        advice: What to give instead, for messages.

    Raises:
        ConfigurationError: The model cannot be loaded, or the device is not available.
    """
    import torch
    import transformers
    from transformers.utils import logging

    place = chosen_device(device, f"{key.rpartition('.')[0]}.device")
    logging.disable_progress_bar()
    try:
        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model, told = getattr(transformers, kind).from_pretrained(
            name, trust_remote_code=False, use_safetensors=True, output_loading_info=True
        )
        half = place == "cuda" or (place == "cpu" and _computes_in_bfloat16())
        model = model.eval().to(place, torch.bfloat16 if half and place == "cpu" else None)
    except Exception as error:
        problem = " ".join(str(error).split())[:200]
        message = f"{key}: '{name}' cannot be loaded ({type(error).__name__}: {problem}); {advice}"
        raise ConfigurationError(message) from error
    return LoadedModel(tokenizer, model, place, half, sorted(told["missing_keys"]))


def _computes_in_bfloat16() -> bool:
    """Whether this CPU has instructions for bfloat16; without them bfloat16 is slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return " avx512_bf16" in flags or " amx_bf16" in flags
