"""Do new rows help? Accuracy of a fixed classifier trained on few rows, without and with each operation and a plan.

Usage: python benchmarks/augmentation_help.py DATA [SEEDS] [SIZE] [SET]

DATA is the folder of the data. For every data set, size and seed other rows are drawn, new ones are made of them
behind all guards (at most two of each), and a classifier is trained: words and pairs of words by TF-IDF and the static
vector, logistic regression; words, their weights and the penalty of a row are those of the original rows. Accuracy is
that on 1,000 other rows; differences are paired by seed, with 95 % intervals.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.augment.augment_rows import Augmenter
from dataaudit.augment.guards.distinct import half
from dataaudit.augment.operations import make_operations
from dataaudit.config.augment import (
    AugmentOptions,
    BackTranslationOptions,
    CharacterNoiseOptions,
    ClassMixOptions,
    OperationsOptions,
    SentenceShufflingOptions,
    SynonymReplacementOptions,
    WordOptions,
)
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.template import Template
from dataaudit.stages.labels.features import learn_features
from dataaudit.stages.labels.probabilities import fit
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.leakage.similar import item_hashes
from dataaudit.stages.vectors.encoders import STATIC, load_encoder

SETS = {
    "sms": ("sms_spam/sms.parquet", "text", "label", "en"),
    "trec": ("trec_questions/train.parquet", "text", "coarse", "en"),
    "waimai": ("waimai_10k_zh/waimai.parquet", "text", "label", "zh"),
}
OFF: dict[str, Any] = dict.fromkeys(
    ("synonym_replacement", "random_insertion", "random_deletion", "random_swap"), False
)
APERTIUM = BackTranslationOptions(
    there_command=("apertium", "-u", "eng-spa"), back_command=("apertium", "-u", "spa-eng")
)
VARIANTS: dict[str, dict[str, Any]] = {
    "synonym_replacement": {**OFF, "synonym_replacement": SynonymReplacementOptions()},
    "random_insertion": {**OFF, "random_insertion": WordOptions()},
    "random_deletion": {**OFF, "random_deletion": WordOptions()},
    "random_swap": {**OFF, "random_swap": WordOptions()},
    "character_noise": {**OFF, "character_noise": CharacterNoiseOptions()},
    "case_and_punctuation": {**OFF, "case_and_punctuation": WordOptions()},
    "sentence_shuffling": {**OFF, "sentence_shuffling": SentenceShufflingOptions(fewest=2)},
    "class_mix": {**OFF, "class_mix": ClassMixOptions()},
    "back_translation": {**OFF, "back_translation": APERTIUM},
    "the default plan": {},
}
TESTED = 1000
STRENGTH = 8.0


class MemoryRows:
    """Rows in memory, as the augmenter reads those of a run."""

    def __init__(self, texts: list[str], labels: list[str]) -> None:
        self.table = pa.table({"text": pa.array(texts, pa.string()), "label": pa.array(labels, pa.string())})
        self.labels = labels
        self.roles = Roles(text=Template.of_column("text"), label="label")
        self.schema = self.table.schema

    def known(self) -> pl.DataFrame:
        """See ``SourceRows``."""
        rows = len(self.labels)
        return pl.DataFrame(
            {"row_id": np.arange(rows, dtype=np.uint64), "split": [None] * rows, "label": self.labels,
             "kept": [True] * rows},
            schema={"row_id": pl.UInt64, "split": pl.String, "label": pl.String, "kept": pl.Boolean},
        )  # fmt: skip

    def parts(self, wanted: set[int]) -> Iterator[tuple[list[int], pa.Table]]:
        """See ``SourceRows``."""
        ids = sorted(wanted)
        yield ids, self.table.take(pa.array(ids))

    def texts(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        """See ``SourceRows``."""
        column = self.table.column("text").to_pylist()
        yield from ((one, column[one]) for one in sorted(wanted))

    def text_of(self, row: dict[str, Any]) -> str | None:
        """See ``SourceRows``."""
        return row["text"]

    def records(self, table: pa.Table) -> list[dict[str, Any]]:
        """See ``SourceRows``."""
        return list(table.to_pylist())

    def hashes(self, rows: pl.DataFrame) -> tuple[Any, Any]:
        """See ``SourceRows``."""
        told = item_hashes(self.table.column("text").combine_chunks().cast(pa.large_string()))
        exact, loose = (np.unique(np.array([half(one) for one in side.to_pylist()], np.uint64)) for side in told)
        return exact, loose


class Kept:
    """A journal in memory."""

    def __init__(self) -> None:
        self.tables: list[pa.Table] = []

    def read(self, name: str) -> None:
        """See ``Journal``."""

    def write(self, name: str, tries: pa.Table, rows: pa.Table) -> None:
        """See ``Journal``."""
        self.tables.append(rows)

    def rows(self) -> Iterator[pa.Table]:
        """See ``Journal``."""
        yield from self.tables


def made_rows(texts: list[str], labels: list[str], variant: dict[str, Any], language: str, seed: int) -> pl.DataFrame:
    """New rows of a training set."""
    settings = AugmentOptions(
        factor=2.0, per_row=2, tries=2, language=language, seed=seed, workers=1, operations=OperationsOptions(**variant)
    )
    kept = Kept()
    rows: Any = MemoryRows(texts, labels)
    Augmenter(rows, settings, make_operations(settings.operations), Items(), kept).run()
    return pl.concat([pl.DataFrame(table.select(["text", "label"])) for table in kept.tables])


def accuracy(texts: list[str], labels: list[str], tested: pl.DataFrame, own_rows: int) -> float:
    """Accuracy of the classifier on other rows; an original row has the same penalty with and without new ones."""
    encoder = load_encoder(STATIC, "cpu", 256, 0, False)
    names = sorted(set(labels))
    number = {name: place for place, name in enumerate(names)}
    own, other = (pa.array(one, pa.large_string()) for one in (texts, tested["text"].to_list()))
    features = learn_features(own[:own_rows])  # else copies alone would let rare words in
    codes = np.array([number[one] for one in labels], np.int64)
    model = fit(features(own, encoder.encode(own)[0]), codes, len(names), STRENGTH * own_rows / len(texts), 100)
    told = model(features(other, encoder.encode(other)[0])).argmax(axis=1)
    return float(
        np.mean([names[one] == label for one, label in zip(told.tolist(), tested["label"].to_list(), strict=True)])
    )


def interval(values: list[float]) -> tuple[float, float, float]:
    """Mean and 95 % interval of paired differences (Student)."""
    from scipy.stats import t

    mean = float(np.mean(values))
    half = float(t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values)))
    return mean, mean - half, mean + half


def main() -> None:
    """Print a table."""
    folder, seeds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10
    sizes = [int(sys.argv[3])] if len(sys.argv) > 3 else [100, 500]
    wanted = sys.argv[4:] or list(SETS)
    print("| data | rows | variant | new rows | accuracy | difference to no new rows (95 %) | |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for shown in wanted:
        path, text, label, language = SETS[shown]
        frame = pl.read_parquet(folder / path)
        frame = frame.select(pl.col(text).cast(pl.String).alias("text"), pl.col(label).cast(pl.String).alias("label"))
        frame = frame.drop_nulls().unique("text", maintain_order=True)
        for size in sizes:
            plain: list[float] = []
            found: dict[str, list[float]] = {name: [] for name in VARIANTS}
            counts: dict[str, list[int]] = {name: [] for name in VARIANTS}
            for seed in range(seeds):
                drawn = frame.sample(size + TESTED, seed=1000 + seed, shuffle=True)
                train, tested = drawn.head(size), drawn.tail(TESTED)
                texts, labels = train["text"].to_list(), train["label"].to_list()
                plain.append(accuracy(texts, labels, tested, size))
                for name, variant in VARIANTS.items():
                    if name == "back_translation" and language != "en":
                        continue
                    new = made_rows(texts, labels, variant, language, seed)
                    counts[name].append(new.height)
                    found[name].append(
                        accuracy(texts + new["text"].to_list(), labels + new["label"].to_list(), tested, size)
                    )
            print(f"| {shown} | {size} | no new rows | | {np.mean(plain):.4f} | | |", flush=True)
            for name, values in found.items():
                if not values:
                    continue
                mean, low, high = interval([one - other for one, other in zip(values, plain, strict=True)])
                says = "helps" if low > 0 else "harms" if high < 0 else "no difference seen"
                print(
                    f"| {shown} | {size} | {name} | {np.mean(counts[name]):.0f} | {np.mean(values):.4f} | {mean:+.4f} "
                    f"({low:+.4f} to {high:+.4f}) | {says} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
