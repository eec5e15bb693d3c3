"""How sure a share is that was measured on a sample."""

from __future__ import annotations

import math


def wilson(hits: int, trials: int, deviations: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a share, by default at 95% (Wilson 1927).

    Args:
        hits: Number of successes.
        trials: Number of trials; 0 gives (0, 1).
        deviations: Half-width of the interval in standard deviations.

    Examples:
        >>> low, high = wilson(99, 100)
        >>> round(low, 3), round(high, 3)
        (0.946, 0.998)
    """
    if not trials:
        return 0.0, 1.0
    share, square = hits / trials, deviations**2
    middle = share + square / (2 * trials)
    spread = deviations * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    low, high = (middle - spread) / (1 + square / trials), (middle + spread) / (1 + square / trials)
    return max(low, 0.0), min(high, 1.0)
