"""MinHash deduplication in Python with datasketch: python datasketch_minhash.py IN OUT WORKERS [plain].

Sketches are made with its vectorised ``update_batch`` in processes, or, ``plain``, as its documentation shows it: one
``update`` a shingle, in one process.
"""

import json
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"\w+")


def sign(text: str) -> MinHash:
    """The sketch of a text's 5-grams of words."""
    words = WORD.findall(text.lower())
    sketch = MinHash(num_perm=128)
    sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))])
    return sketch


def sign_plainly(text: str) -> MinHash:
    """The same, one shingle after the other."""
    words = WORD.findall(text.lower())
    sketch = MinHash(num_perm=128)
    for i in range(max(1, len(words) - 4)):
        sketch.update(" ".join(words[i : i + 5]).encode())
    return sketch


def main() -> None:
    """Read, sign on all cores, seek, join, write."""
    source, out, workers = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    rows = [row for path in sorted(source.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    texts = [row["text"] for row in rows]
    if sys.argv[4:] == ["plain"]:
        sketches = list(map(sign_plainly, texts))
    else:
        with ProcessPoolExecutor(workers) as pool:
            sketches = list(pool.map(sign, texts, chunksize=256))
    index = MinHashLSH(threshold=0.8, num_perm=128)
    parent = list(range(len(rows)))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            one, two = sorted((find(number), find(other)))
            parent[two] = one
        index.insert(number, sketch)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "kept.jsonl").open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            if find(number) == number:
                file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
