"""Regret after 30 evaluations on Branin and Hartmann-6: grid, random, TPE and GP, beside scikit-optimize's gp_minimize.

Usage: python benchmarks/tuning_regret.py [SEEDS] [--skopt PYTHON]

PYTHON is an interpreter with scikit-optimize (0.10.2, numpy below 2.4), which dataaudit does not depend on. Regret: the
best value found less the function's minimum; the median over seeds and the quartiles.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from dataaudit.training.tuning.tune import tune

BUDGET = 30
ALPHA = np.array([1.0, 1.2, 3.0, 3.2])
A = np.array(
    [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
)
P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
    ]
)  # fmt: skip


def branin(x: list[float]) -> float:
    """Minimum 0.397887 on [-5, 10] x [0, 15]."""
    a, b = x
    return (
        (b - 5.1 / (4 * math.pi**2) * a**2 + 5 / math.pi * a - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10
    )


def hartmann(x: list[float]) -> float:
    """Minimum -3.32237 on the unit cube of six dimensions."""
    return float(-(ALPHA * np.exp(-(A * (np.array(x) - P) ** 2).sum(1))).sum())


FUNCTIONS: dict[str, tuple[Callable[[list[float]], float], list[tuple[float, float]], float]] = {
    "branin": (branin, [(-5.0, 10.0), (0.0, 15.0)], 0.397887),
    "hartmann6": (hartmann, [(0.0, 1.0)] * 6, -3.32237),
}

SKOPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from tuning_functions import FUNCTIONS
from skopt import gp_minimize
function, bounds, lowest = FUNCTIONS[sys.argv[2]]
seeds = range(int(sys.argv[3]))
print(json.dumps([gp_minimize(function, bounds, n_calls=30, random_state=seed).fun - lowest for seed in seeds]))
"""


def ours(name: str, method: str, seed: int) -> float:
    """Regret of one search."""
    function, bounds, lowest = FUNCTIONS[name]
    points = 5 if len(bounds) == 2 else 2
    space: Mapping[str, Any] = {
        "parameters": {
            f"x{place}": {"low": low, "high": high, "points": points} for place, (low, high) in enumerate(bounds)
        }
    }
    with TemporaryDirectory() as folder:
        found = tune(
            lambda values, _: function(list(values.values())), space, out=folder, method=method,  # type: ignore[arg-type]
            trials=BUDGET, seed=seed, compared=0,
        )  # fmt: skip
    return float(found.value or math.nan) - lowest


def main() -> None:
    """Print the table."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else 20
    skopt = sys.argv[sys.argv.index("--skopt") + 1] if "--skopt" in sys.argv else None
    print("| function | method | regret, median | quartiles | seconds a search |")
    print("| --- | --- | --- | --- | --- |")
    for name in FUNCTIONS:
        for method in ("grid", "random", "tpe", "gp"):
            began = time.monotonic()
            repeats = 1 if method == "grid" else seeds
            show(
                name,
                method,
                [ours(name, method, seed) for seed in range(repeats)],
                (time.monotonic() - began) / repeats,
            )
        if skopt is not None:
            began = time.monotonic()
            with TemporaryDirectory() as folder:
                own = Path(__file__).read_text(encoding="utf-8")
                plain = own.replace("from dataaudit.training.tuning.tune import tune\n", "")
                (Path(folder) / "tuning_functions.py").write_text(plain, encoding="utf-8")
                done = subprocess.run(
                    [skopt, "-c", SKOPT, folder, name, str(seeds)], capture_output=True, text=True, check=True
                )
            show(
                name, "skopt gp_minimize", json.loads(done.stdout.splitlines()[-1]), (time.monotonic() - began) / seeds
            )


def show(name: str, method: str, regrets: list[float], seconds: float) -> None:
    """Print a row."""
    low, middle, high = np.quantile(regrets, [0.25, 0.5, 0.75])
    print(
        f"| {name} | {method} ({len(regrets)} seeds) | {middle:.4g} | {low:.4g} to {high:.4g} | {seconds:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
