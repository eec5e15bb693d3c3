"""Did cleaning help? On a corpus with planted duplicates and leaks, and on the same corpus without them.

Usage: python benchmarks/ablation.py DATA [SEEDS]

DATA is the folder of ag_news_test. Of 6,000 rows, 1,000 are the test split. Dirty: 30 % of the training rows are
copies of others, every third with a word changed, all of one class so that they weigh, and 300 test rows are in it.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

import dataaudit
from dataaudit.training.ablation.ablate import ablate

SEED = 5
SETTINGS = [
    "stages.pii=false",
    "stages.embeddings=false",
    "report.samples=0",
    "clean.drop=[exact-leak,normalised-leak,near-leak]",
]


def corpora(folder: Path) -> dict[str, dict[str, pl.DataFrame]]:
    """Training and test rows, clean and dirty."""
    table = pl.read_parquet(folder / "test.parquet").sample(6000, shuffle=True, seed=SEED)
    rows = table.select(text=pl.col("title") + " " + pl.col("description"), label="label")
    test, train = rows.head(1000), rows.slice(1000)
    made = random.Random(SEED)
    pool = train.filter(pl.col("label") == train["label"][0]).to_dicts()
    copies = []
    for number in range(round(0.3 / 0.7 * train.height)):
        row = dict(made.choice(pool[:400]))
        if number % 3 == 0:
            words = row["text"].split()
            words[made.randrange(len(words))] = "indeed"
            row["text"] = " ".join(words)
        copies.append(row)
    dirty = pl.concat([train, pl.DataFrame(copies), test.head(300)]).sample(fraction=1.0, shuffle=True, seed=SEED)
    return {"clean": {"train": train, "test": test}, "dirty": {"train": dirty, "test": test}}


def main() -> None:
    """Print what differs."""
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for name, splits in corpora(Path(sys.argv[1])).items():
        with TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            data.mkdir()
            for split, frame in splits.items():
                frame.write_parquet(data / f"{split}.parquet")
            result = dataaudit.audit(data, out=f"{folder}/run", text="text", label="label", settings=SETTINGS)
            print(f"{name}: {result.row_counts['read']:,} rows read, {result.row_counts['kept']:,} kept")
            try:
                found = ablate(result, seeds=seeds, tokens=60_000)
            except dataaudit.errors.InputError as error:
                print(error)
                continue
            means = found.runs.group_by("variant", maintain_order=True).agg(
                pl.col("rows").max(), pl.col("loss").mean(), pl.col("accuracy").mean()
            )
            for row in means.iter_rows():
                print(f"  {row[0]}: {row[1]:,} rows, loss {row[2]:.4f}, accuracy {row[3]:.4f}")
            for one in found.compared:
                print(f"  {one.verdict}")


if __name__ == "__main__":
    main()
