from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import dataaudit
from dataaudit.cli.main import run
from dataaudit.errors import EXIT_PASSED, InputError

QUICK = ["stages.tokens.tokenizer=false", "stages.quality.presets=[dataaudit]", "stages.passages=false"]
WORDS = [
    "the",
    "old",
    "harbour",
    "town",
    "lies",
    "north",
    "of",
    "two",
    "rivers",
    "where",
    "boats",
    "carry",
    "stone",
    "and",
    "salt",
    "past",
    "green",
    "hills",
    "in",
    "spring",
]


def frame(rows: int = 120) -> pl.DataFrame:
    texts = [
        " ".join(WORDS[(row * 7 + place * (3 + row % 5)) % len(WORDS)] + ("s" * (place % 2)) for place in range(24))
        + f" number {row} of the {row * 37 % 1009} lists."
        for row in range(rows)
    ]
    return pl.DataFrame({"text": texts})


def test_a_self_test_tells_the_recall_of_every_kind_with_its_interval() -> None:
    found = {one.kind: one for one in dataaudit.selftest(frame(), each=12, settings=QUICK)}
    assert found["exact copy"].recall == 1
    assert found["near-duplicate of similarity 0.8 or more"].recall == 1
    assert found["leak, word for word"].recall == 1
    assert found["personal data: email"].recall == 1
    assert all(0 <= one.low <= one.recall + 1e-9 and one.recall - 1e-9 <= one.high <= 1 for one in found.values())
    assert all(one.found <= one.planted for one in found.values())


def test_a_stage_that_is_off_finds_nothing() -> None:
    found = {one.kind: one for one in dataaudit.selftest(frame(), each=12, settings=[*QUICK, "stages.pii=false"])}
    assert found["personal data: email"].found == 0


@pytest.mark.full
def test_the_same_seed_plants_the_same() -> None:
    one, two = (dataaudit.selftest(frame(), each=8, settings=QUICK) for _ in range(2))
    assert one == two


def test_too_few_rows_are_told() -> None:
    with pytest.raises(InputError, match="5 rows with a text are too few for a self-test; at least 50 are needed"):
        dataaudit.selftest(frame(5), settings=QUICK)


@pytest.mark.full
def test_the_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame().write_parquet(tmp_path / "in.parquet")
    settings = ["--set", *QUICK]
    arguments = ["selftest", "--input", str(tmp_path / "in.parquet"), "--each", "8", "--json", "--quiet", *settings]
    assert run(arguments) == EXIT_PASSED
    kinds = {one["kind"]: one for one in json.loads(capsys.readouterr().out)}
    assert kinds["exact copy"]["recall"] == 1
