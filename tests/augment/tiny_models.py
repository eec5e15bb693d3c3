"""Models small enough to know by heart: a masked one that guesses the same words everywhere, and a translator."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

POSITIONS = 34
"""Tokens that the masked model reads, two of which wrap the text."""


@cache
def tiny_masked_model(guesses: tuple[str, ...], mask: bool = True, known: tuple[str, ...] = ()) -> str:
    """The folder of a BERT of WordPieces.

    Args:
        guesses: What it guesses for every mask, the likeliest first.
        mask: Whether its tokenizer has a mask token.
        known: Further words.
    """
    import torch
    from transformers import BertConfig, BertForMaskedLM

    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *guesses, *known]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(names), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=POSITIONS, pad_token_id=0,
    )  # fmt: skip
    model: Any = BertForMaskedLM(config)
    head = model.cls.predictions
    with torch.no_grad():
        head.transform.LayerNorm.weight.zero_()
        head.transform.LayerNorm.bias.zero_()
        head.bias.copy_(-torch.arange(len(names)).float())
        head.bias[:5] -= 1000
    folder = Path(tempfile.mkdtemp(prefix="tiny-masked-model-"))
    model.save_pretrained(folder)
    word_pieces(names, mask).save_pretrained(folder)
    return str(folder)


def word_pieces(names: list[str], mask: bool = True) -> Any:
    """A tokenizer as BERT has it: small letters, every Chinese character by itself."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {name: place for place, name in enumerate(names)}
    backend = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=True)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(word, vocabulary[word]) for word in ("[CLS]", "[SEP]")]
    )
    special = {"mask_token": "[MASK]"} if mask else {}
    fast: Any = PreTrainedTokenizerFast
    return fast(
        tokenizer_object=backend, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", **special
    )


@cache
def tiny_translator() -> str:
    """The folder of a T5 of words with random weights: it says always the same of a sentence."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

    words = ["<pad>", "</s>", "<unk>", *(f"w{number}" for number in range(40))]
    vocabulary = {word: place for place, word in enumerate(words)}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    backend.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    fast: Any = PreTrainedTokenizerFast
    tokenizer = fast(tokenizer_object=backend, unk_token="<unk>", pad_token="<pad>", eos_token="</s>")
    torch.manual_seed(0)
    t5: Any = T5Config
    config = t5(
        vocab_size=len(words), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2, decoder_start_token_id=0,
        pad_token_id=0, eos_token_id=1, initializer_factor=20.0,
    )  # fmt: skip
    model: Any = T5ForConditionalGeneration(config)
    model.generation_config.exponential_decay_length_penalty = (2, 4.0)  # so that every translation ends
    folder = Path(tempfile.mkdtemp(prefix="tiny-translator-"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@cache
def tiny_marked_model(byte_level: bool, words: tuple[str, ...], pieces: tuple[str, ...]) -> str:
    """The folder of a RoBERTa whose vocabulary marks the beginnings of words.

    Args:
        byte_level: Whether it holds byte-level pieces, else sentence pieces.
        words: Whole words that it guesses for every mask, after the pieces.
        pieces: Ends of words that it guesses first.
    """
    import torch
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaForMaskedLM

    before: Any = (
        pre_tokenizers.ByteLevel(add_prefix_space=True)
        if byte_level
        else pre_tokenizers.Metaspace(prepend_scheme="always")
    )
    marked = [
        "".join(piece for piece, _ in before.pre_tokenize_str(word))
        for word in (*words, "people", "slept", "a", "word")
    ]
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *pieces, *marked]
    vocabulary = {name: place for place, name in enumerate(names)}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    backend.pre_tokenizer = before
    backend.decoder = decoders.ByteLevel() if byte_level else decoders.Metaspace()
    backend.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    backend.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    fast: Any = PreTrainedTokenizerFast
    tokenizer = fast(
        tokenizer_object=backend, unk_token="<unk>", pad_token="<pad>", cls_token="<s>", sep_token="</s>",
        mask_token="<mask>",
    )  # fmt: skip
    torch.manual_seed(0)
    roberta: Any = RobertaConfig
    config = roberta(
        vocab_size=len(names), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=POSITIONS, pad_token_id=1, bos_token_id=0, eos_token_id=2,
    )  # fmt: skip
    model: Any = RobertaForMaskedLM(config)
    with torch.no_grad():
        model.lm_head.layer_norm.weight.zero_()
        model.lm_head.layer_norm.bias.zero_()
        model.lm_head.bias.copy_(-torch.arange(len(names)).float())
        model.lm_head.bias[:5] -= 1000
    folder = Path(tempfile.mkdtemp(prefix="tiny-marked-model-"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)
