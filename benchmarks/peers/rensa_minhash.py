"""Near-duplicates with rensa: python rensa_minhash.py SHINGLES.npz OUT.npz.

SHINGLES holds ``hashes`` (uint64) and ``bounds``: the sets of all texts, end to end. As its README shows it: sketches
of 128 numbers, an index of 16 bands, every sketch asked for its candidates, which are kept where the sketches agree by
0.8. OUT gets ``pairs``; the last line printed is JSON with the seconds of each step, the candidates and the peak
memory in MiB.
"""

import sys
import time

import numpy as np
from pair_output import write_pairs
from rensa import RMinHash, RMinHashLSH


def main() -> None:
    """Sign, index, ask, compare."""
    started = time.monotonic()
    data = np.load(sys.argv[1])
    hashes, bounds = data["hashes"], data["bounds"]
    words = [row.tolist() for row in np.split(hashes, bounds[1:-1])]
    names = [[str(one) for one in row] for row in words]
    read = time.monotonic()
    sketches = RMinHash.from_token_sets(names, 128, 42)
    signed = time.monotonic()
    index = RMinHashLSH(0.8, 128, 16)
    index.insert_pairs(list(enumerate(sketches)))
    found, candidates = [], 0
    for first in range(0, len(sketches), 1000):
        for place, others in enumerate(index.query_all(sketches[first : first + 1000]), first):
            candidates += len(others)
            own = sketches[place]
            found += [(place, other) for other in others if other > place and own.jaccard(sketches[other]) >= 0.8]
    write_pairs(found, candidates, started, read, signed)


if __name__ == "__main__":
    main()
