"""Every signal of a run is described in docs/signals.md."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
from every import every

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.plan import make_plan
from dataaudit.sources.open_corpus import open_data
from dataaudit.stages.quality.perplexity import Perplexity
from dataaudit.stages.quality.quality_score import PENALTIES
from dataaudit.stages.quality.result_schemas import SHARE

PAGE = (Path(__file__).parents[2] / "docs" / "signals.md").read_text(encoding="utf-8")


def names() -> list[str]:
    """Signals of the stages that the default pipeline runs, and of the one that needs a model."""
    loaded = load_pipeline("default")
    frame = pl.DataFrame({"text": ["a", "b"]})
    plan = make_plan(loaded, open_data(frame, loaded.pipeline.input, loaded.pipeline.limits))
    stages = (*plan.row_stages, Perplexity("m", "i", 2, 2, "cpu"))
    return [name for stage in stages for name in stage.schema.names if not name.startswith("_")]


NAMES = names()


@every("name", [*NAMES, SHARE])
def test_a_signal_is_described(name: str) -> None:
    listed = re.sub(r"_[6-9]gram", "_5gram", name)  # the page says "to"
    assert f"`{listed}`" in PAGE


def test_the_score_reads_signals_that_stages_give() -> None:
    made = {"words_per_sentence", "words_per_mark", "spaces_between_words", "marks_between_sentences", "capitals"}
    read = {name for one in PENALTIES for name in (one.signal, *(given for given, _ in one.given))}
    assert read - made <= set(NAMES)
