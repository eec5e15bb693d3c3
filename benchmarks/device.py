"""What a graphics device is fed with: embeddings, batches of tokens and training steps, and how long the device waits.

    python benchmarks/device.py [--device auto] [--rows 20000] [--model FOLDER] [--small]

Three measurements on made-up texts in one process: vectors by an encoder (``load_encoder``, after a warm-up; an encoder
of random weights in the size of MiniLM unless --model names a folder), the batches of ``token_batches`` alone, and
steps of a small language model on these batches in bfloat16. Waiting is the share of the time in which the next batch
is not there yet; the device is waited for after every step. --small runs everything in a few seconds on a CPU, so that
it is known to run.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

import dataaudit.stages.vectors as vectors
from dataaudit.stages.token_batches import token_batches
from dataaudit.stages.vectors.encoders import load_encoder

PADDING = "[PAD]"
WORDS = (
    "harbour",
    "engine",
    "violin",
    "market",
    "teacher",
    "counts",
    "twelve",
    "between",
    "because",
    "winter",
    "of",
    "the",
)


def texts(count: int) -> list[str]:
    """Made-up texts of 20 to 200 words."""
    chance = random.Random(1)
    return [" ".join(chance.choices(WORDS, k=chance.randint(20, 200))) for _ in range(count)]


def random_encoder(folder: Path, *, small: bool) -> str:
    """An encoder with random weights in the size of MiniLM, or a tiny one, with the package's own tokenizer."""
    source = Path(vectors.__file__).parent / "static_model" / "tokenizer.json"
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_file(str(source)), pad_token=PADDING)
    size, layers = (32, 1) if small else (384, 6)
    heads = 4 if small else 12
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=size,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * size,
    )
    torch.manual_seed(1)
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def wait_for(device: str) -> None:
    """Wait until the device has done what it was given."""
    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()


class Fed:
    """Batches, and how long they were waited for."""

    def __init__(self, batches: Iterator[Any]) -> None:
        self.batches, self.waited, self.tokens, self.padded, self.count = batches, 0.0, 0, 0, 0

    def __iter__(self) -> Iterator[Any]:
        while True:
            begin = time.perf_counter()
            batch = next(self.batches, None)
            self.waited += time.perf_counter() - begin
            if batch is None:
                return
            self.tokens += int(batch["attention_mask"].sum())
            self.padded += batch["attention_mask"].numel()
            self.count += len(batch["row_id"])
            yield batch


class Language(torch.nn.Module):
    """A small causal language model."""

    def __init__(self, vocabulary: int, width: int, layers: int) -> None:
        super().__init__()
        self.embed = torch.nn.Embedding(vocabulary, width)
        layer = torch.nn.TransformerEncoderLayer(width, 4, 4 * width, batch_first=True, dropout=0.0)
        self.body = torch.nn.TransformerEncoder(layer, layers)
        self.out = torch.nn.Linear(width, vocabulary)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Scores of the next token, shape (rows, tokens, vocabulary)."""
        mask = torch.nn.Transformer.generate_square_subsequent_mask(ids.shape[1], device=ids.device)
        scores: torch.Tensor = self.out(self.body(self.embed(ids), mask=mask, is_causal=True))
        return scores


def trained(fed: Fed, device: str, vocabulary: int, *, small: bool) -> float:
    """Train on batches in bfloat16; returns the last loss."""
    torch.manual_seed(1)
    model = Language(vocabulary, 32 if small else 512, 1 if small else 6).to(device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-4)
    last = float("nan")
    for batch in fed:
        ids = batch["input_ids"].to(device, non_blocking=True)
        real = batch["attention_mask"].to(device, non_blocking=True)[:, 1:].bool()
        with torch.autocast(device, torch.bfloat16):
            scores = model(ids[:, :-1])
            loss = torch.nn.functional.cross_entropy(scores[real], ids[:, 1:][real])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        last = float(loss.detach())  # waits for the device
    return last


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="auto")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--model")
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    device = given.device if given.device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    rows = texts(200 if given.small else given.rows)
    budget = 2048 if given.small else 32_768
    mean = sum(map(len, rows)) / len(rows)
    print(f"device {device}, {len(rows):,} texts of {mean:.0f} characters, torch {torch.__version__}")
    print("\n| what | texts a second | tokens a second | padding | waiting | last loss |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        model = given.model or random_encoder(Path(folder), small=given.small)
        encoder = load_encoder(model, device, 256, 0, False)
        encoder.encode(pa.array(rows[:64], pa.large_string()))
        wait_for(device)
        begin = time.perf_counter()
        encoder.encode(pa.array(rows, pa.large_string()))
        wait_for(device)
        print(f"| embeddings | {len(rows) / (time.perf_counter() - begin):,.0f} | | | | |")
        tokenizer = PreTrainedTokenizerFast.from_pretrained(model, trust_remote_code=False)

        def batches() -> Fed:
            listed = list(enumerate(rows))
            return Fed(token_batches(listed, tokenizer=tokenizer, tokens_per_batch=budget, max_tokens=256))

        for name in ("token_batches alone", "training in bfloat16"):
            fed, begin, loss = batches(), time.perf_counter(), None
            if name == "training in bfloat16":
                loss = trained(fed, device, len(tokenizer), small=given.small)
            else:
                for _ in fed:
                    pass
            seconds = time.perf_counter() - begin
            figures = [
                f"{fed.count / seconds:,.0f}",
                f"{fed.tokens / seconds:,.0f}",
                f"{1 - fed.tokens / fed.padded:.1%}",
            ]
            figures.append(f"{fed.waited / seconds:.1%}" if loss is not None else "")
            print(f"| {name} | {' | '.join(figures)} | {'' if loss is None else f'{loss:.3f}'} |")


if __name__ == "__main__":
    main()
