"""Instruction and chat data: prompts, answers and their roles, where the rows have them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.language.stage import prepare as prepare_language
from dataaudit.stages.spec import Metrics, RowPart, SignalReader, StageContext, StageSpec, rate


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionsOptions:
    """Instruction and chat data: prompts, answers and their roles, where the rows have them."""

    __pydantic_config__ = SECTION


def _signals(options: InstructionsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.instructions.instruction_signals import Instructions

    tokens = context.options["tokens"]
    return Instructions((tokens.tokenizer or None) if tokens else None) if context.corpus.roles.turns else None


def _prepare(stage: Any) -> None:
    from dataaudit.stages.tokens.tokenizers import load_tokenizer

    if stage.tokenizer:
        load_tokenizer(stage.tokenizer)  # its chat template; not to be imported by several threads at once
    prepare_language(stage)


def _gives(options: InstructionsOptions, context: StageContext) -> Collection[str]:
    return ("_repeated_answer", "_contradictory") if context.corpus.roles.turns else ()


def instruction_metrics(signals: SignalReader) -> Metrics:
    """Turns of a row, the share of tokens that a loss on answers covers, and of rows that a template refuses."""
    names = [name for name in ("turn_count", "answer_tokens", "template_tokens") if name in signals.names()]
    if "turn_count" not in names:
        return {}
    sums, rows = dict.fromkeys(names, 0), 0
    learnt = templated = 0
    for part in signals(names):
        given = part.drop_nulls("turn_count")
        rows += given.height
        for name in names:
            sums[name] += int(given[name].sum() or 0)
        if "template_tokens" in names:
            written = given.drop_nulls("template_tokens")
            templated += written.height
            learnt += int(written["answer_tokens"].sum() or 0)
    metrics: Metrics = {"instructions.rows": rows, "instructions.turns.mean": rate(sums["turn_count"], rows)}
    if "answer_tokens" in names:
        metrics["instructions.answer_tokens.mean"] = rate(sums["answer_tokens"], rows)
        metrics["instructions.loss_tokens.share"] = rate(learnt, sums["template_tokens"])
        refused = rows - templated if templated else None  # of a tokenizer without a template nothing is known
        metrics["instructions.template_refused.share"] = None if refused is None else rate(refused, rows)
    return metrics


SPEC = StageSpec(
    name="instructions",
    options=InstructionsOptions,
    row_parts=(RowPart(rank=100, make=_signals, prepare=_prepare),),
    gives=_gives,
    signal_metrics=instruction_metrics,
)
