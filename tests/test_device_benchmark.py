"""The benchmark for a graphics device runs on a CPU too, so that it runs when a device is lent."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.full
def test_the_small_benchmark_measures_all_three() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "device.py"), "--small", "--device", "cpu"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = ("embeddings", "token_batches alone", "training in bfloat16")
    rows = {line.split(" | ")[0].strip("| "): line.split(" | ")[1:] for line in done.stdout.splitlines() if "|" in line}
    assert all(float(rows[name][0].replace(",", "").strip(" |")) > 0 for name in names)
    assert rows["training in bfloat16"][3].endswith("%")
