"""A new row before and after the guards."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal, get_args

import pyarrow as pa

from dataaudit.augment.changes import Change

Reason = Literal["protected", "length", "language", "meaning", "label", "evaluation", "copy_of_a_row", "near_duplicate"]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""Why a new row is rejected, in the order in which they are told."""


@dataclass(slots=True)
class Candidate:
    """A new row.

    Attributes:
        source: Row id of what it is made of.
        attempt: Which try with that row.
        seed: Seed of its random numbers.
        label: Class of its source, or None.
        operation: What made it.
        surface: Whether the operation changes case and marks only.
        field: The column changed.
        before: The changed text of the source.
        after: What it became.
        source_text: The source's whole text.
        text: The new row's whole text.
        changes: What was changed in ``before``.
        mixed_with: Row id of a second source, or None.
        language: Language of ``before``.
        reasons: Why it is rejected; empty for one that is accepted.
        length_ratio: Characters over those of the source.
        cosine: To the source; None where one of them has no vector.
        label_probability: Of its label, by a model that has not seen its source; None without one.
        similarity: Jaccard similarity of shingles to the source.
        surplus: Whether its class had all its rows already when its turn came; it counts for nothing.
        nearest_evaluation: Largest cosine to an evaluation item; None without any.
        partner: Text of the second source, or None.
        number: Which of the field's texts was changed, where it holds several.
    """

    source: int
    attempt: int
    seed: int
    label: str | None
    operation: str
    surface: bool
    field: str
    before: str
    after: str
    source_text: str
    text: str
    changes: tuple[Change, ...]
    mixed_with: int | None = None
    language: str = "und"
    reasons: list[Reason] = dataclasses.field(default_factory=list)
    length_ratio: float = 1.0
    cosine: float | None = None
    label_probability: float | None = None
    similarity: float | None = None
    nearest_evaluation: float | None = None
    number: int = 0
    surplus: bool = False
    partner: str | None = None

    def reject(self, reason: Reason) -> None:
        """Note a reason."""
        if reason not in self.reasons:
            self.reasons.append(reason)


def texts_array(texts: list[str]) -> pa.LargeStringArray:
    """Texts as the kernels take them."""
    return pa.array(texts, pa.large_string())
