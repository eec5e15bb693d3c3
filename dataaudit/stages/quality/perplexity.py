"""Perplexity of a text under a causal language model: exp of the mean negative log-likelihood of its tokens."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.stages.devices import chosen_device
from dataaudit.stages.model_folder import check_model_folder
from dataaudit.stages.signal_batch import missing_texts, signal_batch
from dataaudit.stages.token_batches import TokenBatch, token_batches

_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Perplexity:
    """Row stage ``perplexity``.

    Attributes:
        model: Folder or name of a causal model that ``transformers`` loads without custom code.
        identity: Distinguishes the model from others of the same name.
        max_tokens: Tokens of a text that are read.
        tokens_per_batch: Number of texts times the longest of them, in a batch.
        device: auto, cpu, cuda or mps.
        name: ``perplexity``.

    Signal: ``perplexity`` over the first ``max_tokens`` tokens, each predicted from those before it; the first from the
    model's beginning-of-text token if it has one, else it is left out. Null for a text of fewer than two tokens.
    """

    model: str
    identity: str
    max_tokens: int
    tokens_per_batch: int
    device: str
    name: str = "perplexity"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([("perplexity", pa.float32())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = [text or "" for text in batch.column("text").to_pylist()]
        with _turn:  # one model, used by one thread at a time: it computes with several threads itself
            values = self._perplexities(texts)
        return signal_batch(self.schema, {"perplexity": values}, missing_texts(batch))

    def _perplexities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        tokenizer, model, device = causal_model(self.model, self.device)
        result = np.full(len(texts), np.nan)
        batches = token_batches(
            list(enumerate(texts)),
            tokenizer=tokenizer,
            tokens_per_batch=self.tokens_per_batch,
            max_tokens=_room(model, self.max_tokens),
            special_tokens="begin",
        )
        for batch in batches:
            result[batch["row_id"].numpy()] = _mean_surprise(model, device, batch)
        surprise: NDArray[np.float64] = np.exp(result)
        return surprise


def _room(model: Any, wanted: int) -> int:
    """The wanted number of tokens, but at most the model's own limit."""
    most = getattr(model.config, "max_position_embeddings", None)
    return min(wanted, int(most)) if most else wanted


def _mean_surprise(model: Any, device: str, batch: TokenBatch) -> list[float]:
    """The mean negative log-likelihood of every row's tokens, in nats; NaN for a row of one token."""
    import torch

    ids = batch["input_ids"].to(device, non_blocking=True)
    mask = batch["attention_mask"].to(device, non_blocking=True)
    if ids.shape[1] < 2:
        return [float("nan")] * len(ids)
    with torch.inference_mode():
        logits = model(input_ids=ids, attention_mask=mask).logits[:, :-1].float()
        losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none")
        kept = mask[:, 1:]
        means: list[float] = ((losses * kept).sum(1) / kept.sum(1)).tolist()
    return means


@cache
def causal_model(name: str, device: str) -> tuple[Any, Any, str]:
    """A tokenizer, a causal model in evaluation mode, and the device it is on.

    Raises:
        ConfigurationError: The model does not exist, cannot be loaded or needs custom code, or the device is missing.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    check_model_folder(name, "stages.perplexity.model")
    device = chosen_device(device, "stages.perplexity.device")
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model: Any = AutoModelForCausalLM.from_pretrained(name, trust_remote_code=False, use_safetensors=True)
        return tokenizer, model.eval().to(device), device
    except Exception as error:
        problem = " ".join(str(error).split())[:200]
        message = (
            f"stages.perplexity.model: '{name}' cannot be loaded ({type(error).__name__}: {problem}); give the folder "
            "of a causal model with config.json, a tokenizer and model.safetensors"
        )
        raise ConfigurationError(message) from error
