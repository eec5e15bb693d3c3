from __future__ import annotations

from collections import Counter

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.proxy.row_batches import EncodedRows, Epochs, batch_places, batches
from dataaudit.training.recipes.row_losses import IGNORED


def rows_of(lengths: list[int], labels: list[int] | None = None) -> EncodedRows:
    tokens = [[2 + (row + place) % 50 for place in range(length)] for row, length in enumerate(lengths)]
    ids = np.arange(len(lengths), dtype=np.uint64) * 10 + 7
    return EncodedRows(ids, tokens, None if labels is None else np.array(labels, np.int64), 1)


lengths = st.lists(st.integers(1, 20), max_size=120)


@given(lengths, st.integers(1, 9), st.one_of(st.none(), st.integers(0, 99)))
def test_every_row_comes_exactly_once_in_batches_no_larger_than_asked(
    given_lengths: list[int], size: int, seed: int | None
) -> None:
    made = batch_places(rows_of(given_lengths), size, seed)
    assert Counter(place for places in made for place in places) == Counter(range(len(given_lengths)))
    assert all(1 <= len(places) <= size for places in made)
    assert sum(len(places) < size for places in made) <= 1


@given(lengths, st.integers(1, 9), st.integers(0, 99))
def test_the_same_seed_gives_the_same_batches(given_lengths: list[int], size: int, seed: int) -> None:
    rows = rows_of(given_lengths)
    assert batch_places(rows, size, seed) == batch_places(rows, size, seed)


def test_another_seed_gives_another_order_and_other_neighbours() -> None:
    rows = rows_of([5] * 200)
    first, second = batch_places(rows, 8, 1), batch_places(rows, 8, 2)
    assert first != second
    assert {frozenset(places) for places in first} != {frozenset(places) for places in second}


def test_rows_of_a_batch_are_of_like_length() -> None:
    random = np.random.default_rng(0)
    rows = rows_of(random.integers(1, 100, 800).tolist())

    def padding(made: list[list[int]]) -> int:
        return sum(max(len(rows.tokens[p]) for p in places) * len(places) for places in made) - rows.count

    by_chance = random.permutation(800).reshape(-1, 8).tolist()
    assert padding(batch_places(rows, 8, 3)) < 0.35 * padding(by_chance)


def test_a_batch_fills_rows_up_and_ignores_what_is_filled() -> None:
    rows = rows_of([2, 4, 1])
    batch = rows.batch([1, 2, 0])
    assert batch["input_ids"].tolist() == [[3, 4, 5, 6], [4, 1, 1, 1], [2, 3, 1, 1]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0]]
    assert batch["labels"].tolist() == [[3, 4, 5, 6], [4, *[IGNORED] * 3], [2, 3, IGNORED, IGNORED]]
    assert batch["row_ids"].tolist() == [17, 27, 7]


def test_a_token_that_is_the_padding_of_others_is_still_a_target() -> None:
    rows = EncodedRows(np.array([1, 2], np.uint64), [[0, 1, 1], [0, 1]], None, 1)
    assert rows.batch([0, 1])["labels"].tolist() == [[0, 1, 1], [0, 1, IGNORED]]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4)), min_size=1, max_size=60), st.integers(1, 7))
def test_labels_and_row_ids_stay_with_their_rows(pairs: list[tuple[int, int]], size: int) -> None:
    rows = rows_of([length for length, _ in pairs], [label for _, label in pairs])
    for batch in batches(rows, size, 5):
        for ids, mask, label, row_id in zip(
            batch["input_ids"], batch["attention_mask"], batch["labels"].tolist(), batch["row_ids"].tolist(),
            strict=True,
        ):  # fmt: skip
            place = (row_id - 7) // 10
            assert label == pairs[place][1]
            assert ids[mask.bool()].tolist() == list(rows.tokens[place])


def test_epochs_have_different_orders_and_hold_no_row_ids() -> None:
    loader = Epochs(rows_of([3] * 64), 8, 1)
    first, second = [list(loader) for _ in range(2)]
    assert all(set(batch) == {"input_ids", "attention_mask", "labels"} for batch in first)
    assert len(first) == len(second) == 8
    one, other = (torch.cat([batch["input_ids"][:, 0] for batch in epoch]) for epoch in (first, second))
    assert not torch.equal(one, other)
    assert torch.equal(one.sort().values, other.sort().values)
    assert rows_of([3, 4]).count == 7
