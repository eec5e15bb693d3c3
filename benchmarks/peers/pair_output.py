"""What the scripts of peers that are measured beside each other write: their pairs, seconds and peak memory."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def peak() -> float:
    """The most memory so far of this process, or of one that it has waited for, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def write_pairs(found: list[tuple[int, int]], candidates: int, started: float, read: float, signed: float) -> None:
    """Write ``pairs`` to the file that the second argument names, and print what was measured."""
    np.savez(sys.argv[2], pairs=np.array(found, np.int64).reshape(-1, 2))
    done = time.monotonic()
    print(json.dumps({"read": read - started, "sign": signed - read, "search": done - signed, "seconds": done - started,
                      "candidates": candidates, "peak": peak()}))  # fmt: skip
