"""Near-duplicates among rows that look alike, beside peers on the same shingles.

    python benchmarks/look_alike.py POETRY [--peers PYTHON] [--which PEER ...] [--only NAME] [--grow ROWS ...]

POETRY is a clone (or its git directory) of the public repository chinese-poetry/chinese-poetry: one row a poem, tone
pattern or record, in an order drawn by a seed. The other corpora are made-up words in the slots of one template and of
five, whose free slots are drawn again.

PYTHON is an interpreter of an environment with the peers (pip install rensa datasketch daft text-dedup "datatrove[io]"
regex tokenizers "xxhash<4"); those that it can import are run, or those of --which. rensa and datasketch get the
shingles ready-made; text-dedup, datatrove and daft get the tokens, with a space between them, so that their 5-grams of
words are ours. Each peer's script in benchmarks/peers says what else it does. SemHash is not among them: its own model
needs a download.

A part of the rows are edited copies of others, at similarities from 0.80 to 0.90 that are measured. Each line: seconds
of the whole process and of the search, candidates, peak memory of the largest process, pairs, rows that go when one of
every group of joined rows is kept, copies found and their share. Of a peer that gives clusters, the pairs are all pairs
inside of them, and a copy is found where its original is in its cluster.
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from dataaudit.kernels.hashing.shingles import canonical, shingle_sets
from dataaudit.kernels.text.characters import UNSEGMENTED, WORD, character_tables
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

PEERS = Path(__file__).parent / "peers"
OFF = (
    "quality", "language", "pii", "passages", "embeddings", "labels", "leakage", "classes", "columns", "instructions",
    "tags", "media",
)  # fmt: skip
LOW, HIGH = 0.8, 0.9
FRESH = ["sh", "-c", '"$@"; exit $?', "sh"]
"""Stands before a command whose peak memory is asked of the system, which else counts this process's as its own."""
QUIET = {"DO_NOT_TRACK": "true", "HF_HUB_OFFLINE": "1"}
"""Peers ask nothing of the network and tell nobody that they run."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to seek near-duplicates.

    Attributes:
        module: What an interpreter must be able to import.
        script: Its file in benchmarks/peers.
        given: What the script reads: the file of shingles, or the folder of tokens.
    """

    module: str
    script: str
    given: str


KNOWN = {
    "rensa": Peer("rensa", "rensa_minhash.py", "shingles.npz"),
    "datasketch": Peer("datasketch", "datasketch_pairs.py", "shingles.npz"),
    "text-dedup": Peer("text_dedup", "text_dedup_clusters.py", "tokens"),
    "datatrove": Peer("datatrove", "datatrove_clusters.py", "tokens"),
    "daft": Peer("daft", "daft_clusters.py", "tokens"),
}


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
    rows = list(texts)
    pairs: list[tuple[int, int]] = []
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
    command = [*FRESH, sys.executable, "-m", "dataaudit", "run"]
    command += ["--input", str(folder / "in.parquet"), "--text", "text"]
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
    figures = {"seconds": seconds, "search": stages["minhash"]["seconds"], "candidates": facts["candidates"]}
    figures["in_part"] = facts.get("texts_compared_in_part", 0)
    figures["peak"] = max(one["peak_memory_bytes"] for one in manifest["stages"]) >> 20
    return figures, table


def importable(python: str) -> list[str]:
    """The peers that an interpreter can import."""
    code = "import importlib.util, sys; print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name)))"
    command = [python, "-c", code, *(peer.module for peer in KNOWN.values())]
    modules = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return [name for name, peer in KNOWN.items() if peer.module in modules]


def spaced(text: str) -> str:
    """The tokens of a text, as ours are cut, with a space between them."""
    classes = character_tables()[0]
    pieces = []
    for letter in canonical(text):
        bits = classes[ord(letter)]
        pieces.append(" " if not bits & WORD else f" {letter} " if bits & UNSEGMENTED else letter)
    return " ".join("".join(pieces).split())


def write_for_peers(rows: list[str], folder: Path) -> None:
    """Write shingles and tokens; the tokens in two files, for peers that share out files among processes."""
    hashes, bounds = sets_of(rows)
    np.savez(folder / "shingles.npz", hashes=hashes, bounds=bounds)
    (folder / "tokens").mkdir()
    table = pa.table({"row": np.arange(len(rows)), "text": [spaced(text) for text in rows]})
    half = len(rows) // 2
    for number, part in enumerate((table.slice(0, half), table.slice(half))):
        pq.write_table(part, folder / f"tokens/part-{number}.parquet")


