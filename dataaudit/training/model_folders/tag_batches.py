"""Batches of tokens with tags, for a tagger: the first piece of every token has its tag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.shapes.tags import units_of
from dataaudit.training.model_folders.load_model import LoadedModel
from dataaudit.training.model_folders.plain_rows import plain_rows
from dataaudit.training.model_folders.sampled import sampled
from dataaudit.training.model_folders.text_batches import IGNORED, Batch, encoded, pieces

Tagged = tuple[list[str], list[str]]


def tagged_rows(corpus: Corpus, column: str | None, wanted: int) -> list[Tagged]:
    """Tokens and tags of rows spread over a corpus; rows with other numbers of tags than of tokens are left out.

    Args:
        corpus: The corpus.
        column: The column of the tags; the first one that was recognised when None.
        wanted: Rows at most.

    Raises:
        InputError: No tags were recognised, or not in this column.
    """
    tags = corpus.roles.tags
    known = tags.columns[1:] if tags else []
    if tags is None or (column is not None and column not in known):
        found = f"; columns of tags: {', '.join(known)}" if known else ""
        where = f" in column '{column}'" if column else ""
        message = f"a tagger needs lists of tokens with as many tags, and none are recognised{where}{found}"
        raise InputError(message)
    tokens, tag = tags.columns[0], column or known[0]
    names = tags.names.get(tag)
    held = ((units_of(row[tokens]), units_of(row[tag])) for _, row in plain_rows(corpus.files, (tokens, tag)))
    fitting = ((said, given) for said, given in held if said and given and len(said) == len(given))
    return sampled(((list(map(str, said)), [_named(one, names) for one in given]) for said, given in fitting), wanted)


def tag_batches(loaded: LoadedModel, rows: Sequence[Tagged], batch_size: int, most: int) -> list[Batch]:
    """Batches of tokens with the numbers of their tags.

    Raises:
        ConfigurationError: The tokenizer does not say which piece belongs to which token.
    """
    if not loaded.processor.is_fast:
        message = "the tokenizer does not tell which piece belongs to which token; save the fast one in the folder"
        raise ConfigurationError(message)
    batches = []
    for part in pieces(rows, batch_size):
        tokens = [said for said, _ in part]
        places = loaded.processor(tokens, is_split_into_words=True, truncation=True, max_length=most, padding=True)
        targets = [_targets(places.word_ids(row), tags, loaded.codes) for row, (_, tags) in enumerate(part)]
        made = encoded(loaded, tokens, most, is_split_into_words=True)
        batches.append({**made, "labels": torch.tensor(targets)})
    return batches


def _targets(places: Sequence[int | None], tags: Sequence[str], codes: dict[str, int]) -> list[int]:
    before = [None, *places]
    return [
        IGNORED if place is None or place == last else codes[tags[place]]
        for last, place in zip(before, places, strict=False)
    ]


def _named(tag: Any, names: Sequence[str] | None) -> str:
    return names[tag] if names is not None and isinstance(tag, int) and 0 <= tag < len(names) else str(tag)
