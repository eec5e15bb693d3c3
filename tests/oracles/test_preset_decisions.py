"""Presets decide as the implementations that they are named for.

``preset_decisions.parquet`` holds their answers, made by ``benchmarks/preset_parity.py --freeze`` (datatrove a649de79,
RedPajama-Data 6d2cee9, data-juicer c07c2d793) about texts of SPDX, SMS Spam Collection, GSM8K and the Universal
Declaration, and about the same made worse.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.findings.finding import RowFinding
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.tokens.token_lengths import TokenLengths

ANSWERS = Path(__file__).with_name("preset_decisions.parquet")
REPETITION = {"duplicate-lines", "duplicate-paragraphs", "top-ngrams", "duplicate-ngrams"}
PAPER = {"frequent-ngrams", "covered-ngrams"}
COMPARED = {
    "fineweb": ("fineweb", None),
    "gopher quality": ("gopher@datatrove", lambda name: name not in REPETITION),
    "gopher repetition": ("gopher@datatrove", lambda name: name in REPETITION),
    "c4": ("c4", None),
    "redpajama-v2": ("redpajama-v2", None),
    "gopher@paper repetition": ("gopher@paper", lambda name: name in PAPER),
    "data-juicer": ("data-juicer", None),
}


@pytest.fixture(scope="module")
def answers() -> pl.DataFrame:
    return pl.read_parquet(ANSWERS)


@pytest.fixture(scope="module")
def signals(answers: pl.DataFrame) -> pl.DataFrame:
    batch = pa.RecordBatch.from_pydict({"text": answers["text"].to_arrow().cast(pa.large_string())})
    frames = [pl.DataFrame(pa.Table.from_batches([stage(batch)])) for stage in (TokenLengths(None), QualitySignals())]
    return pl.concat(frames, how="horizontal")


@pytest.mark.parametrize("name", COMPARED)
def test_a_preset_drops_the_texts_that_its_model_drops(name: str, answers: pl.DataFrame, signals: pl.DataFrame) -> None:
    preset, chosen = COMPARED[name]
    found = np.zeros(signals.height, np.bool_)
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [preset]}}})
    for finding in active_findings(loaded.declaration, signals.columns):
        if isinstance(finding, RowFinding) and finding.by_preset and (chosen is None or chosen(finding.name)):
            finding.options = dataclasses.replace(finding.options, when={})  # the models judge every text
            found |= signals.select(finding.mask())[:, 0].to_numpy()
    theirs = answers[name].to_numpy()
    empty = (signals["visible_chars"] == 0).to_numpy()  # here the finding empty-text
    different = np.flatnonzero((found != theirs) & ~empty)
    if name == "data-juicer":  # it counts no word that is a number
        words = answers["text"].str.count_matches(r"\S+").to_numpy()
        different = [place for place in different if not (theirs[place] and 10 <= words[place] <= 14)]
    assert 0.05 < theirs.mean() < 0.95
    assert [answers["text"][int(place)][:80] for place in different] == []
