"""The quality score and the default preset beside human judgement, on clean texts of many languages and on spam.

    python benchmarks/quality.py DATA [--held-out]

Human judgement: hplt_human_quality (is a web document unnatural?) and turku_line_quality (is a line noise?). Clean
texts: the Universal Declaration (even lines; the thresholds of function words were learnt on the odd ones), long
documents of NLTK and Chinese verse. Spam: kinds of planted_spam.py; those behind the figure only with --held-out.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import planted_spam
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.findings.finding import RowFinding
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.stages.language.text_language import Language
from dataaudit.stages.quality.quality_score import QualityScore
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.tokens.token_lengths import TokenLengths

LANGUAGES = [
    "eng",
    "fra",
    "spa",
    "deu",
    "ita",
    "rus",
    "ukr",
    "pol",
    "ces",
    "tur",
    "ell_monotonic",
    "heb",
    "arb",
    "pes_1",
    "hin",
    "ben",
    "tha",
    "vie",
    "ind",
    "jpn",
    "kor",
    "cmn_hans",
    "cmn_hant",
    "fin",
    "hun",
]
PRESETS = ("dataaudit", "gopher@datatrove", "c4", "fineweb")
TEXTS = 200
"""Texts of every kind of spam and language."""


def signals_of(texts: list[str]) -> pl.DataFrame:
    """Signals of some texts."""
    columns: dict[str, pa.Array] = {"text": pa.array(texts, pa.large_string())}
    for stage in (TokenLengths(None), QualitySignals(), Language(), QualityScore()):
        added = stage(pa.RecordBatch.from_pydict(columns))
        columns |= dict(zip(added.schema.names, added.columns, strict=True))
    return pl.DataFrame({name: values for name, values in columns.items() if name != "text"})


def found_by(preset: str, signals: pl.DataFrame, families: tuple[str, ...] = ("quality",)) -> NDArray[np.bool_]:
    """Whether a preset's findings, and for our own those of some families that always run, find a text."""
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [preset]}}})
    found = np.zeros(signals.height, np.bool_)
    for finding in active_findings(loaded.declaration, signals.columns):
        if (
            isinstance(finding, RowFinding)
            and finding.family == "quality"
            and (finding.by_preset or preset == "dataaudit")
        ):
            found |= signals.select(finding.mask())[:, 0].to_numpy()
    return found


