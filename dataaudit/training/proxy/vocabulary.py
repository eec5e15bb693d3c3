"""A vocabulary of byte pairs learnt from the rows themselves, for models that begin without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, PADDING = 0, 1
"""Ids of the token that begins a row and of the one that fills it up."""
_SPECIAL = ("<begin>", "<padding>")
_LONGEST = 4096
"""Characters of a text that are learnt from, or looked at."""


class Encoder(Protocol):
    """Turns texts into token ids."""

    @property
    def size(self) -> int:
        """Tokens that there are."""

    @property
    def padding(self) -> int:
        """Id of the token that fills rows up."""

    def __call__(self, texts: Sequence[str], most: int) -> tuple[list[list[int]], list[int]]:
        """Ids of every text, at most so many of each, and the bytes of UTF-8 that they stand for."""


class LearntVocabulary:
    """Byte pairs, as GPT-2 has them, learnt from some texts: any text can be written in them.

    Args:
        texts: To learn from.
        size: Tokens at most.

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
        self.tokenizer.encode_special_tokens = True  # a text that spells one is a text

    @property
    def size(self) -> int:
        """See ``Encoder``."""
        return int(self.tokenizer.get_vocab_size())

    def __call__(self, texts: Sequence[str], most: int) -> tuple[list[list[int]], list[int]]:
        """See ``Encoder``; every row begins with the token that begins one."""
        cut = [_whole(text[: 8 * most]) for text in texts]
        told = self.tokenizer.encode_batch(cut, add_special_tokens=False)
        ids = [[BEGIN, *one.ids][:most] for one in told]
        ends = [one.offsets[: most - 1][-1][1] if one.ids and most > 1 else 0 for one in told]
        return ids, _bytes(cut, ends)


class LoadedVocabulary:
    """The tokenizer of a model's folder.

    Args:
        tokenizer: Of transformers.
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
    """A text without lone surrogates, which no bytes stand for."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _bytes(texts: Sequence[str], ends: Sequence[int]) -> list[int]:
    return [len(text[:end].encode("utf-8", "replace")) for text, end in zip(texts, ends, strict=True)]
