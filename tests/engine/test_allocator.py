from __future__ import annotations

import json
import subprocess
import sys

from dataaudit.engine.allocator import give_back, used_bytes

MEGA = 1_000_000


def measured(program: str) -> list[int]:
    """What a fresh process prints: in this one, other tests hold and free what they like."""
    head = (
        "import json\n"
        "from dataaudit.engine.allocator import give_back, resident_bytes, used_bytes\n"
        # Small enough to come from the heap, where holes stay.
        "def held(): return [bytes([1]) * 60_000 for _ in range(5_000)]\n"
    )
    done = subprocess.run([sys.executable, "-c", head + program], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def test_what_is_held_is_used_and_what_is_freed_is_not_though_it_stays_resident() -> None:
    before, held, freed, resident = measured(
        "before = used_bytes(); rows = held(); full = used_bytes(); kept = rows[::8]; del rows\n"
        "print(json.dumps([before, full, used_bytes(), resident_bytes()]))"
    )
    assert abs(held - before - 300 * MEGA) < 30 * MEGA
    assert abs(freed - before - 37 * MEGA) < 30 * MEGA
    assert resident > freed + 200 * MEGA


def test_holes_go_back_to_the_system_and_what_is_kept_stays_whole() -> None:
    held, after, whole = measured(
        "rows = held(); kept = rows[::8]; del rows; full = resident_bytes(); give_back()\n"
        "print(json.dumps([full, resident_bytes(), int(all(one == bytes([1]) * 60_000 for one in kept))]))"
    )
    assert held - after > 200 * MEGA
    assert whole


def test_giving_back_nothing_is_fine_and_no_process_uses_less_than_nothing() -> None:
    give_back()
    give_back()
    assert used_bytes() >= 0
