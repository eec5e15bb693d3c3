"""A causal model of letters, small enough to train in a test: it knows "abab..." and nothing else."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path


@cache
def tiny_causal_model() -> str:
    """The folder of the model."""
    import torch
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz "
    vocabulary = {"<s>": 0, "<unk>": 1} | {letter: place + 2 for place, letter in enumerate(letters)}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, bos_token="<s>", unk_token="<unk>")
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=len(vocabulary), n_positions=64, n_embd=16, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=0
    )
    model = GPT2LMHeadModel(config)
    text = torch.tensor([[0, *([2, 3] * 16)]])
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(60):
        loss = model(input_ids=text, labels=text).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    folder = Path(tempfile.mkdtemp(prefix="tiny-causal-model-"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)
