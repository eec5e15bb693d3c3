"""Which turns of a conversation are trained on, where the row says it."""

from __future__ import annotations

import json
from collections.abc import Sequence

_WEIGHTS = ("weight", "loss", "train")


def trained_turns(turns: Sequence[Sequence[str]], extras: Sequence[str]) -> list[bool]:
    """Whether each turn is trained on: not those of weight 0, loss false or train false.

    Where a row excludes every answer, all count: nothing tells which of them matters.

    Args:
        turns: Pairs of a role and its text.
        extras: What else every turn holds, as JSON; "" for nothing.

    Examples:
        >>> trained_turns([["assistant", ""], ["assistant", "Yes."]], ['{"weight": 0}', ""])
        [False, True]
    """
    learnt = [not any(f'"{name}"' in extra for name in _WEIGHTS) or not _excluded(extra) for extra in extras]
    answers = [one for (role, _), one in zip(turns, learnt, strict=True) if role == "assistant"]
    return learnt if any(answers) or not answers else [True] * len(learnt)


def _excluded(extra: str) -> bool:
    try:
        held = json.loads(extra)
    except ValueError:  # of several messages in one turn
        return False
    return any(held.get(name) in (0, False, "0", "false", "False") for name in _WEIGHTS if name in held)
