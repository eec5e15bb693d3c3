from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.data import DataLoader, Dataset

from dataaudit.training.proxy.vocabulary import LearntVocabulary
from dataaudit.training.recipe_trials.loading import LoaderSetting, Texts, seed_worker, sweep, wait_share
from dataaudit.training.recipe_trials.survey import Collate


class Draws(Dataset[list[float]]):
    """Every item is what the generators of random numbers give."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, place: int) -> list[float]:
        return [random.random(), np.random.random(), float(torch.rand(()))]  # noqa: NPY002


def drawn(workers: int, seed: int) -> list[list[float]]:
    made: DataLoader[Any] = DataLoader(
        Draws(), batch_size=None, num_workers=workers, worker_init_fn=seed_worker,
        generator=torch.Generator().manual_seed(seed),
    )  # fmt: skip
    return [list(one) for one in made]


def test_workers_draw_numbers_of_their_own_and_the_same_ones_again() -> None:
    told = drawn(2, 0)
    assert all(len(set(column)) == 4 for column in zip(*told, strict=True))
    assert drawn(2, 0) == told
    assert drawn(2, 1) != told


@pytest.mark.parametrize("workers", [0, 1])
def test_what_a_setting_says_a_loader_takes(workers: int) -> None:
    setting = LoaderSetting(
        workers=workers, prefetch=8 if workers else None, persistent=bool(workers), pinned=False, seconds=0.1, first=0.1
    )
    loader: DataLoader[Any] = DataLoader(Texts(["a", "b", "c"]), batch_size=2, **setting.arguments())
    assert [list(batch) for batch in loader] == [["a", "b"], ["c"]]
    assert loader.num_workers == workers
    assert loader.persistent_workers == bool(workers)
    assert loader.prefetch_factor == (8 if workers else None)


@pytest.mark.full
def test_a_sweep_tries_all_settings_and_tells_the_quickest_first() -> None:
    texts = Texts([f"text {place}" for place in range(10)])
    told = sweep(texts, tuple, 4, workers=[1, 0, 1], batches=5)
    assert sorted((one.workers, one.prefetch or 0) for one in told) == [(0, 0), (1, 2), (1, 8)]
    seconds = [one.seconds for one in told]
    assert seconds == sorted(seconds)
    assert all(one.seconds > 0 and one.first > 0 for one in told)
    assert all(one.persistent == bool(one.workers) for one in told)


@pytest.mark.full
def test_a_tokenizer_whose_threads_have_run_is_loaded_by_workers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "true")
    texts = [f"row {place} of a few texts" for place in range(200)]
    encode = LearntVocabulary(texts, 300)
    encode(texts, 16)
    (told, _) = sweep(Texts(texts), Collate(encode, 16), 16, workers=[1], batches=5)
    assert told.workers == 1


def test_fewer_rows_than_a_batch_are_measured_too() -> None:
    (told,) = sweep(Texts(["one"]), tuple, 8, workers=[0], batches=3)
    assert (told.workers, told.prefetch, told.persistent) == (0, None, False)


def test_texts_are_given_as_they_are() -> None:
    texts = Texts(("a", "b"))
    assert (len(texts), texts[1]) == (2, "b")


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 8))
@settings(max_examples=40)
def test_the_share_of_waiting_is_a_share_and_workers_only_lessen_it(loading: float, step: float, workers: int) -> None:
    share = wait_share(loading, step, workers)
    assert 0 <= share <= 1
    assert share <= wait_share(loading, step, 0)
    assert wait_share(loading, step + 1, workers) <= share or share == 0


def test_who_waits_for_nothing_has_a_share_of_zero() -> None:
    assert wait_share(0.0, 0.0, 0) == wait_share(0.0, 0.0, 2) == wait_share(0.0, 1.0, 0) == 0
    assert wait_share(1.0, 0.0, 0) == wait_share(1.0, 0.0, 2) == 1
