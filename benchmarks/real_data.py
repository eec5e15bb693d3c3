"""Audits every data set of the development data and prints a table: rows, what became of them, metrics, seconds.

    python benchmarks/real_data.py [NAME ...]

The data lie in DATAAUDIT_DATA (default: ../shared/data beside the checkout).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import dataaudit

DATA = Path(os.environ.get("DATAAUDIT_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))

CASES: dict[str, dict[str, Any]] = {
    "alpaca_52k": {},
    "gpteacher_toolformer": {},
    "gpteacher_roleplay": {},
    "belle_eval_zh": {"template": "{question}\n{std_answer}", "label": "class"},
    "gsm8k": {"paths": ["train.parquet", "test.parquet", "test_socratic.parquet"]},
    "gsm8k/instruction_mix_gsm8k_train.parquet": {},
    "gsm8k/test_model_solutions.parquet": {},
    "ag_news_test": {"template": "{title}\n{description}"},
    "sms_spam": {},
    "waimai_10k_zh": {},
    "dataclue_cic_zh": {},
    "trec_questions": {"label": "coarse"},
    "hausa_news_noisy_labels/train_noisy_vs_clean.parquet": {"label": "noisy_label"},
    "hausa_news_noisy_labels": {"paths": ["dev.parquet", "test.parquet"]},
    "turku_line_quality": {"template": "{lines}"},
    "hplt_human_quality": {},
    "spdx_licenses": {},
    "bustm_pairs_zh": {"template": "{sentence1}\n{sentence2}", "label": "label"},
    "udhr_languages": {},
    "presidio_pii_v2": {},
    "nltk_long_documents": {},
    "chinese_poetry_sample": {},
}
"""What each needs to be told; the others are found by name or shape."""

METRICS = (
    "length.tokens.mean",
    "duplicates.exact.rate",
    "duplicates.near.rate",
    "quality.special_characters.share",
    "classes.imbalance_ratio",
)


def inputs(name: str, case: dict[str, Any]) -> list[str]:
    """Files of a data set: all of it, or those of one shape."""
    folder = DATA / name
    return [str(folder / path) for path in case.get("paths", [])] or [str(folder)]


def audit(name: str, folder: str) -> list[str]:
    """One line of the table."""
    case = CASES[name]
    started = time.monotonic()
    options = {key: value for key, value in case.items() if key != "paths"}
    result = dataaudit.audit(inputs(name, case), out=f"{folder}/{len(list(Path(folder).iterdir()))}", **options)
    seconds = time.monotonic() - started
    counts = result.row_counts
    shown = [f"{counts[key]:,}" for key in ("read", "kept", "dropped", "quarantined")]
    for metric in METRICS:
        value = result.metrics.get(metric)
        shown.append("–" if value is None else f"{value:.4g}")
    return [name, *shown, str(len(result.findings)), f"{seconds:.1f}"]


def main() -> None:
    """Print the table."""
    names = sys.argv[1:] or list(CASES)
    head = ["data set", "read", "kept", "dropped", "quarantined", *METRICS, "findings", "seconds"]
    print("| " + " | ".join(head) + " |")
    print("| " + " | ".join(["---"] * len(head)) + " |")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            print("| " + " | ".join(audit(name, folder)) + " |", flush=True)


if __name__ == "__main__":
    main()
