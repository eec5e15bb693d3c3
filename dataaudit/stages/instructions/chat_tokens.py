"""Tokens of a conversation under a tokenizer's chat template, and how many of them the loss is computed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from jinja2 import TemplateError
from numpy.typing import NDArray

from dataaudit.stages.tokens.token_counter import token_counter
from dataaudit.stages.tokens.tokenizers import load_tokenizer

Turns = Sequence[Sequence[str]]

_REFUSALS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a template raises on turns that it cannot render, deliberately or because it does not expect them."""


@dataclass(frozen=True, slots=True)
class ChatTokens:
    """Counts the tokens of turns.

    Attributes:
        tokenizer: Name of the tokenizer, see ``load_tokenizer``.
    """

    tokenizer: str

    def counts(
        self, rows: Sequence[Turns | None], trained: Sequence[Sequence[bool]]
    ) -> dict[str, NDArray[np.generic] | pa.Array]:
        """``answer_tokens`` and ``template_tokens`` of every row; null for a row without turns.

        Args:
            rows: The turns of every row.
            trained: Whether each turn is trained on; answers that are not count as prompts.

        Without a chat template, ``answer_tokens`` counts the answers alone. With one, it counts the tokens after the
        template's prompt for an answer, including the end mark: the tokens that completion-only training learns from.
        """
        loaded = load_tokenizer(self.tokenizer)
        if not getattr(loaded, "chat_template", None):
            answers = [
                "\n".join(
                    text for (role, text), one in zip(turns or (), learnt, strict=True) if role == "assistant" and one
                )
                for turns, learnt in zip(rows, trained, strict=True)
            ]
            counted = token_counter(self.tokenizer).count(pa.array(answers, pa.large_string()))
            return {"answer_tokens": counted, "template_tokens": pa.nulls(len(rows), pa.uint32())}
        totals = [
            _templated(loaded, turns, learnt) if turns else None for turns, learnt in zip(rows, trained, strict=True)
        ]
        return {
            "answer_tokens": pa.array([None if one is None else one[0] for one in totals], pa.uint32()),
            "template_tokens": pa.array([None if one is None else one[1] for one in totals], pa.uint32()),
        }


def _templated(tokenizer: Any, turns: Turns, trained: Sequence[bool]) -> tuple[int, int] | None:
    """Tokens of all answers that are trained on and of the whole conversation; None if the template refuses it."""
    messages, learnt = _messages(turns, trained)
    try:
        whole = _length(tokenizer, messages, answering=False)
        answers = 0
        for place, message in enumerate(messages):
            if message["role"] == "assistant" and learnt[place]:
                # The difference of two renderings: templates add marks around a turn that no rule of ours knows.
                before = _length(tokenizer, messages[:place], answering=True)
                answers += _length(tokenizer, messages[: place + 1], answering=False) - before
    except _REFUSALS:
        return None
    return max(answers, 0), whole


def _length(tokenizer: Any, messages: list[dict[str, str]], *, answering: bool) -> int:
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering)
    return len(tokenizer.encode(text, add_special_tokens=False))


def _messages(turns: Turns, trained: Sequence[bool]) -> tuple[list[dict[str, str]], list[bool]]:
    """Turns in the form of chat templates, and which are trained on; an input is appended to the user's turn before."""
    messages: list[dict[str, str]] = []
    learnt: list[bool] = []
    for (role, text), one in zip(turns, trained, strict=True):
        if role == "input" and messages and messages[-1]["role"] == "user":
            messages[-1]["content"] += f"\n{text}" if text else ""
        else:
            messages.append({"role": "user" if role == "input" else role, "content": text})
            learnt.append(one)
    return messages, learnt
