"""Batches of texts: for a language model, for a masked one, for a classifier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from dataaudit.errors import ConfigurationError, InputError
from dataaudit.training.model_folders.load_model import LoadedModel

Batch = dict[str, Tensor]
IGNORED = -100
"""The target of positions that no loss counts."""
_MASKED, _REPLACED, _KEPT = 0.15, 0.1, 0.1
"""Share of tokens that are targets; of these, shares that become another token and that stay (Devlin et al. 2019)."""


def language_batches(loaded: LoadedModel, texts: Sequence[str], batch_size: int, most: int) -> list[Batch]:
    """Batches whose targets are their own tokens, which the model shifts."""
    return [_with_own_targets(encoded(loaded, part, most)) for part in pieces(texts, batch_size)]


def masked_batches(loaded: LoadedModel, texts: Sequence[str], batch_size: int, most: int) -> list[Batch]:
    """Batches in which 15 % of the tokens are targets, most of them behind a mask; a batch without any is left out.

    Raises:
        ConfigurationError: The tokenizer has no mask.
        InputError: It knows none of the words.
    """
    tokenizer = loaded.processor
    if tokenizer.mask_token_id is None:
        message = "the tokenizer has no mask token, which a masked language model needs"
        raise ConfigurationError(message)
    generator = torch.Generator().manual_seed(0)
    batches = []
    for part in pieces(texts, batch_size):
        made = encoded(loaded, part, most)
        ids = made["input_ids"]
        special = torch.tensor(
            [tokenizer.get_special_tokens_mask(row, already_has_special_tokens=True) for row in ids.tolist()]
        ).bool()
        drawn = torch.rand(ids.shape, generator=generator).masked_fill(special, 2.0)
        chosen = (drawn < _MASKED) | (drawn == drawn.min(1, keepdim=True).values)
        chosen &= ~special
        kind = torch.rand(ids.shape, generator=generator)
        others = torch.randint(len(tokenizer), ids.shape, generator=generator)
        masked = torch.where(chosen & (kind >= _REPLACED + _KEPT), tokenizer.mask_token_id, ids)
        masked = torch.where(chosen & (kind < _REPLACED), others, masked)
        if bool(chosen.any()):
            batches.append({**made, "input_ids": masked, "labels": ids.masked_fill(~chosen, IGNORED)})
    if not batches:
        message = "the tokenizer knows none of the words in the rows, so that there is nothing to mask"
        raise InputError(message)
    return batches


def class_batches(
    loaded: LoadedModel, texts: Sequence[str], classes: Sequence[str], batch_size: int, most: int
) -> list[Batch]:
    """Batches of texts with the numbers of their classes."""
    rows = list(zip(texts, classes, strict=True))
    return [
        {
            **encoded(loaded, [text for text, _ in part], most),
            "labels": torch.tensor([loaded.codes[name] for _, name in part]),
        }
        for part in pieces(rows, batch_size)
    ]


def encoded(loaded: LoadedModel, texts: Sequence[Any], most: int, **more: Any) -> Batch:
    """Token ids and masks of some texts, padded to the longest."""
    made = dict(loaded.processor(texts, truncation=True, max_length=most, padding=True, return_tensors="pt", **more))
    made.pop("token_type_ids", None)
    return made


def pieces(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Pieces of one size; the last one may be smaller, but not than half of it."""
    for first in range(0, max(len(rows) - size // 2, 1), size):
        yield rows[first : first + size]


def _with_own_targets(made: Batch) -> Batch:
    return {**made, "labels": made["input_ids"].masked_fill(made["attention_mask"] == 0, IGNORED)}
