"""The nearest right name for a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(wrong: str, known: Iterable[str], *, else_list: bool = True) -> str:
    """A half-sentence that suggests the nearest known name, or else lists the names to choose from.

    Args:
        wrong: The name that is not known.
        known: The known names.
        else_list: Whether to list the names where none is near.

    Examples:
        >>> did_you_mean("treshold", ["threshold", "seed"])
        "; did you mean 'threshold'?"
        >>> did_you_mean("x", ["threshold", "seed"])
        '; choose from seed, threshold'
    """
    names = sorted(known)
    lowered = {name.lower(): name for name in reversed(names)}
    close = get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{lowered[close[0]]}'?"
    shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return f"; choose from {shown}" if names and else_list else ""
