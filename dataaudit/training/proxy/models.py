"""The models that are trained on the rows: small ones of our own making, or one of the user's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from dataaudit.training.probes.model_and_data import load_model
from dataaudit.training.proxy.vocabulary import Encoder, LearntVocabulary, LoadedVocabulary
from dataaudit.training.recipes.row_losses import LossByRow, class_losses, language_losses

Task = Literal["classes", "language"]

SMALL = "small"
_PAIRS = 1 << 14
"""Buckets of pairs of neighbouring tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A model with all that training it needs.

    Attributes:
        model: Gives logits for ``input_ids`` and ``attention_mask``.
        encode: Its tokenizer.
        losses: Its loss by row.
        task: What it learns.
        pretrained: Whether it was trained before.
    """

    model: nn.Module
    encode: Encoder
    losses: LossByRow
    task: Task
    pretrained: bool


class BagOfTokens(nn.Module):
    """A linear classifier of the mean of token and token-pair vectors: quick, and slow to learn wrong labels by heart.

    Args:
        vocabulary: Tokens.
        classes: Classes.
        width: Of the vectors.
        left_out: Share of the tokens that a step does not see.

    Source: Joulin et al. 2017 (fastText).
    """

    def __init__(self, vocabulary: int, classes: int, width: int = 64, left_out: float = 0.3) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(vocabulary + _PAIRS, width)
        self.tokens = nn.Dropout(left_out)
        self.classes = nn.Linear(width, classes)
        nn.init.normal_(self.embedding.weight, std=0.1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits (rows, classes) for tokens (rows, length); what has mask 0 counts for nothing."""
        pairs = (input_ids[:, :-1] * 1_000_003 + input_ids[:, 1:] * 8191) % _PAIRS + self.vocabulary
        mask = torch.cat([attention_mask, attention_mask[:, 1:]], 1)[..., None].to(self.embedding.weight.dtype)
        vectors = self.embedding(torch.cat([input_ids, pairs], 1)) * self.tokens(mask)
        # A mean of many vectors is short: the square root of how many keeps its length.
        return self.classes(vectors.sum(1) / mask.sum(1).clamp_min(1).sqrt())  # type: ignore[no-any-return]


def small_language_model(
    vocabulary: int, longest: int, width: int = 128, layers: int = 2, padding: int | None = None
) -> nn.Module:
    """A causal transformer of a few layers (Llama's architecture) with new weights.

    Args:
        vocabulary: Tokens.
        longest: Tokens of a row at most.
        width: Of the layers.
        layers: How many.
        padding: Id of the token that fills rows up.
    """
    from transformers import LlamaConfig, LlamaForCausalLM

    heads = max(1, width // 32)
    config = LlamaConfig(
        vocab_size=vocabulary, hidden_size=width, intermediate_size=3 * width, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=heads, max_position_embeddings=longest, use_cache=False,
        tie_word_embeddings=True, pad_token_id=padding, bos_token_id=None, eos_token_id=None,
    )  # fmt: skip
    made: nn.Module = LlamaForCausalLM(config)
    return made


def make_proxy(name: str, task: Task, labels: Sequence[str], texts: Sequence[str], longest: int, seed: int) -> Proxy:
    """The model of a pipeline's ``training.model``.

    Args:
        name: ``small``, or the folder of a transformers model.
        task: What it is to learn.
        labels: Classes.
        texts: That a vocabulary may be learnt from.
        longest: Tokens of a row at most.
        seed: Of new weights.

    Raises:
        ConfigurationError: The folder holds no model that can be loaded safely.
    """
    losses = class_losses if task == "classes" else language_losses
    torch.manual_seed(seed)
    if name != SMALL:
        loaded, tokenizer, pretrained = load_model(name, list(labels) if task == "classes" else [])
        return Proxy(model=loaded, encode=LoadedVocabulary(tokenizer), losses=losses, task=task, pretrained=pretrained)
    encode = LearntVocabulary(texts)
    model: Any = (
        BagOfTokens(encode.size, len(labels))
        if task == "classes"
        else small_language_model(encode.size, longest, padding=encode.padding)
    )
    return Proxy(model=model, encode=encode, losses=losses, task=task, pretrained=False)
