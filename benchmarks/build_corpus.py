"""Builds a large corpus from the texts that a machine has, with duplicates that are known.

    python benchmarks/build_corpus.py OUT [--documents 800000] [--shards 16]

Lines come from the text files of installed packages (.py, .md, .rst, .txt) and of /usr/share/doc and /usr/share/dict;
a fresh document is made of passages of several files. 5 % of the documents repeat an earlier one, 10 % repeat one with
a few words exchanged. Columns: id, text, planted (fresh, exact, near), planted_of. The same machine gives the same
corpus.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ENDINGS = {".py", ".md", ".rst", ".txt", ".pyi", ".html"}
MEAN_CHARS = 2000
EXACT, NEAR = 0.05, 0.10


def passages(roots: list[Path]) -> list[str]:
    """Passages of a few hundred characters, in the order of the files' names."""
    found: list[str] = []
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.suffix not in ENDINGS or not path.is_file() or path.stat().st_size > 1 << 20:
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            found += list(cut(text))
    return found


def cut(text: str) -> Iterator[str]:
    """Consecutive lines of together about 250 characters."""
    held, length = [], 0
    for line in text.splitlines():
        held.append(line)
        length += len(line) + 1
        if length >= 250:
            yield "\n".join(held)[:600]
            held, length = [], 0


def edited(text: str, choose: random.Random) -> str:
    """The text with one to four words exchanged."""
    words = text.split(" ")
    for _ in range(choose.randint(1, 4)):
        words[choose.randrange(len(words))] = f"w{choose.randrange(10**6)}"
    return " ".join(words)


def documents(count: int, pool: list[str], seed: int) -> Iterator[tuple[int, str, str, int | None]]:
    """Number, text, what it is, and the document that it repeats."""
    choose = random.Random(seed)
    recent: list[tuple[int, str]] = []
    for number in range(count):
        draw = choose.random()
        if recent and draw < EXACT + NEAR:
            of, text = choose.choice(recent)
            kind = "exact" if draw < EXACT else "near"
            yield number, text if kind == "exact" else edited(text, choose), kind, of
            continue
        length = choose.lognormvariate(0, 0.7) * MEAN_CHARS
        parts, chars = [], 0
        while chars < length:
            parts.append(choose.choice(pool))
            chars += len(parts[-1])
        text = "\n".join(parts)
        yield number, text, "fresh", None
        if len(recent) < 20_000:
            recent.append((number, text))
        else:
            recent[choose.randrange(len(recent))] = (number, text)


def main() -> None:
    """Write the shards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=800_000)
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    roots = [Path(sysconfig.get_paths()["purelib"]), Path(sysconfig.get_paths()["stdlib"]), Path("/usr/share/doc")]
    pool = passages(roots)
    options.out.mkdir(parents=True, exist_ok=True)
    size = -(-options.documents // options.shards)
    rows = documents(options.documents, pool, options.seed)
    total = 0
    for shard in range(options.shards):
        taken = list(itertools.islice(rows, size))
        columns = list(zip(*taken, strict=True)) or [(), (), (), ()]
        table = pa.table(dict(zip(("id", "text", "planted", "planted_of"), map(list, columns), strict=True)))
        pq.write_table(table, options.out / f"part-{shard:03d}.parquet", compression="zstd")
        total += sum(len(text.encode()) for text in columns[1])
    print(f"{options.documents:,} documents, {total / 1e9:.2f} GB of text from {len(pool):,} passages in {options.out}")


if __name__ == "__main__":
    main()
