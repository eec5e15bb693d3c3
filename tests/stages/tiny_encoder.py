"""An encoder of words, small enough to compute by hand in a test: BERT with random weights."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

WORDS = [f"w{number}" for number in range(40)]
"""The words that it knows; any other is unknown, and a text of spaces alone has no tokens."""
LONGEST = 34
"""Positions of the model."""


@cache
def tiny_encoder(cls_pooling: bool = False, pickled: bool = False) -> str:
    """The folder of the model.

    Args:
        cls_pooling: Whether the model's own description takes the first token's output for the text.
        pickled: Whether its weights lie in a pickle alone.
    """
    import torch

    folder = Path(tempfile.mkdtemp(prefix="tiny-encoder-"))
    model = tiny_model()
    if pickled:
        model.config.save_pretrained(folder)
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    else:
        model.save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    if cls_pooling:
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    return str(folder)


@cache
def tiny_tokenizer() -> Any:
    """A fast tokenizer of WordPiece that wraps a text as BERT has it."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, "##x"])}
    backend = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(word, vocabulary[word]) for word in ("[CLS]", "[SEP]")]
    )
    fast: Any = PreTrainedTokenizerFast
    return fast(tokenizer_object=backend, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]")


def tiny_model() -> Any:
    """The same weights every time, in evaluation mode."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tiny_tokenizer()), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=LONGEST, pad_token_id=0, initializer_range=0.5,
    )  # fmt: skip
    model: Any = BertModel(config, add_pooling_layer=False)
    return model.eval()


@cache
def tiny_classifier(labels: tuple[str, ...] = ("fine", "bad"), problem: str | None = None) -> str:
    """The folder of a classifier of texts; of two labels the second is that of texts with the word ``w1``.

    Args:
        labels: Its labels; one for a model that estimates a number.
        problem: The kind of problem that its configuration names.
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tiny_tokenizer()), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=LONGEST, pad_token_id=0, num_labels=len(labels),
        id2label=dict(enumerate(labels)), label2id={label: place for place, label in enumerate(labels)},
        problem_type=problem, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    model: Any = BertForSequenceClassification(config)
    if len(labels) == 2:
        _teach(model)
    folder = Path(tempfile.mkdtemp(prefix="tiny-classifier-"))
    model.eval().save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return str(folder)


def _teach(model: Any) -> None:
    """Teach a model to tell texts with ``w1`` from others."""
    import torch

    generator = torch.Generator().manual_seed(0)
    asked, places = torch.arange(512) % 2, torch.arange(12)
    ids = torch.randint(6, len(tiny_tokenizer()) - 1, (512, 12), generator=generator)
    lengths = torch.randint(3, 13, (512, 1), generator=generator)
    ids[:, 0] = 2
    where = 1 + (torch.rand(512, generator=generator) * (lengths[:, 0] - 2)).long()
    ids[asked == 1, where[asked == 1]] = tiny_tokenizer().convert_tokens_to_ids("w1")
    ids = ids.masked_fill(places == lengths - 1, 3).masked_fill(places >= lengths, 0)
    mask = (places < lengths).long()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(150):
        loss = model(input_ids=ids, attention_mask=mask, labels=asked).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.1, "the model has not learnt its word"
