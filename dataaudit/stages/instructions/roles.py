"""Whether the turns of a conversation come in an order that chat templates can render."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

KNOWN = ("system", "user", "input", "assistant", "tool")


def role_problem(turns: Sequence[Sequence[str]]) -> str | None:
    """The problem with the order of roles, in a few words; None if there is none.

    Args:
        turns: Pairs of a role and its text.

    Examples:
        >>> role_problem([["user", "Hi"], ["assistant", "Hello"]])
        >>> role_problem([["user", "Hi"], ["user", "there?"], ["assistant", "Hello"]])
        'user twice in a row'
        >>> role_problem([["tool", "ok"], ["user", "Is it set?"], ["assistant", "Yes."]])
        'tool before any answer'
    """
    roles = [role for role, _ in turns if role != "input"]
    unknown = next((role for role in roles if role not in KNOWN), None)
    if unknown is not None:
        return f"unknown role {unknown[1:] or 'none'}"
    if "system" in roles[1:]:
        return "system not first"
    spoken = [role for role in roles if role not in ("system", "tool")]
    if not spoken:
        return "no turns"
    if "tool" in roles and "tool" in roles[: roles.index("assistant") if "assistant" in roles else None]:
        return "tool before any answer"
    if spoken[0] != "user":
        return f"begins with {spoken[0]}"
    for role, following in pairwise(roles):
        if role == following and role in ("user", "assistant"):
            return f"{role} twice in a row"
    if spoken[-1] != "assistant":
        return "no answer at the end"
    return None
