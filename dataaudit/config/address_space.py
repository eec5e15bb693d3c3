"""Whether a process may reserve the address space that libraries need; without it they abort the process."""

from __future__ import annotations

import resource

from dataaudit.errors import ResourceError

LIBRARIES = 2 << 30
"""Address space, which is not memory, of a process that reads tables."""
CHARTS = 72 << 30
"""What draws the charts of training runs reserves 64 GiB and uses little of it."""


def check_address_space(needed: int, what: str) -> None:
    """Fail before work where a library would abort the process in the middle of it.

    Args:
        needed: Bytes.
        what: What reserves them, for the message.

    Raises:
        ResourceError: The address space is limited to less.
    """
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit not in (resource.RLIM_INFINITY, -1) and limit < needed:
        from dataaudit.config.sizes import show_size  # what it loads may be more than the limit allows

        message = (
            f"the address space is limited to {show_size(limit)} (ulimit -v), and {what} reserves "
            f"{show_size(needed)} of it; lift that limit, limits.max_memory bounds the memory itself"
        )
        raise ResourceError(message)
