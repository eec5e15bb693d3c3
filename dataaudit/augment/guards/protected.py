"""Guard: the protected parts of the source are in the new row, neither more nor fewer."""

from __future__ import annotations

from collections.abc import Sequence

from dataaudit.augment.guards.candidate import Candidate
from dataaudit.augment.protection import Protection

MOVED = "sentence_shuffling"
"""The operation whose rows have all that stays in another order by design."""
MIXED = "class_mix"
"""The operation whose rows have another's numbers and names by design."""


def check_protected(candidates: Sequence[Candidate], protection: Protection) -> None:
    """Reject new rows in which a number, name, negation or anything else that stays was lost, changed or came in.

    Names and dates that only their place in a sentence tells are held by the operations; they are compared here where
    they are written as they were.
    """
    for one in candidates:
        if one.operation == MIXED:
            continue
        before, after = (
            protection.kept_strings(text, one.language, by_place=False) for text in (one.before, one.after)
        )
        if (sorted(before) != sorted(after)) if one.operation == MOVED else before != after:
            one.reject("protected")
