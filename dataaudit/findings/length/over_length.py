"""LEN002 over-length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions, Signals


@dataclass(frozen=True, slots=True, kw_only=True)
class OverLengthOptions(RowOptions):
    """Options of over-length."""

    __pydantic_config__ = SECTION

    tolerated_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of rows up to which the severity is info."""
    max_tokens: Annotated[int, Field(ge=1)] = 2048
    """Context length of the model in tokens."""


class OverLength(RowFinding[OverLengthOptions]):
    """Texts longer than the model's context, and what truncation would cut off.

    What it finds:
        Rows with more than max_tokens tokens, and how many tokens truncation to that length would lose in total.

    Why it matters:
        Most trainers truncate silently. What they cut is usually the end: the answer, the conclusion.

    How it decides:
        The signal tokens (from the configured tokenizer, without special tokens) above max_tokens (2048). The lost
        tokens are those beyond max_tokens: metric length.truncation.lost_tokens.

    Example:
        A text of 3,000 tokens for a model of 2,048: 952 tokens are lost.

    What to do:
        Split long texts at paragraphs, raise the model's limit, or drop the rows with clean.drop: [over-length]. Do not
        drop them where the long texts are the point of the data (books, long chats).

    Known false alarms:
        Another tokenizer counts differently: set stages.tokens.tokenizer to the one your model uses.

    Source:
        common practice
    """

    code = "LEN002"
    name = "over-length"
    family = "length"
    severity = "warning"
    reads = ("tokens",)
    metric = "length.over_length.share"
    evidence = (("longest", "tokens", "max"),)
    message = "{count} of {rows} texts {count:is|are} longer than {max_tokens} tokens (longest: {longest})"

    options_class = OverLengthOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("tokens") > self.options.max_tokens

    def metrics(self, signals: Signals) -> dict[str, float | int | None]:
        """Tokens that truncation at the limit would lose, and their share of all tokens."""
        held = [part["tokens"].drop_nulls().to_numpy().astype(np.int64) for part in signals(["tokens"])]
        tokens = np.concatenate([np.zeros(0, np.int64), *held])
        lost, total = int(np.maximum(tokens - self.options.max_tokens, 0).sum()), int(tokens.sum())
        return {
            "length.truncation.lost_tokens": lost,
            "length.truncation.lost_share": lost / total if total else None,
        }
