"""Instruction and chat data: prompts, answers and their roles, where the rows have them."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import polars as pl

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.instructions.result_schemas import ANSWER_LIMIT, TRAINED_TOKENS, TURN_LANGUAGES
from dataaudit.stages.language.stage import prepare as prepare_language
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    Metrics,
    ResultTable,
    RowPart,
    SectionSpec,
    SignalReader,
    StageContext,
    StageSpec,
    TableView,
    rate,
)

KEYED = ("choices", "prompt")
"""Kinds of rows that have a key or a reference, and no answer that is learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionsOptions:
    """Instruction and chat data: prompts, answers and their roles, where the rows have them."""

    __pydantic_config__ = SECTION


def _signals(options: InstructionsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.instructions.instruction_signals import Instructions
    from dataaudit.stages.instructions.reference_signals import References

    tokens, roles = context.options["tokens"], context.corpus.roles
    if roles.turns and roles.content and roles.turns.kind in KEYED:
        return References(prompts=roles.turns.kind == "prompt")
    if not roles.instruction:
        return None
    scores = None if roles.scores is None else "rating" if roles.scores.kind == "rating" else "margin"
    return Instructions((tokens.tokenizer or None) if tokens else None, scores)


def _languages(options: InstructionsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.instructions.turn_languages import TurnLanguages

    return TurnLanguages() if context.corpus.roles.instruction else None


def _trained_tokens(options: InstructionsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.instructions.trained_tokens import TrainedTokens

    tokens = context.options["tokens"]
    return TrainedTokens() if context.corpus.roles.instruction and tokens and tokens.tokenizer else None


def _answer_limit(options: InstructionsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.instructions.answer_limit import UNITS, AnswerLimit

    tokens = context.options["tokens"]
    units = tuple(unit for unit in UNITS if unit != "tokens" or (tokens and tokens.tokenizer))
    return AnswerLimit(units) if context.corpus.roles.instruction else None


def _prepare(stage: Any) -> None:
    from dataaudit.stages.tokens.tokenizers import load_tokenizer, may_have_template

    tokenizer = getattr(stage, "tokenizer", None)  # of keys and references no tokens are counted
    if tokenizer and may_have_template(tokenizer):
        load_tokenizer(tokenizer)  # its chat template; not to be imported by several threads at once
    prepare_language(stage)


def _gives(options: InstructionsOptions, context: StageContext) -> Collection[str]:
    roles = context.corpus.roles
    if roles.turns and roles.content and roles.turns.kind in KEYED:
        return ("_contradictory",)
    turns = roles.instruction
    if turns is None:
        return ()
    # Several answers to one prompt are what data are for that compare or rate answers.
    several = turns.kind == "preference" or context.corpus.roles.several
    repeated = () if turns.closed else ("_repeated_answer",)
    swapped = ("_swapped_sides",) if turns.kind == "preference" else ()
    rated = ("preferences.desirable.share", "preferences.rated") if context.corpus.roles.rated else ()
    return (*repeated, *_PREFERENCES, *swapped, *rated, *(() if several else ("_contradictory",)))


_PREFERENCES = ("preferences.pairs", "preferences.chosen_longer.share", "preferences.length_effect")


def _preference_metrics(signals: SignalReader) -> Metrics:
    """Pairs whose sides differ in length, how often the chosen one is longer, and by how much."""
    if "rejected_chars" not in signals.names():
        return {}
    pairs = longer = rows = 0
    total = squares = 0.0
    for part in signals(["answer_chars", "rejected_chars"]):
        given = part.drop_nulls("rejected_chars")
        chosen, rejected = (given[name].cast(pl.Float64) for name in ("answer_chars", "rejected_chars"))
        rows += given.height
        pairs += int((chosen != rejected).sum())
        longer += int((chosen > rejected).sum())
        apart = (chosen + 1).log() - (rejected + 1).log()
        total += float(apart.sum())
        squares += float((apart**2).sum())
    if not rows:
        return dict.fromkeys(_PREFERENCES)
    spread = math.sqrt(max(squares / rows - (total / rows) ** 2, 0.0))
    effect = total / rows / spread if spread else None  # of the difference within pairs
    return dict(zip(_PREFERENCES, (pairs, rate(longer, pairs), effect), strict=True))


def _rating_metrics(signals: SignalReader) -> Metrics:
    """Answers with a rating, and the share of good ones."""
    if "rating" not in signals.names():
        return {}
    good = rated = 0.0
    for part in signals(["rating"]):
        good, rated = good + float(part["rating"].sum() or 0), rated + part["rating"].count()
    return {"preferences.rated": int(rated), "preferences.desirable.share": good / rated if rated else None}


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
    return metrics | _preference_metrics(signals) | _rating_metrics(signals)


def limit_metrics(table: pl.DataFrame) -> Metrics:
    """Tokens of answers that context lengths lose, and how full packed sequences are."""
    metrics: Metrics = {}
    for row in table.iter_rows(named=True):
        metrics[f"instructions.answers_lost_{row['limit']}.tokens"] = row["answers_lost"]
        metrics[f"instructions.packing_{row['limit']}.efficiency"] = row["efficiency"]
    return metrics


_SIDES = {"prompts": "prompts", "answers": "answers"}
_SHOWN_LANGUAGES = TableView(
    table="turn_languages",
    title="Languages of prompts and answers (surely recognised, of at least 40 characters)",
    most=8,
    per="side",
    columns=(
        Column(name="side", title="side", kind="coded", values=_SIDES),
        Column(name="language", title="language"),
        Column(name="sure", title="rows"),
    ),
)
_SHOWN_LIMITS = TableView(
    table="trained_tokens",
    title="What a context length costs under the chat template",
    columns=(
        Column(name="limit", title="tokens"),
        Column(name="rows_cut", title="rows that are longer"),
        Column(name="rows_unanswered", title="rows without any of their answers"),
        Column(name="lost", title="tokens lost"),
        Column(name="answers_lost", title="of answers"),
        Column(name="system_lost", title="of system prompts"),
        Column(name="user_lost", title="of users"),
        Column(name="tool_lost", title="of tools"),
        Column(name="sequences", title="packed sequences"),
        Column(name="efficiency", title="how full", kind="percent"),
    ),
)

_SHOWN_LIMIT = TableView(
    table="answer_limit",
    title="The length at which answers stop without an end",
    columns=(
        Column(name="unit", title="unit"),
        Column(name="low", title="shortest"),
        Column(name="high", title="longest"),
        Column(name="cut", title="rows"),
    ),
)

SPEC = StageSpec(
    name="instructions",
    options=InstructionsOptions,
    row_parts=(RowPart(rank=100, make=_signals, prepare=_prepare),),
    corpus_parts=(
        CorpusPart(
            rank=160,
            progress="Counting languages of prompts and answers",
            make=_languages,
            tables=(
                ResultTable(name="turn_languages", schema=TURN_LANGUAGES, text="languages of prompts and answers"),
            ),
        ),
        CorpusPart(
            rank=170,
            progress="Measuring what context lengths cost",
            make=_trained_tokens,
            tables=(
                ResultTable(
                    name="trained_tokens",
                    schema=TRAINED_TOKENS,
                    text="what context lengths cost under the tokenizer's chat template",
                    metrics=limit_metrics,
                ),
            ),
        ),
        CorpusPart(
            rank=165,
            progress="Looking for a limit of answers",
            make=_answer_limit,
            tables=(ResultTable(name="answer_limit", schema=ANSWER_LIMIT, text="length at which answers were cut"),),
        ),
    ),
    sections=(
        SectionSpec(
            key="instructions",
            rank=125,
            title="Prompts and answers",
            family="instructions",
            tables=(_SHOWN_LANGUAGES, _SHOWN_LIMIT, _SHOWN_LIMITS),
        ),
    ),
    gives=_gives,
    signal_metrics=instruction_metrics,
)
