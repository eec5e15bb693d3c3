"""Every operation on English and Chinese rows: rows a second, what each guard rejects, what changed that must not.

Usage: python benchmarks/augmentation.py DATA [ROWS] [--pairs FILE]

DATA is the folder of the data. Every operation runs alone, one new row of every row, on ROWS rows (1,000) of four data
sets; seconds are of the operation itself, in one process. With --pairs, 10 accepted rows of every operation and data
set are written to a file to be read and judged. Protected strings are counted by a check of its own, with other
expressions than those of the package.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from dataaudit.api import audit
from dataaudit.augment.operation import Nothing, Prepared
from dataaudit.augment.operations import make_operations
from dataaudit.config.augment import (
    BackTranslationOptions,
    CharacterNoiseOptions,
    ClassMixOptions,
    OperationsOptions,
    SentenceShufflingOptions,
    SynonymReplacementOptions,
    WordOptions,
)

SETS = {
    "ag_news (en)": ("ag_news_test/test.parquet", "description", "label", "en"),
    "sms (en)": ("sms_spam/sms.parquet", "text", "label", "en"),
    "waimai (zh)": ("waimai_10k_zh/waimai.parquet", "text", "label", "zh"),
    "cic (zh)": ("dataclue_cic_zh/train.parquet", "sentence", "label", "zh"),
}
OFF: dict[str, Any] = {
    "synonym_replacement": False, "random_insertion": False, "random_deletion": False, "random_swap": False,
}  # fmt: skip
APERTIUM = BackTranslationOptions(
    there_command=("apertium", "-u", "eng-spa"), back_command=("apertium", "-u", "spa-eng")
)
OPERATIONS: dict[str, Any] = {
    "synonym_replacement": SynonymReplacementOptions(),
    "random_insertion": WordOptions(),
    "random_deletion": WordOptions(),
    "random_swap": WordOptions(),
    "character_noise": CharacterNoiseOptions(),
    "case_and_punctuation": WordOptions(),
    "sentence_shuffling": SentenceShufflingOptions(fewest=2),
    "class_mix": ClassMixOptions(),
    "back_translation": APERTIUM,
}
SETTINGS: dict[str, dict[str, Any]] = {
    "sentence_shuffling": {"fewest": 2},
    "back_translation": {"there_command": list(APERTIUM.there_command), "back_command": list(APERTIUM.back_command)},
}
QUICK = ["passages", "labels", "embeddings", "minhash", "quality", "pii", "instructions", "perplexity", "classes"]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NEGATION = re.compile(r"\b(?:not|no|never|none|nothing|without|cannot)\b|n't\b|不|没|无|未|别", re.IGNORECASE)
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")
LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")


def kept(text: str) -> Counter[str]:
    """Numbers, addresses and negations of a text."""
    return Counter([*NUMBER.findall(text), *LINK.findall(text), *(len(NEGATION.findall(text)) * ["not"])])


def damaged(source: str, made: str) -> bool:
    """Whether a number, address or negation was lost or came in, or a name within a sentence was lost."""
    names = set(NAME.findall(source))
    return kept(source) != kept(made) or any(name not in made for name in names)


def read(folder: Path, path: str, text: str, label: str, rows: int) -> pl.DataFrame:
    """A sample of a data set."""
    frame = pl.read_parquet(folder / path)
    frame = frame.select(pl.col(text).cast(pl.String).alias("text"), pl.col(label).cast(pl.String).alias("label"))
    return frame.drop_nulls().unique("text", maintain_order=True).sample(rows, seed=11, shuffle=True)


def speed(frame: pl.DataFrame, name: str, language: str) -> float:
    """Rows a second of one operation, with everything loaded."""
    (operation,) = make_operations(OperationsOptions(**{**OFF, name: OPERATIONS[name]}))
    texts = frame["text"].to_list()
    partners = dict(frame.select("label", "text").iter_rows())
    rows = [
        Prepared(text, language, partner=partners[label]) for text, label in frame.select("text", "label").iter_rows()
    ]
    operation([Prepared(texts[0], language)], [random.Random(0)])
    began = time.perf_counter()
    told = operation(rows, [random.Random(number) for number in range(len(rows))])
    seconds = time.perf_counter() - began
    return sum(not isinstance(one, Nothing) for one in told) / seconds


def run(frame: pl.DataFrame, name: str, language: str) -> tuple[dict[str, Any], pl.DataFrame]:
    """Counts and new rows of one operation behind all guards."""
    with TemporaryDirectory() as folder:
        augment = {
            "factor": 1.0, "per_row": 1, "tries": 1, "language": language, "workers": 1,
            "operations": {**OFF, name: SETTINGS.get(name, {})},
        }  # fmt: skip
        pipeline = {
            "name": "operation", "stages": {**dict.fromkeys(QUICK, False), "tokens": {"tokenizer": False}},
            "augment": augment, "report": {"clusters": 0, "samples": 0},
        }  # fmt: skip
        result = audit(frame, pipeline=pipeline, out=Path(folder) / "run", text="text", label="label")
        counts = pl.read_parquet(result.path / "augmentation_counts.parquet")
        made = pl.read_parquet(result.path / "augmented" / "*.parquet")
        sources = result.clean(["row_id", "text"]).rename({"row_id": "augmented_from", "text": "source"})
        return {"metrics": dict(result.metrics), "counts": counts}, made.join(sources, on="augmented_from")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("rows", type=int, nargs="?", default=1000)
    parser.add_argument("--pairs", type=Path)
    options = parser.parse_args()
    pairs: list[list[str]] = []
    print("| data | operation | new rows/s | made of | accepted | rejected by | strings lost or new in accepted rows |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for shown, (path, text, label, language) in SETS.items():
        frame = read(options.data, path, text, label, options.rows)
        for name in OPERATIONS:
            if name == "back_translation" and language != "en":
                continue
            rate = speed(frame, name, language)
            told, made = run(frame, name, language)
            metrics = told["metrics"]
            tried = metrics["augmentation.tried"]
            reasons = {
                key.split(".")[2]: value for key, value in metrics.items()
                if key.startswith("augmentation.rejected.") and value
            }  # fmt: skip
            wrong = 0
            if name != "class_mix":
                wrong = sum(damaged(one["source"], one["text"]) for one in made.to_dicts())
            why = ", ".join(f"{key} {value:.1%}" for key, value in sorted(reasons.items(), key=lambda one: -one[1]))
            accepted = f"{metrics['augmentation.accepted.rate']:.1%}" if tried else "–"
            print(
                f"| {shown} | {name} | {rate:,.0f} | {tried / frame.height:.1%} | {accepted} | {why or '–'} "
                f"| {wrong} of {made.height} |",
                flush=True,
            )
            chosen = made.sample(min(10, made.height), seed=5, shuffle=True)
            pairs += [
                [shown, name, str(one["augmented_from"]), one["label"], one["source"], one["text"]]
                for one in chosen.to_dicts()
            ]
    if options.pairs:
        with options.pairs.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(["data", "operation", "row_id", "label", "source", "output"])
            writer.writerows(pairs)


if __name__ == "__main__":
    main()
