"""Near-duplicates among rows that look alike, beside rensa and datasketch on the same shingles.

    python benchmarks/look_alike.py POETRY [--peers PYTHON] [--only NAME] [--grow ROWS ...]

POETRY is a clone (or its git directory) of the public repository chinese-poetry/chinese-poetry: one row a poem, tone
pattern or record, in an order drawn by a seed. PYTHON is an interpreter of an environment with rensa and datasketch.
The other corpora are made-up words in the slots of one template and of five, whose free slots are drawn again.

A part of the rows are edited copies of others, at similarities from 0.80 to 0.90 that are measured. Each line: seconds
of the whole process and of the stage, candidates, peak memory, copies found and their share; of rensa the whole script
that gets the shingles ready-made.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

PEERS = Path(__file__).parent / "peers"
OFF = (
    "quality", "language", "pii", "passages", "embeddings", "labels", "leakage", "classes", "columns", "instructions",
    "tags", "media",
)  # fmt: skip
LOW, HIGH = 0.8, 0.9


def poems(folder: Path) -> list[str]:
    """Poems, tone patterns and records of the repository, one text each, in an order drawn by a seed."""
    git = ["git", "-C", str(folder)]
    listed = subprocess.run([*git, "ls-tree", "-rz", "--name-only", "HEAD"], capture_output=True, check=True)
    names = [name for name in listed.stdout.decode().split("\0") if name.endswith(".json")]
    texts: dict[str, None] = {}
    for name in sorted(names):
        data = subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=False).stdout
        try:
            rows = json.loads(data)
        except ValueError:
            continue
        for row in rows if isinstance(rows, list) else [rows]:
            texts["\n".join(words(row))] = None
    found = [text for text in texts if len(text) > 20]
    random.Random(1).shuffle(found)
    return found


def words(value: object) -> Iterator[str]:
    """The texts in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from words(one)
    elif isinstance(value, list):
        for one in value:
            yield from words(one)


