"""What one row of instruction data lacks, and what does not belong in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dataaudit.stages.instructions import phrases
from dataaudit.stages.instructions.answers import echo_share, is_truncated, repeats_prompt, same_words
from dataaudit.stages.instructions.roles import role_problem
from dataaudit.stages.instructions.system_demands import breaks_demand
from dataaudit.stages.language.result_schemas import UNKNOWN

FLAGS = (
    "answer_empty",
    "answer_refused",
    "answer_truncated",
    "answer_language_differs",
    "placeholder_left",
    "input_missing",
    "media_missing",
    "template_leaked",
    "reasoning_unclosed",
    "sides_equal",
    "rejected_empty",
    "call_unanswered",
    "sides_nearly_equal",
    "answer_in_prompt",
    "demand_broken",
)
SURE = 0.9
"""Confidence that both languages must reach to be compared."""
KNOWN = 0.8
"""Confidence from which on a language is counted, prompts and answers apart."""
FILLER = "la"
"""Latin, which occurs as filler text and in names of species."""
LONG_ENOUGH = 40
"""Characters that a prompt and an answer must have for their languages to be compared."""


def row_flags(
    turns: Sequence[Sequence[str]],
    silent: Sequence[Sequence[str]],
    prompt: str,
    answer: str,
    asked: tuple[str, float],
    said: tuple[str, float],
) -> dict[str, Any]:
    """Flags of one row."""
    given = [text for role, text in turns if role == "input"]
    instruction = "\n".join(text for role, text in turns if role == "user")
    has_input = any(text.strip() and not _says_none(text) for text in given)
    stripped = answer.strip()
    named = asked[0] != said[0] and phrases.NAMES_LANGUAGE.search(prompt) is not None
    differs = (
        asked[0] != said[0]
        and min(asked[1], said[1]) >= SURE
        and min(len(instruction), len(stripped)) >= LONG_ENOUGH
        and not {UNKNOWN, FILLER} & {asked[0], said[0]}
        and not named
    )
    shown = any(role == "media" and text not in ("", "[]", "null") for role, text in silent)
    speaks = phrases.ABSENT_MEDIA.search(instruction) is not None or phrases.MEDIA_MARK.search(instruction) is not None
    media = speaks and not shown and not phrases.HAS_MEDIA.search(prompt)
    rejected = next((text for role, text in silent if role == "rejected"), None)
    equal = rejected is not None and bool(stripped) and " ".join(rejected.split()) == " ".join(answer.split())
    return {
        "turn_count": len(turns),
        "answer_empty": not stripped,
        "answer_refused": phrases.REFUSAL.search(stripped[:300]) is not None,
        "answer_truncated": is_truncated(answer),
        "answer_language_differs": differs,
        "prompt_sure": asked[1] >= KNOWN and len(instruction) >= LONG_ENOUGH and asked[0] != FILLER,
        "answer_sure": said[1] >= KNOWN and len(stripped) >= LONG_ENOUGH and said[0] != FILLER and not named,
        "placeholder_left": _has(phrases.PLACEHOLDER, phrases.PLACEHOLDER_HINTS, answer),
        "input_missing": _input_missing(given, instruction, stripped, has_input=has_input),
        "media_missing": media and not has_input,
        "template_leaked": any(_has(phrases.LEAKED_TEMPLATE, phrases.LEAKED_HINTS, text) for _, text in turns)
        or _speaks_for_both(prompt, answer),
        "reasoning_unclosed": _unclosed(answer),
        "sides_equal": equal,
        "sides_nearly_equal": rejected is not None and not equal and same_words(rejected, answer),
        "answer_in_prompt": rejected is not None and repeats_prompt(prompt, answer),
        "rejected": rejected,
        "demand_broken": breaks_demand(
            "\n".join(text for role, text in turns if role == "system"),
            answer,
            said[0],
            sure=said[1] >= SURE and said[0] != UNKNOWN,
        ),
        "rejected_empty": rejected is not None and not rejected.strip(),
        "rejected_chars": None if rejected is None else len(rejected.strip()),
        "echo": 1.0 if stripped and stripped in map(str.strip, given) else echo_share(instruction, answer),
        "roles": role_problem(turns) if turns else None,
    }


def _has(pattern: re.Pattern[str], hints: Sequence[str], text: str) -> bool:
    return any(hint in text for hint in hints) and pattern.search(text) is not None


def _unclosed(answer: str) -> bool:
    """Whether the last reasoning that an answer begins does not end."""
    begins = [mark.start() for mark in phrases.REASONING.finditer(answer)]
    return bool(begins) and phrases.REASONING_END.search(answer, begins[-1]) is None


def _speaks_for_both(prompt: str, answer: str) -> bool:
    """Whether an answer contains turns of both sides although no dialogue was asked for."""
    roles = (phrases.ASKING_ROLE, phrases.ANSWERING_ROLE)
    return all(role.search(answer) for role in roles) and not phrases.DIALOGUE.search(prompt)


def _input_missing(given: Sequence[str], instruction: str, answer: str, *, has_input: bool) -> bool:
    """Whether an input says that there is none, or the answer asks for an input that the prompt mentions."""
    if any(text.strip() and _says_none(text) for text in given):
        return True
    needs = not has_input and phrases.NEEDS_INPUT.search(instruction) is not None
    return needs and phrases.ASKS_FOR_INPUT.search(answer[:300]) is not None


def _says_none(text: str) -> bool:
    """Whether an input says that there is none: at its beginning, or by "noinput", which is only ever a marker."""
    return phrases.NO_INPUT.search(text[:60]) is not None or "noinput" in text.lower()
