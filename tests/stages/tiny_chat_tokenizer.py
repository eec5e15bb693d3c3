"""A tokenizer of single words with a chat template of one's own, or without any."""

from __future__ import annotations

import tempfile
from functools import cache

MARKS = ["<end>", "<system>", "<user>", "<assistant>", "<tool>"]


@cache
def tiny_chat_tokenizer(template: str | None) -> str:
    """The folder of the tokenizer."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "red": 1}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(MARKS)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]")
    fast.chat_template = template
    folder = tempfile.mkdtemp(prefix="tiny_chat_tokenizer")
    fast.save_pretrained(folder)
    return folder