def area(bad: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    """The probability that a bad text has a smaller score than a good one; half of it where they are equal."""
    ranks = pl.Series(score).rank("average").to_numpy()
    count = int(bad.sum())
    return 1 - float((ranks[bad].sum() - count * (count + 1) / 2) / (count * (len(bad) - count)))


def interval(bad: NDArray[np.bool_], score: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % interval of the area, by 500 samples with replacement."""
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(bad), len(bad)) for _ in range(500)]
    areas = [area(bad[draw], score[draw]) for draw in draws if bad[draw].any()]
    return float(np.percentile(areas, 2.5)), float(np.percentile(areas, 97.5))


def balance(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    hits = int((truth & found).sum())
    precision, recall = hits / max(int(found.sum()), 1), hits / max(int(truth.sum()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def human_documents(data: Path) -> None:
    """hplt_human_quality."""
    table = pq.read_table(data / "hplt_human_quality")
    signals = signals_of(table["text"].to_pylist())
    bad = np.array([bool(value) for value in table["unnatural"].to_pylist()])
    score = signals["quality_score"].to_numpy().astype(np.float64)
    low, high = interval(bad, score)
    print(f"hplt_human_quality: {len(bad)} documents, {bad.sum()} unnatural")
    print(f"area of quality_score {area(bad, score):.3f} ({low:.3f} to {high:.3f})")
    languages = np.array(table["lang"].to_pylist())
    for language in sorted(set(languages.tolist())):
        chosen = languages == language
        print(f"  {language}: {area(bad[chosen], score[chosen]):.3f} ({bad[chosen].sum()} of {chosen.sum()})")
    print("| decision | found | precision | recall | F1 |\n| --- | --- | --- | --- | --- |")
    lowest = score < np.quantile(score, bad.mean())
    decisions = {f"quality_score, the lowest {bad.mean():.0%}": lowest} | {
        name: found_by(name, signals) for name in PRESETS
    }
    for name, found in decisions.items():
        precision, recall, both = balance(bad, found)
        print(f"| {name} | {found.sum()} | {precision:.3f} | {recall:.3f} | {both:.3f} |")


def human_lines(data: Path) -> None:
    """turku_line_quality."""
    table = pq.read_table(data / "turku_line_quality").to_pylist()
    lines = [line for row in table for line in row["lines"]]
    noise = np.array([int(label) == 0 for row in table for label in row["labels"]])
    signals = signals_of(lines)
    column = {
        name: signals[name].fill_null(0).to_numpy().astype(np.float64)
        for name in signals.columns
        if signals[name].dtype.is_numeric()
    }
    ours = (
        (column["boilerplate_line_share"] > 0)
        | (column["quality_score"] < 0.5)
        | ((column["terminal_line_share"] == 0) & (column["words"] < 12))
        | (column["words"] < 4)
    )
    rules = {
        "dataaudit signals of the line": ours,
        "C4 (line would go)": column["c4_line_share"] == 0,
        "FineWeb (no terminal mark)": column["terminal_line_share"] == 0,
        "FineWeb (30 characters or fewer)": column["short_line_share"] > 0,
        "Gopher (fewer than 2 of 8 words)": column["stop_words"] < 2,
        "all lines": np.ones(len(noise), np.bool_),
    }
    print(f"\nturku_line_quality: {len(lines)} lines, {noise.sum()} noise")
    print("| noise by | found | precision | recall | F1 |\n| --- | --- | --- | --- | --- |")
    for name, found in rules.items():
        precision, recall, both = balance(noise, found)
        print(f"| {name} | {found.sum()} | {precision:.3f} | {recall:.3f} | {both:.3f} |")


def clean_texts(data: Path) -> None:
    """Shares of clean texts that presets find."""
    declaration = pl.DataFrame(pq.read_table(data / "udhr_languages")).filter(pl.col("line") % 2 == 0)
    named = {}
    for code in LANGUAGES:
        own = declaration.filter(pl.col("file") == code)["text"].to_list()
        named[code] = ["\n".join(own[place : place + 6]) for place in range(0, len(own), 6)]
    whole = declaration.group_by("file", maintain_order=True).agg(pl.col("text").str.join("\n"))["text"].to_list()
    documents = pl.DataFrame(pq.read_table(data / "nltk_long_documents"))
    sets = {
        f"Universal Declaration, {len(named)} languages, paragraphs": [
            text for texts in named.values() for text in texts
        ],
        f"Universal Declaration, {len(whole)} languages, whole": whole,
        "Universal Declaration, single lines": declaration["text"].to_list(),
        "speeches (state_union, inaugural)": documents.filter(pl.col("corpus").is_in(["state_union", "inaugural"]))[
            "text"
        ].to_list(),
        "genesis": documents.filter(pl.col("corpus") == "genesis")["text"].to_list(),
        "shakespeare (play XML with tags)": documents.filter(pl.col("corpus") == "shakespeare")["text"].to_list(),
        "Chinese verse": pl.DataFrame(pq.read_table(data / "chinese_poetry_sample"))["text"].to_list(),
    }
    print("\n| clean texts | texts | " + " | ".join(PRESETS) + " |\n| --- | --- |" + " --- |" * len(PRESETS))
    for name, texts in sets.items():
        signals = signals_of(texts)
        shares = [f"{found_by(preset, signals).mean():.2%}" for preset in PRESETS]
        print(f"| {name} | {len(texts):,} | " + " | ".join(shares) + " |")
    missing = [code for code, texts in named.items() if not texts]
    found = [code for code, texts in named.items() if texts and found_by("dataaudit", signals_of(texts)).any()]
    print(
        f"languages with a paragraph found by dataaudit: {found or 'none'}"
        + (f"; not in the data: {missing}" if missing else "")
    )


def planted(data: Path, *, held_out: bool) -> None:
    """Share of planted spam that the default preset finds."""
    kinds = planted_spam.HELD_OUT if held_out else planted_spam.AT_HAND
    declaration = pl.DataFrame(pq.read_table(data / "udhr_languages"))
    print(f"\n| spam ({'held out' if held_out else 'at hand'}) | en | zh | ja |\n| --- | --- | --- | --- |")
    totals = {language: [0, 0, 0] for language in ("en", "zh", "ja")}
    for name, make in kinds.items():
        cells = []
        for language, code in (("en", "eng"), ("zh", "cmn_hans"), ("ja", "jpn")):
            rng = random.Random(f"{name} {language}")
            clean = declaration.filter(pl.col("file") == code)["text"].to_list()
            signals = signals_of([make(rng, clean, language) for _ in range(TEXTS)])
            found = found_by("dataaudit", signals)
            totals[language][0] += int(found.sum())
            totals[language][1] += int((found | found_by("dataaudit", signals, ("language",))).sum())
            totals[language][2] += len(found)
            cells.append(f"{found.mean():.1%}")
        print(f"| {name} | " + " | ".join(cells) + " |")
    print("| all | " + " | ".join(f"{hits / count:.1%}" for hits, _, count in totals.values()) + " |")
    print(
        "| all, with unknown-language | "
        + " | ".join(f"{both / count:.1%}" for _, both, count in totals.values())
        + " |"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--held-out", action="store_true", help="the kinds of spam behind the figure, too")
    options = parser.parse_args()
    human_documents(options.data)
    human_lines(options.data)
    clean_texts(options.data)
    planted(options.data, held_out=False)
    if options.held_out:
        planted(options.data, held_out=True)


if __name__ == "__main__":
    main()
