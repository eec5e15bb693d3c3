"""Tokens of a conversation under a tokenizer's chat template, and how many of them the loss is computed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from jinja2 import TemplateError
from numpy.typing import NDArray

from dataaudit.stages.tokens.result_schemas import LIMITS
from dataaudit.stages.tokens.token_counter import token_counter
from dataaudit.stages.tokens.tokenizers import load_tokenizer, may_have_template

Turns = Sequence[Sequence[str]]

CUT = tuple(f"_answer_cut_{limit}" for limit in LIMITS)
"""Tokens of answers that are beyond a limit, by limit."""
OTHERS = ("system", "user", "tool")
"""Roles of other messages."""
OTHERS_CUT = {role: tuple(f"_{role}_cut_{limit}" for limit in LIMITS) for role in OTHERS}
"""Tokens of other messages that are beyond a limit, by role and limit."""
ALL_CUT = (*CUT, *(name for names in OTHERS_CUT.values() for name in names))
_TAIL = 24
"""Last characters of a message by which it is recognised in what a template wrote."""
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
        self, rows: Sequence[Turns | None], trained: Sequence[Sequence[bool]], tools: Sequence[bool]
    ) -> dict[str, NDArray[np.generic] | pa.Array]:
        """``answer_tokens``, ``template_tokens``, ``template_drops`` and ``ALL_CUT``; null for a row without turns.

        Args:
            rows: The turns of every row.
            trained: Whether each turn is trained on; answers that are not count as prompts.
            tools: Whether a row declares tools.

        Without a chat template, ``answer_tokens`` counts the answers alone. With one, it counts the tokens after the
        template's prompt for an answer, including the end mark: the tokens that completion-only training learns from;
        ``CUT`` are those of them beyond each limit, ``OTHERS_CUT`` those of other messages, and ``template_drops``
        names the roles, and tools, whose words the template leaves out.
        """
        loaded = load_tokenizer(self.tokenizer) if may_have_template(self.tokenizer) else None
        template = str(getattr(loaded, "chat_template", None) or "")
        if not template:
            answers = [
                "\n".join(
                    text for (role, text), one in zip(turns or (), learnt, strict=True) if role == "assistant" and one
                )
                for turns, learnt in zip(rows, trained, strict=True)
            ]
            counted = token_counter(self.tokenizer).count(pa.array(answers, pa.large_string()))
            nothing = pa.nulls(len(rows), pa.uint32())
            unknown = {"template_tokens": nothing, "template_drops": pa.nulls(len(rows), pa.string())}
            return {"answer_tokens": counted, **unknown, **dict.fromkeys(ALL_CUT, nothing)}
        found = [
            _templated(loaded, turns, learnt) if turns else None for turns, learnt in zip(rows, trained, strict=True)
        ]
        forgets = "tools" not in template
        dropped = [
            None if one is None else ", ".join([*one.dropped, *(["tools"] if forgets and has else [])]) or None
            for one, has in zip(found, tools, strict=True)
        ]
        return {
            "answer_tokens": pa.array([None if one is None else one.answers for one in found], pa.uint32()),
            "template_tokens": pa.array([None if one is None else one.whole for one in found], pa.uint32()),
            "template_drops": pa.array(dropped, pa.string()),
            **{
                name: pa.array([None if one is None else one.cut[place] for one in found], pa.uint32())
                for place, name in enumerate(ALL_CUT)
            },
        }


class _Templated(NamedTuple):
    """Tokens of the answers trained on, of all, of messages beyond each limit (``ALL_CUT``), and roles left out."""

    answers: int
    whole: int
    cut: tuple[int, ...]
    dropped: tuple[str, ...]


def _templated(tokenizer: Any, turns: Turns, trained: Sequence[bool]) -> _Templated | None:
    """What a template makes of a conversation; None if it refuses it."""
    messages, learnt = _messages(turns, trained)
    try:
        text = _rendered(tokenizer, messages, answering=False)
        whole = _length(tokenizer, text)
        spans = []
        for place, message in enumerate(messages):
            if message["role"] == "assistant" and learnt[place]:
                # The difference of two renderings: templates add marks around a turn that no rule of ours knows.
                before = _length(tokenizer, _rendered(tokenizer, messages[:place], answering=True))
                after = _length(tokenizer, _rendered(tokenizer, messages[: place + 1], answering=False))
                spans.append((before, max(after, before)))
        others = _spans_by_role(tokenizer, messages, whole)
    except _REFUSALS:
        return None
    cut = [_beyond(spans, limit) for limit in LIMITS]
    for role in OTHERS:
        cut += [_beyond(others[role], limit) for limit in LIMITS]
    return _Templated(sum(end - begin for begin, end in spans), whole, tuple(cut), _dropped(messages, text))


def _beyond(spans: Sequence[tuple[int, int]], limit: int) -> int:
    return sum(end - min(max(begin, limit), end) for begin, end in spans)


def _spans_by_role(tokenizer: Any, messages: list[dict[str, str]], whole: int) -> dict[str, list[tuple[int, int]]]:
    """Where the messages of other roles begin and end; nowhere in a row that no limit cuts, which spares the work."""
    spans: dict[str, list[tuple[int, int]]] = {role: [] for role in OTHERS}
    begin = 0
    for place, message in enumerate(messages) if whole > LIMITS[0] else ():
        end = _length(tokenizer, _rendered(tokenizer, messages[: place + 1], answering=False))
        if message["role"] in spans:
            spans[message["role"]].append((begin, max(begin, end)))
        begin = end
    return spans


def _dropped(messages: list[dict[str, str]], text: str) -> tuple[str, ...]:
    """Roles of messages whose last words are not in what the template wrote."""
    lost = [message["role"] for message in messages if message["content"].strip()[-_TAIL:].strip() not in text]
    return tuple(dict.fromkeys(lost))


def _rendered(tokenizer: Any, messages: list[dict[str, str]], *, answering: bool) -> str:
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering))


def _length(tokenizer: Any, text: str) -> int:
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
