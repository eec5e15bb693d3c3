"""What the nearest labelled rows say about a row's class, and how much of it to believe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.labels.given_labels import GivenLabels

_FEWEST = 5
"""Labelled neighbours without which a row's class is left to the model."""
_WEIGHTS = np.linspace(0.0, 0.8, 9)


@dataclass(frozen=True, slots=True)
class NeighbourVotes:
    """Votes of the nearest labelled rows, of other texts.

    Attributes:
        counts: Votes by class, float32, shape (rows, classes).
        own: Votes for the given class, float64.
        total: All votes, float64.
    """

    counts: NDArray[np.float32]
    own: NDArray[np.float64]
    total: NDArray[np.float64]

    @property
    def agreement(self) -> NDArray[np.float64]:
        """Share of the votes that are for the given class; NaN for fewer than five."""
        share = np.full(len(self.total), np.nan)
        np.divide(self.own, self.total, out=share, where=self.total >= _FEWEST)
        return share

    def mixed(
        self, probabilities: NDArray[np.floating[Any]], labels: NDArray[np.int64]
    ) -> tuple[NDArray[np.floating[Any]], float]:
        """Probabilities of a model and shares of the votes, mixed.

        Args:
            probabilities: Out-of-sample probabilities, shape (rows, classes).
            labels: Given class of every row, int64.

        Returns:
            Mixed probabilities, and the weight of the votes: the one under which the labels are most likely. It is 0
            where neighbours tell nothing that the model does not know.
        """
        rows, classes = probabilities.shape
        asked = self.total >= _FEWEST
        if not asked.any():
            return probabilities, 0.0
        prior = np.bincount(labels, minlength=classes) / rows
        # A vote more, divided as the classes are: ten votes for one class do not make the others impossible.
        shares = (self.own + prior[labels]) / (self.total + 1)
        own = probabilities[np.arange(rows), labels].astype(np.float64)
        losses = [-np.log(np.clip(own + weight * (shares - own), 1e-9, 1))[asked].mean() for weight in _WEIGHTS]
        weight = float(_WEIGHTS[int(np.argmin(losses))])
        if not weight:
            return probabilities, 0.0
        votes = (self.counts + prior.astype(np.float32)) / (self.total[:, None].astype(np.float32) + 1)
        return np.where(
            asked[:, None], probabilities + np.float32(weight) * (votes - probabilities), probabilities
        ), weight


def neighbour_votes(
    neighbours: pa.Table | None, row_ids: NDArray[np.uint64], given: GivenLabels, group: NDArray[np.int64]
) -> NeighbourVotes | None:
    """Count the votes.

    Args:
        neighbours: Table ``neighbours``, or None.
        row_ids: Of all rows, ascending.
        given: Given classes.
        group: Of every labelled row, the number of the group of texts that are the same or nearly so, int64.

    Returns:
        None where there are no neighbours, or rows have several classes.
    """
    if neighbours is None or given.several or not neighbours.num_rows:
        return None
    place = np.full(len(row_ids), -1, np.int64)
    place[given.places] = np.arange(len(given.places))
    lists = neighbours.column("neighbours").combine_chunks()
    asker = place[np.searchsorted(row_ids, neighbours.column("row_id").to_numpy())]
    owner = np.repeat(asker, lists.value_lengths().to_numpy(zero_copy_only=False))
    voter = place[np.searchsorted(row_ids, lists.flatten().to_numpy())]
    heard = (owner >= 0) & (voter >= 0)
    owner, voter = owner[heard], voter[heard]
    apart = group[owner] != group[voter]
    owner, voter = owner[apart], voter[apart]
    rows, classes = len(given.places), len(given.classes)
    vote = given.labels[voter]
    counts = np.bincount(owner * classes + vote, minlength=rows * classes).astype(np.float32).reshape(rows, classes)
    own = np.bincount(owner, vote == given.labels[owner], minlength=rows).astype(np.float64)
    return NeighbourVotes(counts, own, np.bincount(owner, minlength=rows).astype(np.float64))
