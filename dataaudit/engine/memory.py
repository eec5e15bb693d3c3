"""How much memory a run may hold, how much it holds, and on how many cores it works."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from dataaudit.config.sizes import show_size
from dataaudit.engine.allocator import give_back, resident_bytes
from dataaudit.errors import ResourceError

SHARE = 4
"""The default budget is the machine's memory divided by this."""


@dataclass(frozen=True, slots=True)
class MemoryBudget:
    """A budget of resident memory.

    Attributes:
        bytes: How much may be held.
        strict: Whether a run stops that holds more; a budget that nobody named is only told about.
    """

    bytes: int
    strict: bool

    def parts_in_work(self, part_bytes: int, most: int) -> int:
        """How many parts may be in work at a time: at least one, at most one more than there are workers.

        Args:
            part_bytes: Memory that a part takes.
            most: Workers.
        """
        room = self.bytes - resident_bytes()
        return max(1, min(most + 1, room // part_bytes))

    def check(self, stage: str) -> None:
        """Fail when a strict budget is exceeded; where much is held, what nobody uses is given back first.

        Raises:
            ResourceError: Names the stage, the budget and what to do.
        """
        if resident_bytes() > self.bytes // 2:  # giving back takes milliseconds, which small runs need not spend
            pa.default_memory_pool().release_unused()
            give_back()
        held = resident_bytes()
        if self.strict and held > self.bytes:
            message = (
                f"stage {stage} holds {show_size(held)} of memory, more than limits.max_memory "
                f"({show_size(self.bytes)}); raise it and rerun the same command to resume"
            )
            raise ResourceError(message)


def memory_budget(declared: int | None) -> MemoryBudget:
    """The budget of a run: as declared, or a share of the machine's memory."""
    if declared is not None:
        return MemoryBudget(declared, strict=True)
    return MemoryBudget(machine_bytes() // SHARE, strict=False)


def machine_bytes() -> int:
    """Memory of the machine, or of the control group where that is less."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = [physical]
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdecimal():
            limits.append(int(text))
    return min(limits)


def peak_bytes() -> int:
    """Most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def workers() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def available_bytes() -> int:
    """Memory that could still be taken: what the system can free, within the control group's limit."""
    text = Path("/proc/meminfo").read_text(encoding="ascii")
    free = next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("MemAvailable"))
    for limit, used in (
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ):
        try:
            most, held = Path(limit).read_text(encoding="ascii").strip(), Path(used).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if most.isdecimal() and held.isdecimal():
            free = min(free, max(0, int(most) - int(held)))
    return free
