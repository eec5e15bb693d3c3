"""Which texts share a bucket of some band with another text: only these can have a near-duplicate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CROWDED = 100
"""Texts in a bucket above which the bucket is crowded."""

Column = Callable[[str], NDArray[np.uint64]]
"""Reads the hashes of one band, one a text."""


@dataclass(frozen=True, slots=True)
class BucketMembers:
    """What the bands say of every text.

    Attributes:
        member: Whether it shares a bucket with another text.
        crowded: Whether it shares a crowded bucket.
    """

    member: NDArray[np.bool_]
    crowded: NDArray[np.bool_]


def bucket_members(texts: int, bands: Iterable[str], column: Column) -> BucketMembers:
    """Look at one band after the other.

    Args:
        texts: Number of texts.
        bands: Names of the bands.
        column: Reads one of them.
    """
    member, crowded = np.zeros(texts, np.bool_), np.zeros(texts, np.bool_)
    for band in bands:
        hashes = column(band)
        order = np.argsort(hashes)
        edges = np.flatnonzero(np.diff(hashes[order])) + 1
        bounds = np.concatenate([np.zeros(1, np.int64), edges, np.full(1, texts)])
        sizes = np.diff(bounds)
        for where, least in ((member, 1), (crowded, CROWDED)):
            if (sizes > least).any():
                where[order[np.repeat(sizes > least, sizes)]] = True
    return BucketMembers(member, crowded)


def meetings(
    bands: Iterable[str], column: Column, sample: NDArray[np.int64], copies: dict[str, NDArray[np.uint64]]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whom edited copies of some texts meet.

    Args:
        bands: Names of the bands.
        column: Reads one of them.
        sample: The text that each copy was made of.
        copies: The copies' hashes, by band.

    Returns:
        Whether each copy shares a bucket with any text, and whether it does with the text that it was made of.
    """
    any_text, own_text = np.zeros(len(sample), np.bool_), np.zeros(len(sample), np.bool_)
    for band in bands:
        hashes, theirs = column(band), copies[band]
        own_text |= hashes[sample] == theirs
        wanted = np.sort(theirs)
        if len(wanted):
            found = wanted[np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)] == hashes
            any_text |= np.isin(theirs, hashes[found])
    return any_text, own_text
