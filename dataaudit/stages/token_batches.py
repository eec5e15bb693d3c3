"""Batches of tokens ready for a GPU: sorted by length within a window, cut by a token budget, padded to the longest.

With a fixed number of texts per batch, most of it is padding if lengths differ. Sorting within a window of a few
thousand texts avoids nearly all padding and still mixes the corpus. A thread tokenises the next windows while a batch
is in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from dataaudit.sources.read_ahead import read_ahead
from dataaudit.stages.tokens.tokenizers import OFFLINE, load_tokenizer

if TYPE_CHECKING:
    import torch

WINDOW = 2048
"""Texts sorted by length together."""

Special = Literal["none", "begin", "all"]

Ids = list[tuple[int, list[int]]]
"""Row id and token ids of some texts."""


class TokenBatch(TypedDict):
    """One batch.

    ``input_ids`` and ``attention_mask``: int64, shape (texts, longest text); padding has mask 0. ``row_id``: int64,
    shape (texts,). All are in pinned memory if there is a CUDA device, so that
    ``tensor.to("cuda", non_blocking=True)`` does not wait.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    row_id: torch.Tensor


def token_batches(
    rows: Iterable[tuple[int, str | None]],
    *,
    tokenizer: str | Any = OFFLINE,
    tokens_per_batch: int = 16_384,
    max_tokens: int = 2048,
    window: int = WINDOW,
    special_tokens: Special = "none",
) -> Iterator[TokenBatch]:
    """Batches of padded token ids within a token budget.

    Args:
        rows: Row id and text of every row; rows without a text or without tokens are left out.
        tokenizer: ``deepseek``, a tokenizer's folder or file, a hub name, or a ``transformers`` fast tokenizer.
        tokens_per_batch: Largest number of texts times the longest of them; a longer text is a batch by itself.
        max_tokens: Longest text in tokens, special tokens included; longer ones are cut.
        window: Texts sorted by length together.
        special_tokens: ``none``; ``begin`` puts the beginning-of-text token first if the tokenizer has one; ``all``
            adds the special tokens that the tokenizer adds for its model.

    Yields:
        Batches that contain every row once, in an order that depends only on the rows and the arguments.

    Raises:
        ValueError: A budget, limit or window is below 1.
        ConfigurationError: The tokenizer cannot be loaded.

    Examples:
        >>> batch = next(token_batches([(7, "a short text"), (8, "and a somewhat longer text")]))
        >>> batch["row_id"].tolist(), batch["attention_mask"].sum(1).tolist()
        ([7, 8], [3, 5])
    """
    if min(tokens_per_batch, max_tokens, window) < 1:
        message = (
            f"tokens_per_batch, max_tokens and window must be at least 1, got {tokens_per_batch}, {max_tokens} and "
            f"{window}"
        )
        raise ValueError(message)
    loaded = load_tokenizer(tokenizer) if isinstance(tokenizer, str) else tokenizer
    padding = loaded.pad_token_id or 0

    def windows() -> Iterator[Ids]:
        waiting = iter(rows)
        while some := list(islice(waiting, window)):
            yield _token_ids(loaded, some, max_tokens, special_tokens)

    for ids in read_ahead([windows]):
        for batch in cut_by_budget(ids, tokens_per_batch):
            yield padded(batch, padding)


def _token_ids(tokenizer: Any, rows: list[tuple[int, str | None]], most: int, special: Special) -> Ids:
    """Token ids of the rows that have tokens, the shortest first."""
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    given = [(row_id, text) for row_id, text in rows if text]
    added = backend.num_special_tokens_to_add(is_pair=False) if special == "all" else 0
    encoded = backend.encode_batch_fast([text for _, text in given], add_special_tokens=False)
    begin = [tokenizer.bos_token_id] if special == "begin" and tokenizer.bos_token_id is not None else []
    ids = []
    for (row_id, _), one in zip(given, encoded, strict=True):
        if not one.ids:
            continue
        if added:
            one.truncate(max(most - added, 1))  # before the special tokens are added, so that the last one stays
            ids.append((row_id, backend.post_process(one, None, add_special_tokens=True).ids[:most]))
        else:
            ids.append((row_id, [*begin, *one.ids][:most]))
    ids.sort(key=lambda item: (len(item[1]), item[0]))
    return ids


def cut_by_budget(rows: Ids, budget: int) -> Iterator[Ids]:
    """Cut rows, ascending by length, into batches whose number of rows times the longest is within the budget."""
    held: Ids = []
    for row in rows:
        if held and (len(held) + 1) * len(row[1]) > budget:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def padded(rows: Ids, padding: int) -> TokenBatch:
    """Pad rows to the last one, the longest, and make them one batch."""
    import torch

    shape = (len(rows), len(rows[-1][1]))
    pinned = torch.cuda.is_available()
    input_ids = torch.full(shape, padding, dtype=torch.int64, pin_memory=pinned)
    attention_mask = torch.zeros(shape, dtype=torch.int64, pin_memory=pinned)
    for place, (_, ids) in enumerate(rows):
        input_ids[place, : len(ids)] = torch.tensor(ids, dtype=torch.int64)
        attention_mask[place, : len(ids)] = 1
    row_ids = torch.tensor([row_id for row_id, _ in rows], dtype=torch.int64, pin_memory=pinned)
    return TokenBatch(input_ids=input_ids, attention_mask=attention_mask, row_id=row_ids)
