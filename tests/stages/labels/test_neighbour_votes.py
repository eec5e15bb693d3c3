"""Votes of neighbours against plain Python."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from dataaudit.stages.labels.given_labels import given_labels
from dataaudit.stages.labels.neighbour_votes import NeighbourVotes, neighbour_votes

ROWS = 60


def table(random: np.random.Generator) -> tuple[pa.Table, list[list[int]]]:
    """Ten neighbours of every row."""
    lists = [random.choice(ROWS, 10, replace=False).tolist() for _ in range(ROWS)]
    columns = {"row_id": pa.array(range(100, 100 + ROWS), pa.uint64())}
    held = [[100 + one for one in some] for some in lists]
    return pa.table(columns | {"neighbours": pa.array(held, pa.list_(pa.uint64()))}), lists


def votes(random: np.random.Generator) -> tuple[NeighbourVotes | None, list[list[int]], list[str | None], list[int]]:
    neighbours, lists = table(random)
    labels = [random.choice(["a", "b", "c"]) if random.random() < 0.9 else None for _ in range(ROWS)]
    given = given_labels(labels, np.ones(ROWS, np.bool_))
    group = random.integers(0, 20, ROWS)
    found = neighbour_votes(neighbours, np.arange(100, 100 + ROWS, dtype=np.uint64), given, group[given.places])
    return found, lists, labels, group.tolist()


def test_neighbours_of_other_groups_with_a_label_have_a_vote() -> None:
    found, lists, labels, group = votes(np.random.default_rng(3))
    assert found is not None
    place = -1
    for row, label in enumerate(labels):
        if label is None:
            continue
        place += 1
        heard = [labels[one] for one in lists[row] if labels[one] is not None and group[one] != group[row]]
        assert found.counts[place].tolist() == [heard.count(name) for name in ("a", "b", "c")]
        wanted = heard.count(label) / len(heard) if len(heard) >= 5 else math.nan
        assert found.agreement[place] == pytest.approx(wanted, nan_ok=True)


def mixture(probabilities: NDArray[np.float64], told: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    total = told.sum(axis=1).astype(np.float64)
    own = told[np.arange(len(labels)), labels].astype(np.float64)
    return NeighbourVotes(told, own, total).mixed(probabilities, labels)[1]


def test_votes_weigh_nothing_where_they_are_drawn_and_much_where_the_model_guesses() -> None:
    random = np.random.default_rng(5)
    labels = random.integers(0, 2, 500)
    knows = np.where(np.arange(2) == labels[:, None], 0.95, 0.05)
    guesses = np.full((500, 2), 0.5)
    right = np.where(np.arange(2) == labels[:, None], 9, 1).astype(np.float32)
    drawn = np.stack([made := random.integers(0, 11, 500), 10 - made], axis=1).astype(np.float32)
    assert mixture(knows, drawn, labels) == 0
    assert mixture(guesses, right, labels) == pytest.approx(0.8)


def test_mixed_probabilities_add_to_one_and_rows_without_votes_keep_theirs() -> None:
    random = np.random.default_rng(7)
    labels = random.integers(0, 3, 40)
    told = random.multinomial(10, [0.5, 0.3, 0.2], 40).astype(np.float32)
    told[np.arange(40), labels] += 5
    told[:10] = 0
    probabilities = random.dirichlet([1, 1, 1], 40)
    own = told[np.arange(40), labels].astype(np.float64)
    found, weight = NeighbourVotes(told, own, told.sum(axis=1).astype(np.float64)).mixed(probabilities, labels)
    assert weight > 0
    assert found.sum(axis=1) == pytest.approx(1)
    assert found[:10] == pytest.approx(probabilities[:10])
