"""The nearest right name for a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A half-sentence that names the nearest known name, or lists the known ones.

    Examples:
        >>> did_you_mean("treshold", ["threshold", "seed"])
        "; did you mean 'threshold'?"
        >>> did_you_mean("x", ["threshold", "seed"])
        '; known are seed, threshold'
    """
    names = sorted(known)
    lowered = {name.lower(): name for name in reversed(names)}
    close = get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{lowered[close[0]]}'?"
    shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return f"; known are {shown}" if names else ""
