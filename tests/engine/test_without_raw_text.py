"""What a run leaves that may hold no raw text outside its clean data set."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import polars as pl

import dataaudit


def test_without_raw_text_only_the_clean_rows_hold_any(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    line = "this quokka line stands in every row of the corpus"
    rows = [f'{{"text": "{line}\\nrow number {n} of a kind"}}' for n in range(12)]
    path = write_jsonl([*rows, '{"text": "zebra crossing ahead'])
    result = dataaudit.audit(
        path,
        out=tmp_path / "run",
        settings=["report.raw=false", "clean.passages=remove"],
    )
    assert result.clean()["text"].str.contains("quokka").sum() == 0
    assert result.quarantine()["raw"][0].startswith(b"sha256:")
    texts = pl.read_parquet(result.path / "passages.parquet")["text"].to_list()
    assert texts
    assert all(text.startswith("sha256:") for text in texts)
    assert pl.read_parquet(result.path / "excerpts.parquet").height == 0
    for file in result.path.rglob("*"):
        if file.is_file() and "clean" not in file.parts:
            assert not {word for word in (b"quokka", b"zebra") if word in file.read_bytes()}, file


def test_without_raw_text_no_finding_names_a_word(tmp_path: Path) -> None:
    drawn, words = random.Random(3), [f"w{k}" for k in range(300)]
    rows = [
        {
            "text": " ".join(drawn.choices(words, k=12)) + " quokka" * (n % 2),
            "label": "ab"[n % 2],
        }
        for n in range(200)
    ]
    off = [f"stages.{name}=false" for name in ("embeddings", "minhash", "language", "labels")]
    result = dataaudit.audit(pl.DataFrame(rows), out=tmp_path / "run", settings=["report.raw=false", *off])
    found = [one.evidence["token"] for one in result.findings if one.evidence.get("shortcut") == "token"]
    assert [str(token)[:7] for token in found] == ["sha256:"]
    assert not any(b"quokka" in path.read_bytes() for path in result.path.rglob("*.[hj]*") if path.is_file())
