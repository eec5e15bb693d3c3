"""Every recipe on a small transformer: equivalence, time, memory; the estimate of memory beside what is measured.

Usage: python benchmarks/recipes.py DATA [WIDTH LAYERS ROWS]

DATA is the folder of ag_news_test. Time and memory come from fresh processes, see training/recipe_trials/measure.py;
the largest batch that fits a limit is found by bisection on measured peaks, and compared with the estimated one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from dataaudit.config.training import RecipesOptions
from dataaudit.selftests.plants import Row
from dataaudit.training.recipe_trials.measure import measure_recipes, trial_apart
from dataaudit.training.recipe_trials.shard_trial import measure_sharding
from dataaudit.training.recipe_trials.survey import estimate_of
from dataaudit.training.recipe_trials.workload import prepare_workload

MIB = 1 << 20
LIMIT = 600 * MIB


def read_rows(folder: Path) -> list[Row]:
    """Texts of the test split."""
    table = pl.read_parquet(folder / "test.parquet")
    return [
        Row(text=f"{title} {text}", label=None, split=None)
        for title, text in table.select("title", "description").iter_rows()
    ]


def peak(rows: list[Row], size: int, width: int, layers: int) -> int:
    """Measured peak of the plain step on a batch of so many rows."""
    with TemporaryDirectory() as folder:
        prepare_workload(
            Path(folder), "small", rows, batch_size=size, max_tokens=64, count=1, width=width, layers=layers
        )
        return int(trial_apart(Path(folder), RecipesOptions(), 2, lean=True)["peak_bytes"])


def main() -> None:
    """Print the tables."""
    rows = read_rows(Path(sys.argv[1]))
    width, layers, size = (int(one) for one in sys.argv[2:5]) if len(sys.argv) > 4 else (256, 4, 32)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prepare_workload(folder, "small", rows, batch_size=size, width=width, layers=layers)
        measured = measure_recipes(folder, steps=6)
        plain = measured[0]
        print("| recipe | gradient off by | time | peak memory | weights, gradients, states (MiB) | estimated peak |")
        print("| --- | --- | --- | --- | --- | --- |")
        for one in measured:
            if one.failed:
                print(f"| {one.name} | {one.failed} | | | | |")
                continue
            estimate = estimate_of(folder, size, one.recipes) if one.name != "compile" else None
            states = one.weights + one.gradients + one.optimizer
            told = ""
            if estimate is not None:
                off = estimate.states.total / states - 1
                told = f"{estimate.peak / MIB:.0f} ({estimate.peak / one.peak_bytes - 1:+.0%}; states {off:+.1%})"
            print(
                f"| {one.name} | {one.error:.2g} | {one.seconds / plain.seconds:.2f} ({one.seconds * 1000:.0f} ms) | "
                f"{one.peak_bytes / plain.peak_bytes:.2f} ({one.peak_bytes / MIB:.0f} MiB) | {one.weights / MIB:.1f}, "
                f"{one.gradients / MIB:.1f}, {one.optimizer / MIB:.1f} | {told} |"
            )
        for shard in measure_sharding(folder, 2):
            print(shard.line())
    low, high = 1, 4096
    with TemporaryDirectory() as temporary:
        prepare_workload(
            Path(temporary), "small", rows, batch_size=64, max_tokens=64, count=1, width=width, layers=layers
        )
        guessed = estimate_of(Path(temporary), 64).largest_batch(LIMIT)
    while high - low > max(1, low // 50):
        middle = (low + high) // 2
        if peak(rows, middle, width, layers) <= LIMIT:
            low = middle
        else:
            high = middle
    print(f"largest batch in {LIMIT // MIB} MiB: {low} by bisection, {guessed} estimated")


if __name__ == "__main__":
    main()
