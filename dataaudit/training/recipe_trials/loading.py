"""Measures DataLoader settings: how long a batch takes with each number of workers."""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

_BATCHES = 40
_PATIENCE = 120
"""Seconds that a worker may take for a batch before it times out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoaderSetting:
    """One DataLoader setting and its cost.

    Attributes:
        workers: Loading processes.
        prefetch: Batches that each worker keeps ready; None without workers.
        persistent: Whether workers stay alive between epochs.
        pinned: Whether batches are in pinned memory, which a GPU copies from while it computes.
        seconds: Median time of a batch.
        first: Time until the first batch of an epoch, including the start of workers.
    """

    workers: int
    prefetch: int | None
    persistent: bool
    pinned: bool
    seconds: float
    first: float

    def arguments(self) -> dict[str, Any]:
        """Return the arguments for ``torch.utils.data.DataLoader``."""
        more = {"prefetch_factor": self.prefetch, "persistent_workers": self.persistent} if self.workers else {}
        return {"num_workers": self.workers, "pin_memory": self.pinned, **more, "worker_init_fn": seed_worker}


class Texts(Dataset[str]):
    """A dataset of texts, to be tokenised when they are loaded."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, place: int) -> str:
        return self.texts[place]


def seed_worker(number: int) -> None:
    """Seed every worker differently: otherwise numpy's random numbers are the same in all workers."""
    seed = torch.initial_seed() % 2**32
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  (augmentations use the global generator)


def sweep(
    dataset: Dataset[Any],
    collate: Callable[[list[Any]], Any],
    batch_size: int,
    *,
    workers: Sequence[int] | None = None,
    batches: int = _BATCHES,
) -> list[LoaderSetting]:
    """Measure settings and sort them by speed, the fastest first.

    Workers start from a fresh process, not as forks of this one: a fork of a process whose tokenizer has threads waits
    for them forever.

    Args:
        dataset: Rows; must be picklable.
        collate: Makes a batch of rows, which is the workers' task; must be picklable.
        batch_size: Rows per batch.
        workers: Numbers of workers to try; zero, one and one per core when None.
        batches: Batches to measure per setting.
    """
    cores = len(os.sched_getaffinity(0))
    tried = sorted({0, 1, cores} if workers is None else set(workers))
    pinned = torch.cuda.is_available()
    found = [
        _measured(dataset, collate, batch_size, count, prefetch, pinned, batches)
        for count in tried
        for prefetch in ((2, 8) if count else (None,))
    ]
    return sorted(found, key=lambda one: one.seconds)


def _measured(
    dataset: Dataset[Any],
    collate: Callable[[list[Any]], Any],
    batch_size: int,
    workers: int,
    prefetch: int | None,
    pinned: bool,
    batches: int,
) -> LoaderSetting:
    more: dict[str, Any] = {}
    if workers:
        more = {"prefetch_factor": prefetch, "persistent_workers": True, "timeout": _PATIENCE,
                "multiprocessing_context": _fresh_processes()}  # fmt: skip
    loader: DataLoader[Any] = DataLoader(
        dataset, batch_size=batch_size, shuffle=True, collate_fn=collate, num_workers=workers, pin_memory=pinned,
        worker_init_fn=seed_worker, generator=torch.Generator().manual_seed(0), **more,
    )  # fmt: skip
    began = time.perf_counter()
    iterator: Iterator[Any] = iter(loader)
    next(iterator)
    first = time.perf_counter() - began
    begin, count = time.perf_counter(), 0
    while count < batches:
        for _ in iterator:
            count += 1
            if count == batches:
                break
        else:
            iterator = iter(loader)
    seconds = (time.perf_counter() - begin) / batches
    return LoaderSetting(
        workers=workers, prefetch=prefetch, persistent=bool(workers), pinned=pinned, seconds=seconds, first=first
    )


def _fresh_processes() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["torch"])
    return context


def wait_share(loading: float, step: float, workers: int) -> float:
    """Return the share of training time spent waiting for batches.

    Args:
        loading: Seconds to load a batch.
        step: Seconds of a step on a loaded batch.
        workers: Loading processes; without any, loading and computing alternate.

    Examples:
        >>> wait_share(0.1, 0.3, 0), wait_share(0.1, 0.3, 2), round(wait_share(0.4, 0.3, 2), 2)
        (0.25, 0.0, 0.25)
    """
    if not workers:
        return loading / (loading + step) if loading + step > 0 else 0.0
    return max(0.0, loading - step) / max(loading, step, math.ulp(1.0))
