"""A byte-pair vocabulary learned from the rows, for models without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, PADDING = 0, 1
"""Ids of the begin-of-row token and of the padding token."""
_SPECIAL = ("<begin>", "<padding>")
_LONGEST = 4096
"""Most characters of a text used to learn the vocabulary."""


class Encoder(Protocol):
    """Turns texts into token ids."""

    @property
    def size(self) -> int:
        """Number of tokens."""

    @property
    def padding(self) -> int:
        """Id of the padding token."""

    def __call__(self, texts: Sequence[str], most: int) -> tuple[list[list[int]], list[int]]:
        """Return the ids of every text, at most ``most`` of each, and the UTF-8 bytes they cover."""


class LearntVocabulary:
    """Byte-level BPE as in GPT-2, learned from some texts; it can encode any text.

    Args:
        texts: Texts to learn from.
        size: Most tokens.

    Source: Sennrich et al. 2016; bytes after Radford et al. 2019.
    """

    padding = PADDING

    def __init__(self, texts: Iterable[str], size: int = 2048) -> None:
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

        self.tokenizer: Tokenizer = Tokenizer(models.BPE())
        self.tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        self.tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=size, special_tokens=list(_SPECIAL), show_progress=False,
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        )  # fmt: skip
        self.tokenizer.train_from_iterator((_whole(text[:_LONGEST]) for text in texts), trainer)
        self.tokenizer.encode_special_tokens = True  # a text that spells a special token is plain text

    @property
    def size(self) -> int:
        """See ``Encoder``."""
        return int(self.tokenizer.get_vocab_size())

    def __call__(self, texts: Sequence[str], most: int) -> tuple[list[list[int]], list[int]]:
        """See ``Encoder``; every row starts with the begin token."""
        cut = [_whole(text[: 8 * most]) for text in texts]
        told = self.tokenizer.encode_batch(cut, add_special_tokens=False)
        ids = [[BEGIN, *one.ids][:most] for one in told]
        ends = [one.offsets[: most - 1][-1][1] if one.ids and most > 1 else 0 for one in told]
        return ids, _bytes(cut, ends)


class LoadedVocabulary:
    """The tokenizer from a model's folder.

    Args:
        tokenizer: A transformers tokenizer.
    """

    def __init__(self, tokenizer: object) -> None:
        self.tokenizer = tokenizer

    @property
    def size(self) -> int:
        """See ``Encoder``."""
        return len(self.tokenizer)  # type: ignore[arg-type]

    @property
    def padding(self) -> int:
        """See ``Encoder``."""
        return int(self.tokenizer.pad_token_id or 0)  # type: ignore[attr-defined]

    def __call__(self, texts: Sequence[str], most: int) -> tuple[list[list[int]], list[int]]:
        """See ``Encoder``."""
        cut = [text[: 16 * most] for text in texts]
        fast = bool(getattr(self.tokenizer, "is_fast", False))
        told = self.tokenizer(cut, truncation=True, max_length=most, return_offsets_mapping=fast)  # type: ignore[operator]
        ids = [list(one) for one in told["input_ids"]]
        if fast:
            ends = [max((end for _, end in one), default=0) for one in told["offset_mapping"]]
        else:
            ends = [len(self.tokenizer.decode(one, skip_special_tokens=True)) for one in ids]  # type: ignore[attr-defined]
        return ids, _bytes(cut, ends)


def _whole(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _bytes(texts: Sequence[str], ends: Sequence[int]) -> list[int]:
    return [len(text[:end].encode("utf-8", "replace")) for text, end in zip(texts, ends, strict=True)]
