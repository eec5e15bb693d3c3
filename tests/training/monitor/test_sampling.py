"""The steps that are measured."""

from __future__ import annotations

import time

from dataaudit.training.monitor.sampling import Sampling


def measured(sampling: Sampling, steps: int, cost: float = 0.0) -> list[int]:
    found = []
    for step in range(steps):
        sampling.begin(step)
        if sampling.now:
            found.append(step)
            assert sampling.enter()
            assert not sampling.enter()
            time.sleep(cost)
            sampling.leave()
    return found


def test_the_first_steps_and_then_every_so_many_are_measured() -> None:
    assert measured(Sampling(10), 41) == [0, 1, 2, 3, 4, 10, 20, 30, 40]
    assert measured(Sampling(1), 9) == list(range(9))


def test_measuring_that_costs_more_than_its_share_is_left_out_but_not_where_others_measure_with() -> None:
    assert 100 <= len(measured(Sampling(2), 800, cost=0.001)) < 120
    assert len(measured(Sampling(2, thrifty=False), 400, cost=0.001)) == 202


def test_losses_are_read_where_measuring_is_left_out() -> None:
    sampling = Sampling(2)
    read, now = [], []
    for step in range(400):
        sampling.begin(step)
        if sampling.enter():
            time.sleep(0.001)
            sampling.leave()
        now.append(sampling.now)
        if sampling.reads:
            read.append(step)
    assert not all(now[300::2])
    assert read == [0, 1, 2, 3, *range(4, 400, 2)]


def test_time_after_a_rest_is_not_counted() -> None:
    sampling = Sampling(1)
    sampling.begin(0)
    sampling.enter()
    sampling.rest()
    assert not sampling.enter()
    sampling.begin(1)
    assert sampling.enter()
