"""Whether a training on the clean rows names the rows that are at fault: planted wrong labels, and a planted bad batch.

Usage: python benchmarks/training_rows.py DATA

DATA is the folder of ag_news_test. Wrong labels: a share of the rows gets another label; the rows of the classifier's
courses with the highest mean loss are looked at, as many as were planted. Bad batch: 32 rows in a row are replaced by
random characters; the language model's rows with the largest excess are looked at. Texts and seeds are fixed.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

import dataaudit

BAD = 32


def read_rows(folder: Path) -> pl.DataFrame:
    """Texts and labels."""
    table = pl.read_parquet(folder / "test.parquet")
    return table.select(text=pl.col("title") + " " + pl.col("description"), label="label")


def audited(frame: pl.DataFrame, folder: str, label: str, training: str) -> dataaudit.AuditResult:
    """A run with training."""
    settings = ["stages.pii=false", "stages.embeddings=false", "stages.leakage=false", "report.samples=0", training]
    return dataaudit.audit(frame, out=f"{folder}/run", text="text", label=label, settings=settings)


def wrong_labels(frame: pl.DataFrame, share: float, seed: int) -> None:
    """Plant wrong labels, print what the courses say."""
    made = random.Random(seed)
    names = sorted(frame["label"].unique())
    planted = {place for place in range(frame.height) if made.random() < share}
    labels = [
        made.choice([name for name in names if name != label]) if place in planted else label
        for place, label in enumerate(frame["label"])
    ]
    with TemporaryDirectory() as folder:
        result = audited(frame.with_columns(label=pl.Series(labels)), folder, "label", "training={}")
        dynamics = pl.read_parquet(f"{folder}/run/dynamics.parquet")
    seen = [row for row in dynamics["row_id"].to_list() if row in planted]
    worst = dynamics.sort("mean_loss", descending=True).head(len(seen))["row_id"].to_list()
    hard = dynamics.filter(pl.col("kind") == "hard")["row_id"].to_list()
    told = next((one for one in result.findings if one.name == "label-noise"), None)
    by_model = dynamics.sort("label_issue_score").head(len(seen))["row_id"].to_list()
    print(
        f"| {share:.0%} wrong labels | {len(seen):,} of {dynamics.height:,} | {precision(worst, planted):.3f} | "
        f"{len(hard)} ({precision(hard, planted):.3f}) | {precision(by_model, planted):.3f} | "
        f"{told.severity if told else 'none'} |"
    )


def bad_batch(frame: pl.DataFrame, seed: int) -> None:
    """Plant random characters in neighbouring rows, print what the courses say."""
    made = random.Random(seed)
    first = made.randrange(frame.height - BAD)
    texts = frame["text"].to_list()
    for place in range(first, first + BAD):
        texts[place] = "".join(chr(made.randrange(33, 126)) for _ in range(len(texts[place])))
    planted = set(range(first, first + BAD))
    with TemporaryDirectory() as folder:
        result = audited(frame.with_columns(text=pl.Series(texts)), folder, "", "training={task: language}")
        dynamics = pl.read_parquet(f"{folder}/run/dynamics.parquet")
    seen = [row for row in dynamics["row_id"].to_list() if row in planted]
    worst = dynamics.sort("excess", descending=True).head(len(seen))["row_id"].to_list()
    told = next((one for one in result.findings if one.name == "hard-rows" and one.status == "found"), None)
    named = list(told.row_ids) if told else []
    print(
        f"| 32 rows of random characters | {len(seen)} of {dynamics.height:,} | {precision(worst, planted):.3f} | "
        f"{len(named)} ({precision(named, planted):.3f}) | | {told.severity if told else 'none'} |"
    )


def precision(found: list[int], planted: set[int]) -> float:
    """Share of what was found that was planted."""
    return sum(row in planted for row in found) / len(found) if found else float("nan")


def main() -> None:
    """Print the table."""
    frame = read_rows(Path(sys.argv[1]))
    print("| planted | in the training | precision at k | hard rows named | label model at k | finding |")
    print("| --- | --- | --- | --- | --- | --- |")
    for share in (0.02, 0.05, 0.1):
        wrong_labels(frame, share, 11)
    for seed in (11, 12):
        bad_batch(frame, seed)


if __name__ == "__main__":
    main()
