"""Near-duplicates with datasketch: python datasketch_pairs.py SHINGLES.npz OUT.npz.

SHINGLES holds ``hashes`` (uint64) and ``bounds``: the sets of all texts, end to end. As its documentation shows it:
sketches of 128 numbers, made in bulk of the hashes' lower 32 bits, and an index for the threshold 0.8, which chooses
its own bands. Every sketch is asked for its candidates before it goes in; they are kept where the sketches agree by
0.8. OUT gets ``pairs``; the last line printed is JSON with the seconds of each step, the candidates and the peak memory
in MiB.
"""

import sys
import time

import numpy as np
from datasketch import MinHash, MinHashLSH
from pair_output import write_pairs

THRESHOLD, NUMBERS = 0.8, 128
LOW_BITS = np.uint64(2**32 - 1)


def search(sketches: list[MinHash]) -> tuple[list[tuple[int, int]], int]:
    """Pairs whose sketches agree, and the number of candidates."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=NUMBERS)
    found, candidates = [], 0
    for place, sketch in enumerate(sketches):
        others = index.query(sketch)
        candidates += len(others)
        found += [(other, place) for other in others if sketch.jaccard(sketches[other]) >= THRESHOLD]
        index.insert(place, sketch)
    return found, candidates


def main() -> None:
    """Sign, index, ask, compare."""
    started = time.monotonic()
    data = np.load(sys.argv[1])
    hashes, bounds = data["hashes"] & LOW_BITS, data["bounds"]
    sets = [row.tolist() for row in np.split(hashes, bounds[1:-1])]
    read = time.monotonic()
    sketches = MinHash.bulk(sets, num_perm=NUMBERS, hashfunc=int)
    signed = time.monotonic()
    found, candidates = search(sketches)
    write_pairs(found, candidates, started, read, signed)


if __name__ == "__main__":
    main()
