"""Rephrased evaluation items among rows: how many are found, and for how many items another row is taken.

    python benchmarks/paraphrases.py DATA REPHRASED HUMANEVAL [--model static minilm] [--rows 12000]

DATA is the folder of the data sets (alpaca_52k, gsm8k, ag_news_test), REPHRASED the folder `data` of the public
repository lm-sys/llm-decontaminator (Yang et al. 2023), HUMANEVAL the file of openai/human-eval. Of every set the items
of even number were at hand while the weights were chosen; the others were not. Rows: instructions; news; for gsm8k also
its own training questions, the hardest rows that are none of the items.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from pathlib import Path

import polars as pl

from dataaudit import audit

QUICK = [
    *(f"stages.{name}=false" for name in ("tokens", "quality", "language", "pii", "passages", "classes", "lines")),
    *("report.clusters=0", "report.samples=0"),
]


def lines(path: Path) -> list[dict[str, str]]:
    """Records of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def backgrounds(data: Path, count: int) -> dict[str, list[str]]:
    """Rows that hold no item on purpose."""
    alpaca = pl.concat([pl.read_parquet(path) for path in sorted((data / "alpaca_52k").glob("*.parquet"))])
    told = alpaca.sample(min(count, alpaca.height), seed=1).select("instruction", "input", "output").iter_rows()
    news = pl.concat([pl.read_parquet(path) for path in sorted((data / "ag_news_test").glob("*.parquet"))])
    train = pl.read_parquet(data / "gsm8k/train.parquet")["question"].sample(3000, seed=1).to_list()
    return {
        "instructions": ["\n".join(part for part in row if part) for row in told],
        "news": [f"{title}\n{text}" for title, text in news.select("title", "description").iter_rows()],
        "gsm8k train": train,
    }


def rephrased(data: Path, folder: Path, humaneval: Path) -> dict[str, tuple[list[dict[str, str]], list[str]]]:
    """By name: evaluation items, and the rephrasing of each; an empty one where the public set has none."""
    with gzip.open(humaneval, "rt", encoding="utf-8") as file:
        programs = [json.loads(line) for line in file]
    maths = pl.read_parquet(data / "gsm8k/test.parquet").select("question", "answer").to_dicts()
    sets = {"gsm8k": (maths, [one["text"] for one in lines(folder / "rephrase/rephrase_gsm8k.jsonl")])}
    for language in ("python", "js", "c"):
        texts = [one["text"] for one in lines(folder / f"rephrase/humaneval_{language}.jsonl")]
        sets[f"HumanEval, {language}"] = programs, texts
    asked = pl.read_csv(folder / "rephrase/sociology_test.csv", has_header=False).to_series(0).to_list()
    texts = lines(folder / "rephrase/sociology_test_rephrase_english_filtered_question.jsonl")
    sets["MMLU, sociology"] = [{"text": text} for text in asked], [one["text"] for one in texts]
    return sets


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("rephrased", type=Path)
    parser.add_argument("humaneval", type=Path)
    parser.add_argument("--model", nargs="+", default=["static", "minilm"])
    parser.add_argument("--rows", type=int, default=12_000)
    parser.add_argument("--only", default="", help="part of the name of a set")
    given = parser.parse_args()
    sets = rephrased(given.data, given.rephrased, given.humaneval)
    print("| model | rows | items | found, at hand | found, held out | items with another row | told by chance | s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for model in given.model:
        for rows, texts in backgrounds(given.data, given.rows).items():
            for name, (items, others) in sets.items():
                if given.only not in name or (rows == "gsm8k train" and name != "gsm8k"):
                    continue
                print(f"| {model} | {rows} | {name} | {measured(model, texts, items, others)} |", flush=True)


def measured(model: str, texts: list[str], items: list[dict[str, str]], others: list[str]) -> str:
    """Run an audit of rows with every rephrasing among them."""
    asked = [place for place, other in enumerate(others) if other.strip()]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "items.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in items), encoding="utf-8")
        frame = pl.DataFrame({"text": [*texts, *(others[place] for place in asked)]})
        settings = [*QUICK, f"stages.embeddings.model={model}"]
        started = time.monotonic()
        result = audit(frame, against=path, out=Path(made) / "run", text="text", label="", settings=settings)
        seconds = time.monotonic() - started
        places = dict(result.rows(["row_id", "position"]).iter_rows())
        leaks = pl.read_parquet(result.path / "leaks.parquet").select("row_id", "item").iter_rows()
        chance = pl.read_parquet(result.path / "split_leaks.parquet")["items_by_chance"].drop_nulls().to_list()
    pairs = {(places[row], int(item.rpartition(":")[2]) - 1) for row, item in leaks}
    right = {place for number, place in enumerate(asked) if (len(texts) + number, place) in pairs}
    wrong = {item for row, item in pairs if row < len(texts)}
    halves = [[place for place in asked if place % 2 == half] for half in (0, 1)]
    found = [f"{sum(place in right for place in half) / len(half):.3f}" for half in halves]
    return f"{found[0]} | {found[1]} | {len(wrong)} of {len(items)} | {sum(chance)} | {seconds:.0f}"


if __name__ == "__main__":
    main()
