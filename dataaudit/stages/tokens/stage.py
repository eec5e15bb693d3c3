"""Lengths of texts in tokens, characters, words and lines, and how well the tokenizer fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import CorpusPart, Metrics, ResultTable, RowPart, SignalReader, StageContext, StageSpec, rate
from dataaudit.stages.tokens.result_schemas import LIMITS, TOKENIZER


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensOptions:
    """Length in tokens, characters, words and lines."""

    __pydantic_config__ = SECTION

    tokenizer: str | Literal[False] = "deepseek"
    """deepseek (offline, installed as a package), a transformers tokenizer by name or local path, or false to count no
    tokens: characters, words and lines alone are much faster."""
    ask_tokenizer: bool = False
    """Whether the tokenizer itself counts every text. Otherwise counts are computed or cached where its definition
    allows it, and a sample of every run is compared with the tokenizer's own counts."""


def _lengths(options: TokensOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.tokens.token_lengths import TokenLengths

    return TokenLengths(options.tokenizer or None, options.ask_tokenizer)


def _prepare(stage: Any) -> None:
    from dataaudit.stages.tokens.token_counter import token_counter

    if stage.tokenizer:
        token_counter(stage.tokenizer)


def _identity(options: TokensOptions) -> Any:
    from dataaudit.stages.tokens.tokenizers import tokenizer_identity

    return tokenizer_identity(options.tokenizer) if options.tokenizer else None


def _facts(stage: Any) -> Mapping[str, Any]:
    """How tokens were counted."""
    from dataaudit.stages.tokens.token_counter import WHOLE, token_counter

    if not stage.tokenizer:
        return {}
    counter = token_counter(stage.tokenizer)
    way = WHOLE if stage.ask_tokenizer else counter.way
    return {"tokens_counted_by": way, "texts_compared_with_the_tokenizer": counter.compared[0], "different": 0}


def _fit(options: TokensOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.tokens.tokenizer_fit import TokenizerFit

    return TokenizerFit() if options.tokenizer else None


def _gives(options: TokensOptions, context: StageContext) -> Collection[str]:
    return ("length.tokens.mean", "length.tokens.std") if options.tokenizer else ()


def length_metrics(signals: SignalReader) -> Metrics:
    """Distributions of the lengths that the run has."""
    names = [name for name in ("tokens", "chars", "words") if name in signals.names()]
    held = [part.select(names) for part in signals(names)] if names else []
    if not held:
        return {}
    lengths = pl.concat(held)
    return {
        f"length.{name}.{key}": value
        for name in lengths.columns
        for key, value in describe(lengths[name].drop_nulls().to_numpy()).items()
    }


def describe(values: NDArray[np.generic]) -> Metrics:
    """Mean, standard deviation (of the population), extremes, median, 95th percentile (linear) and total.

    Examples:
        >>> describe(np.array([1, 2, 3, 10]))["median"]
        2.5
    """
    if not len(values):
        return dict.fromkeys(("mean", "std", "min", "max", "median", "p95"), None) | {"total": 0}
    numbers = values.astype(np.float64)
    return {
        "mean": float(numbers.mean()),
        "std": float(numbers.std()),
        "min": int(numbers.min()),
        "max": int(numbers.max()),
        "median": float(np.median(numbers)),
        "p95": float(np.percentile(numbers, 95)),
        "total": int(numbers.sum()),
    }


def tokenizer_metrics(table: pl.DataFrame) -> Metrics:
    """How well the tokenizer fits the corpus: characters per token, rates of tokens, what limits would cost."""
    found = table.filter(pl.col("script").is_null()).to_dicts()
    one: dict[str, int] = found[0] if found else dict.fromkeys(table.columns, 0)
    metrics: Metrics = {
        "tokenizer.characters_per_token": rate(one["chars"], one["tokens"]),
        "tokenizer.unknown.rate": rate(one["unknown_tokens"], one["sampled_tokens"]),
        "tokenizer.byte_fallback.rate": rate(one["byte_tokens"], one["sampled_tokens"]),
    }
    for limit in LIMITS:
        lost, room = one[f"lost_{limit}"], limit * one[f"sequences_{limit}"]
        metrics[f"tokenizer.lost_{limit}.share"] = rate(lost, one["tokens"])
        metrics[f"tokenizer.packing_{limit}.efficiency"] = rate(one["tokens"] - lost, room)
    return metrics


SPEC = StageSpec(
    name="tokens",
    options=TokensOptions,
    row_parts=(
        RowPart(
            rank=10,
            make=_lengths,
            kernel=("byte_level_pretokenizer.count_words", 14.0),
            prepare=_prepare,
            identity=_identity,
            facts=_facts,
        ),
    ),
    corpus_parts=(
        CorpusPart(
            rank=10,
            progress="Measuring how well the tokenizer fits",
            make=_fit,
            tables=(
                ResultTable(
                    name="tokenizer",
                    schema=TOKENIZER,
                    text="how well the tokenizer fits each script, and what length limits would cost",
                    metrics=tokenizer_metrics,
                ),
            ),
        ),
    ),
    gives=_gives,
    signal_metrics=length_metrics,
    calibrates=True,
)
