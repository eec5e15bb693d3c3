"""Wrongly decoded text: lines found when they are read with the wrong encoding, and sound texts that are found.

    python benchmarks/mojibake.py DATA

DATA is a folder with the real data sets. Damaged are lines of the Universal Declaration that are not all ASCII; a text
is found where more than 0.005 of its characters are damaged, the finding's default.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.findings.quality.mojibake import MojibakeOptions
from dataaudit.stages.quality.quality_signals import QualitySignals

DAMAGE = (
    ("fra", "cp1252"), ("ell_monotonic", "cp1252"), ("vie", "cp1252"), ("jpn", "cp1252"), ("rus", "latin-1"),
    ("kor", "latin-1"), ("cmn_hans", "latin-1"), ("cmn_hans", "gbk"), ("cmn_hant", "gbk"), ("jpn", "shift_jis"),
)  # fmt: skip
SOUND = {
    "udhr_languages": "text", "ag_news_test": "description", "chinese_poetry_sample": "text", "sms_spam": "text",
    "nltk_long_documents": "text", "hplt_human_quality": "text", "alpaca_52k": "output", "spdx_licenses": "text",
}  # fmt: skip


def found(texts: list[str]) -> int:
    """How many texts are found."""
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})
    shares = QualitySignals()(batch).column("mojibake_share").to_pylist()
    return sum(share is not None and share > MojibakeOptions().max_share for share in shares)


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1])
    lines = pq.read_table(data / "udhr_languages", columns=["file", "text"]).to_pylist()
    print("| UTF-8 of | read as | lines | found |\n| --- | --- | --- | --- |")
    for file, encoding in DAMAGE:
        texts = [row["text"] for row in lines if row["file"] == file and not row["text"].isascii()]
        damaged = [text.encode().decode(encoding, "replace") for text in texts]
        print(f"| {file} | {encoding} | {len(texts)} | {found(damaged) / len(texts):.3f} |")
    print("\n| sound texts | texts | found |\n| --- | --- | --- |")
    for name, column in SOUND.items():
        texts = [text for text in pq.read_table(data / name, columns=[column])[column].to_pylist() if text]
        print(f"| {name} | {len(texts):,} | {found(texts)} |")


if __name__ == "__main__":
    main()