def templates(count: int, rows: int, free: int) -> list[str]:
    """Rows of some templates of 60 made-up words, of which those of three slots are drawn for every row, of 300."""
    rng = random.Random(7)
    letters = "bcdfghklmnprstvz"

    def word() -> str:
        return "".join(rng.choice(letters) + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))

    made = [[word() for _ in range(60)] for _ in range(count)]
    drawn = [word() for _ in range(300)]
    slots = [[begin + place for begin in (8, 26, 44) for place in range(free // 3)] for _ in range(count)]
    texts = []
    for _ in range(rows):
        which = rng.randrange(count)
        row = list(made[which])
        for slot in slots[which]:
            row[slot] = rng.choice(drawn)
        texts.append(" ".join(row))
    return texts


def sets_of(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Sorted shingle sets of texts, end to end."""
    return shingle_sets(*text_shingles(pa.array(texts, pa.large_string()), 5))


def similarity(one: str, other: str) -> float:
    """Exact Jaccard similarity of two texts."""
    hashes, bounds = sets_of([one, other])
    first, second = (set(hashes[bounds[place] : bounds[place + 1]].tolist()) for place in (0, 1))
    return len(first & second) / max(len(first | second), 1)


def with_copies(texts: list[str], copies: int) -> tuple[list[str], list[tuple[int, int]]]:
    """The texts and edited copies of some, with the pairs of places.

    Some characters or words are replaced, anywhere or at one end.
    """
    rng = random.Random(3)
    rows, pairs = list(texts), []
    spaced = " " in texts[0]
    for place in rng.sample(range(len(texts)), len(texts)):
        if len(pairs) == copies:
            break
        units = texts[place].split(" ") if spaced else list(texts[place])
        wanted = rng.uniform(LOW, HIGH)
        block = max(1, round(len(units) * (1 - wanted) / (1 + wanted)))
        scattered = [rng.sample(range(len(units)), min(edits, len(units))) for edits in (1, 2, 3, 4, 6, 8)]
        for slots in (*scattered, range(block), range(len(units) - block, len(units))):
            changed = list(units)
            for slot in slots:
                changed[slot] = f"edit{rng.randrange(10**6)}" if spaced else chr(rng.randrange(0x4E00, 0x9FA5))
            text = (" " if spaced else "").join(changed)
            if LOW <= similarity(texts[place], text) <= HIGH:
                pairs.append((place, len(rows)))
                rows.append(text)
                break
    return rows, pairs


def ours(folder: Path) -> tuple[dict[str, float], np.ndarray]:
    """Figures of an audit for near-duplicates alone, and its pairs."""
    command = [sys.executable, "-m", "dataaudit", "run", "--input", str(folder / "in.parquet"), "--text", "text"]
    command += [
        "--out",
        str(folder / "run"),
        "--quiet",
        "--set",
        "stages.tokens.tokenizer=false",
        "clean.duplicates=[]",
    ]
    command += ["report.clusters=0", "report.samples=0", *(f"stages.{name}=false" for name in OFF)]
    started = time.monotonic()
    subprocess.run(command, capture_output=True, check=True)
    seconds = time.monotonic() - started
    manifest = json.loads((folder / "run/manifest.json").read_bytes())
    stages = {one["name"]: one for one in manifest["stages"]}
    facts = stages["minhash"]["facts"]
    pairs = pq.read_table(folder / "run/pairs.parquet")
    near = pairs.filter(pa.compute.equal(pairs.column("kind"), "minhash"))
    table = np.stack([near.column(name).to_numpy().astype(np.int64) for name in ("row_a", "row_b")], axis=1)
    figures = {"seconds": seconds, "stage": stages["minhash"]["seconds"], "candidates": facts["candidates"]}
    figures["in_part"] = facts.get("texts_compared_in_part", 0)
    figures["peak"] = max(one["peak_memory_bytes"] for one in manifest["stages"]) >> 20
    return figures, table


def peer(python: str, script: str, folder: Path) -> tuple[dict[str, float], np.ndarray]:
    """Figures of a peer that gets the shingles ready-made, and its pairs."""
    command = [python, str(PEERS / script), str(folder / "shingles.npz"), str(folder / "pairs.npz")]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.monotonic() - started
    figures = json.loads(done.stdout.splitlines()[-1])
    return {**figures, "seconds": seconds}, np.load(folder / "pairs.npz")["pairs"]


def found_share(copies: list[tuple[int, int]], pairs: np.ndarray) -> str:
    """How many copies are among pairs."""
    held = {(min(a, b), max(a, b)) for a, b in pairs.tolist()}
    hits = sum(pair in held for pair in copies)
    return f"{hits:,} of {len(copies):,} ({hits / max(len(copies), 1):.4f})"


def measure(name: str, texts: list[str], copies: int, python: str | None) -> None:
    """Print the lines of one corpus."""
    rows, planted = with_copies(texts, copies)
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        pq.write_table(pa.table({"text": rows}), folder / "in.parquet")
        figures, pairs = ours(folder)
        print(f"| {name} | {len(rows):,} | dataaudit | {figures['seconds']:.1f} | {figures['stage']:.1f} | "
              f"{figures['candidates']:,} | {figures['in_part']:,} | {figures['peak']:,} | {len(pairs):,} | "
              f"{found_share(planted, pairs)} |", flush=True)  # fmt: skip
        if python is None:
            return
        hashes, bounds = sets_of(rows)
        np.savez(folder / "shingles.npz", hashes=hashes, bounds=bounds)
        figures, pairs = peer(python, "rensa_minhash.py", folder)
        told = f"{figures['seconds']:.1f} | {figures['search']:.1f} | {figures['candidates']:,} | | | {len(pairs):,}"
        print(f"| {name} | {len(rows):,} | rensa | {told} | {found_share(planted, pairs)} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("poetry", type=Path)
    parser.add_argument("--peers")
    parser.add_argument("--only")
    parser.add_argument("--grow", type=int, nargs="*", default=[])
    options = parser.parse_args()
    print(
        "| corpus | rows | way | whole process s | search s | candidates | in part | peak MiB | pairs | copies found |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    chosen = options.only
    if chosen in (None, "poems"):
        all_poems = poems(options.poetry)
        measure("poems", all_poems[:20_000], 12_000, options.peers)
        measure("poems", all_poems[:200_000], 20_000, options.peers)
    if chosen in (None, "one template"):
        measure("one template", templates(1, 20_000, 15), 3_000, options.peers)
        measure("one template", templates(1, 100_000, 15), 6_000, options.peers)
    if chosen in (None, "five templates"):
        measure("five templates", templates(5, 100_000, 24), 6_000, options.peers)
    for rows in options.grow:
        measure("five templates", templates(5, rows, 24), 0, None)


if __name__ == "__main__":
    main()
