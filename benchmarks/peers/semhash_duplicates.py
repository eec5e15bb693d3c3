"""What SemHash removes: texts as JSON on stdin, figures as JSON on stdout.

    python semhash_duplicates.py MODEL THRESHOLD

MODEL is a folder of model2vec. Whether a removed text has a kept one near it is told by SemHash's own vectors; as it
computes with them in float16, a witness may lie below the threshold by that rounding.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from semhash import SemHash

BLOCK = 1024
ROUNDING = 1e-3
"""Of cosines in float16."""


def memory(name: str) -> float:
    """A line of this process's memory in MiB: VmHWM, the peak, or VmRSS."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def main() -> None:
    """Remove, then look at what is left."""
    texts, threshold = json.load(sys.stdin), float(sys.argv[2])
    model = StaticModel.from_pretrained(sys.argv[1])
    before, started, computed = memory("VmRSS"), time.perf_counter(), time.process_time()
    hashed = SemHash.from_records(records=texts, model=model)
    result = hashed.self_deduplicate(threshold=threshold)
    seconds, cpu = time.perf_counter() - started, time.process_time() - computed
    peak = memory("VmHWM")
    chosen = set(result.selected)
    groups = hashed.index.items
    kept = np.array([group[0]["text"] in chosen for group in groups])
    vectors = np.asarray(hashed.index.vectors, np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths == 0, 1, lengths)
    rows = np.array([len(group) for group in groups])
    places, left = np.flatnonzero(kept), 0
    witnessed = kept.copy()
    for first in range(0, len(vectors), BLOCK):
        cosine = vectors[first : first + BLOCK] @ vectors[places].T
        near, inside = cosine >= threshold, kept[first : first + BLOCK]
        witnessed[first : first + BLOCK] |= (cosine >= threshold - ROUNDING).any(1)
        left += int(near[inside].sum()) - int(np.diag(near[:, np.searchsorted(places, first) :][inside]).sum())
    print(
        json.dumps(
            {
                "removed": len(texts) - len(result.selected),
                "unwitnessed": int(rows[~witnessed].sum()),
                "left": left // 2,
                "seconds": seconds,
                "cpu": cpu,
                "peak": peak - before,
            }
        )
    )


if __name__ == "__main__":
    main()
