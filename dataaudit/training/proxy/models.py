"""The models that are trained on the rows: built-in small ones, or the user's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from dataaudit.training.model_folders.load_model import load_for
from dataaudit.training.proxy.vocabulary import Encoder, LearntVocabulary, LoadedVocabulary
from dataaudit.training.recipes.row_losses import LossByRow, class_losses, language_losses

Task = Literal["classes", "language"]

SMALL = "small"
_PAIRS = 1 << 14
"""Hash buckets for pairs of neighbouring tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A model with everything needed to train it.

    Attributes:
        model: Returns logits for ``input_ids`` and ``attention_mask``.
        encode: Its tokenizer.
        losses: Computes its loss by row.
        task: What it learns.
        pretrained: Whether it was trained before.
    """

    model: nn.Module
    encode: Encoder
    losses: LossByRow
    task: Task
    pretrained: bool


class BagOfTokens(nn.Module):
    """A linear classifier over averaged token and token-pair vectors: fast, and slow to memorise wrong labels.

    Args:
        vocabulary: Number of tokens.
        classes: Number of classes.
        width: Width of the vectors.
        left_out: Share of the tokens dropped in each step.

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
        """Return logits (rows, classes) for tokens (rows, length); tokens with mask 0 are ignored."""
        pairs = (input_ids[:, :-1] * 1_000_003 + input_ids[:, 1:] * 8191) % _PAIRS + self.vocabulary
        mask = torch.cat([attention_mask, attention_mask[:, 1:]], 1)[..., None].to(self.embedding.weight.dtype)
        vectors = self.embedding(torch.cat([input_ids, pairs], 1)) * self.tokens(mask)
        # The mean of many vectors is short, so divide by the square root of their number to keep the length.
        return self.classes(vectors.sum(1) / mask.sum(1).clamp_min(1).sqrt())  # type: ignore[no-any-return]


def small_language_model(
    vocabulary: int, longest: int, width: int = 128, layers: int = 2, padding: int | None = None
) -> nn.Module:
    """Create a causal transformer with a few layers (Llama architecture) and random weights.

    Args:
        vocabulary: Number of tokens.
        longest: Most tokens per row.
        width: Width of the layers.
        layers: Number of layers.
        padding: Id of the padding token.
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
    """Create the model of a pipeline's ``training.model``.

    Args:
        name: ``small``, or the folder of a transformers model.
        task: What it should learn.
        labels: Classes.
        texts: Texts to learn a vocabulary from.
        longest: Most tokens per row.
        seed: Seed of random weights.

    Raises:
        ConfigurationError: The folder has no model that can be loaded safely.
    """
    losses = class_losses if task == "classes" else language_losses
    torch.manual_seed(seed)
    if name != SMALL:
        loaded = load_for(name, labels if task == "classes" else ())
        encoder = LoadedVocabulary(loaded.processor)
        return Proxy(model=loaded.model, encode=encoder, losses=losses, task=task, pretrained=loaded.pretrained)
    encode = LearntVocabulary(texts)
    model: Any = (
        BagOfTokens(encode.size, len(labels))
        if task == "classes"
        else small_language_model(encode.size, longest, padding=encode.padding)
    )
    return Proxy(model=model, encode=encode, losses=losses, task=task, pretrained=False)
