"""Every signal of a run is described in docs/signals.md."""

from __future__ import annotations

import re
from pathlib import Path

from every import every

from dataaudit.stages.instructions.instruction_signals import Instructions
from dataaudit.stages.language.text_language import Language
from dataaudit.stages.personal_data.personal_data_spans import PersonalDataSpans
from dataaudit.stages.quality.perplexity import Perplexity
from dataaudit.stages.quality.quality_score import PENALTIES, QualityScore
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.quality.result_schemas import SHARE
from dataaudit.stages.tokens.token_lengths import TokenLengths

PAGE = (Path(__file__).parents[2] / "docs" / "signals.md").read_text(encoding="utf-8")
STAGES = (
    TokenLengths("deepseek"),
    QualitySignals(),
    Language(),
    PersonalDataSpans(),
    Instructions("deepseek"),
    QualityScore(),
    Perplexity("m", "i", 2, 2, "cpu"),
)
NAMES = [name for stage in STAGES for name in stage.schema.names if not name.startswith("_")]


@every("name", [*NAMES, SHARE])
def test_a_signal_is_described(name: str) -> None:
    listed = re.sub(r"_[6-9]gram", "_5gram", name)  # the page says "to"
    assert f"`{listed}`" in PAGE


def test_the_score_reads_signals_that_stages_give() -> None:
    made = {"words_per_sentence", "words_per_mark", "spaces_between_words", "marks_between_sentences", "capitals"}
    read = {name for one in PENALTIES for name in (one.signal, *(given for given, _ in one.given))}
    assert read - made <= set(NAMES)