def joined_rows(pairs: np.ndarray, rows: int) -> np.ndarray:
    """The cluster of every row, where pairs join rows."""
    graph = coo_array((np.ones(len(pairs), np.bool_), (pairs[:, 0], pairs[:, 1])), (rows, rows))
    clusters: np.ndarray = connected_components(graph, directed=False)[1]
    return clusters


def theirs(python: str, peer: Peer, folder: Path, rows: int) -> tuple[dict[str, float], np.ndarray | None, np.ndarray]:
    """Figures of a peer, its pairs if it gives any, and the cluster of every row.

    Raises:
        RuntimeError: It did not come to its end; the message is the last line that it said.
    """
    out = folder / "found.npz"
    command = [python, str(PEERS / peer.script), str(folder / peer.given), str(out)]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env={**os.environ, **QUIET})
    seconds = time.monotonic() - started
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1][:200])
    found = np.load(out)
    figures = {**json.loads(done.stdout.splitlines()[-1]), "seconds": seconds}
    pairs = found.get("pairs")
    return figures, pairs, found["clusters"] if pairs is None else joined_rows(pairs, rows)


def found_share(copies: list[tuple[int, int]], pairs: np.ndarray | None, clusters: np.ndarray) -> str:
    """How many copies are among pairs, or inside of clusters where there are no pairs."""
    held = None if pairs is None else {(min(a, b), max(a, b)) for a, b in pairs.tolist()}
    hits = sum(clusters[pair[0]] == clusters[pair[1]] if held is None else pair in held for pair in copies)
    return f"{hits:,} of {len(copies):,} ({hits / max(len(copies), 1):.4f})"


def line(
    start: str,
    figures: dict[str, float],
    copies: list[tuple[int, int]],
    pairs: np.ndarray | None,
    clusters: np.ndarray,
) -> str:
    """A line of the table; what a way does not tell is left out."""
    sizes = np.unique(clusters, return_counts=True)[1].astype(np.int64)
    number = int((sizes * (sizes - 1) // 2).sum()) if pairs is None else len(pairs)
    told = [f"{figures['seconds']:.1f}", f"{figures['search']:.1f}"]
    told += [f"{figures[name]:,.0f}" if name in figures else "" for name in ("candidates", "in_part", "peak")]
    told += [f"{number:,}", f"{len(clusters) - len(sizes):,}", found_share(copies, pairs, clusters)]
    return f"| {start} | {' | '.join(told)} |"


def measure(name: str, texts: list[str], copies: int, python: str | None, chosen: list[str]) -> None:
    """Print the lines of one corpus: ours, then those of the chosen peers."""
    rows, planted = with_copies(texts, copies)
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        pq.write_table(pa.table({"text": rows}), folder / "in.parquet")
        start = f"{name} | {len(rows):,}"
        figures, own = ours(folder)
        print(line(f"{start} | dataaudit", figures, planted, own, joined_rows(own, len(rows))), flush=True)
        if python is None:
            return
        write_for_peers(rows, folder)
        for one in chosen:
            try:
                figures, pairs, clusters = theirs(python, KNOWN[one], folder, len(rows))
            except RuntimeError as error:
                print(f"| {start} | {one} | did not end well: {error} |", flush=True)
                continue
            print(line(f"{start} | {one}", figures, planted, pairs, clusters), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("poetry", type=Path)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--which", nargs="+", choices=KNOWN, metavar="PEER", help=", ".join(KNOWN))
    parser.add_argument("--only")
    parser.add_argument("--grow", type=int, nargs="*", default=[])
    options = parser.parse_args()
    names = ["corpus", "rows", "way", "whole process s", "search s", "candidates", "in part", "peak MiB", "pairs"]
    names += ["dropped", "copies found"]
    print(f"| {' | '.join(names)} |\n|{' --- |' * len(names)}")
    peers = options.which or (importable(options.peers) if options.peers else [])
    chosen = options.only
    if chosen in (None, "poems"):
        all_poems = poems(options.poetry)
        measure("poems", all_poems[:20_000], 12_000, options.peers, peers)
        measure("poems", all_poems[:200_000], 20_000, options.peers, peers)
    if chosen in (None, "one template"):
        measure("one template", templates(1, 20_000, 15), 3_000, options.peers, peers)
        measure("one template", templates(1, 100_000, 15), 6_000, options.peers, peers)
    if chosen in (None, "five templates"):
        measure("five templates", templates(5, 100_000, 24), 6_000, options.peers, peers)
    for rows in options.grow:
        measure("five templates", templates(5, rows, 24), 0, None, [])


if __name__ == "__main__":
    main()
