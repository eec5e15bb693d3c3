from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from training.monitor.loops import net

from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.monitor.samples import SampleRecord
from dataaudit.training.monitor_tables import SCHEMAS

Seen = tuple[int, list[int], list[float], list[list[float]], list[int]]
"""A step, its rows, their losses, logits and labels."""

LOGIT = st.integers(-8, 8).map(lambda value: value / 4)


@st.composite
def histories(draw: st.DrawFn) -> list[Seen]:
    made = []
    for step in range(draw(st.integers(1, 8))):
        rows = draw(st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True))
        count = len(rows)
        losses = draw(st.lists(st.integers(0, 40).map(lambda value: value / 8), min_size=count, max_size=count))
        logits = draw(st.lists(st.lists(LOGIT, min_size=3, max_size=3), min_size=count, max_size=count))
        labels = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
        made.append((step, rows, losses, logits, labels))
    return made


def plain_table(history: list[Seen]) -> dict[int, dict[str, Any]]:
    """By row: what it did, told from its own history by loops."""
    events: dict[int, list[tuple[float, float, bool]]] = {}
    for _, rows, losses, logits, labels in history:
        for row, loss, values, label in zip(rows, losses, logits, labels, strict=True):
            others = max(value for place, value in enumerate(values) if place != label)
            events.setdefault(row, []).append((loss, values[label] - others, values[label] > others))
    made = {}
    for row, seen in events.items():
        right = [correct for _, _, correct in seen]
        learnt = next((n for n in range(len(right)) if all(right[n:])), None)
        made[row] = {
            "seen": len(seen),
            "mean_loss": sum(loss for loss, _, _ in seen) / len(seen),
            "last_loss": seen[-1][0],
            "margin": sum(margin for _, margin, _ in seen) / len(seen),
            "correct": sum(right) / len(right),
            "forgotten": sum(one and not other for one, other in pairwise(right)),
            "learnt_at": learnt,
        }
    return made


def told(record: SampleRecord) -> dict[int, dict[str, Any]]:
    return {row.pop("row_id"): row for row in record.table().iter_rows(named=True)}


def filled(history: list[Seen], with_logits: bool = True) -> SampleRecord:
    record = SampleRecord()
    for step, rows, losses, logits, labels in history:
        given = (torch.tensor(logits), torch.tensor(labels)) if with_logits else (None, None)
        record.add(step, torch.tensor(rows), torch.tensor(losses), *given)
    return record


@given(histories())
def test_losses_margins_and_forgetting_are_those_of_a_plain_history(history: list[Seen]) -> None:
    found = told(filled(history))
    expected = plain_table(history)
    assert set(found) == set(expected)
    for row, values in expected.items():
        assert found[row] == {name: pytest.approx(value, abs=1e-6) for name, value in values.items()}


@given(histories())
def test_without_logits_there_are_losses_and_nothing_about_margins(history: list[Seen]) -> None:
    found = told(filled(history, with_logits=False))
    for row, values in plain_table(history).items():
        assert found[row]["mean_loss"] == pytest.approx(values["mean_loss"])
        assert (found[row]["margin"], found[row]["correct"], found[row]["learnt_at"]) == (None, None, None)
        assert found[row]["forgotten"] == 0


def test_reading_in_between_changes_nothing() -> None:
    history: list[Seen] = [
        (step, [0, 1], [1.0 / (step + 1), 2.0], [[1.0, 0.0, float(step % 2) * 2], [0.0, 1.0, 0.5]], [0, 2])
        for step in range(6)
    ]
    record = SampleRecord()
    for step, rows, losses, logits, labels in history:
        record.add(step, rows, torch.tensor(losses), torch.tensor(logits), torch.tensor(labels))
        record.read()
        record.table()
    assert told(record) == told(filled(history))
    assert told(record)[0]["forgotten"] == 3


def test_a_row_that_was_never_right_is_never_learnt_and_one_always_right_from_the_beginning() -> None:
    logits = [[2.0, 0.0, 0.0], [0.0, 3.0, 0.0]]
    found = told(filled([(step, [4, 7], [0.1, 3.0], logits, [0, 0]) for step in range(3)]))
    assert (found[4]["learnt_at"], found[4]["forgotten"], found[4]["margin"]) == (0, 0, 2.0)
    assert (found[7]["learnt_at"], found[7]["forgotten"], found[7]["margin"]) == (None, 0, -3.0)


def test_an_empty_record_is_an_empty_table() -> None:
    assert dict(SampleRecord().table().schema) == SCHEMAS["samples"]
    assert SampleRecord().table().height == 0


def test_the_monitor_records_rows_of_every_step_and_their_batches() -> None:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(30, 4, generator=generator)
    targets = torch.arange(30) % 3
    ids = torch.arange(30, dtype=torch.int64) * 1000 + 2**40
    history: list[Seen] = []
    kinds: list[Any] = [lambda one: one, lambda one: one.tolist(), lambda one: one.numpy()]
    with TrainingMonitor(model, optimizer, interval=7) as monitor:
        for step in range(25):
            places = torch.randperm(30, generator=generator)[:6]
            optimizer.zero_grad()
            logits = model(inputs[places])
            losses = nn.functional.cross_entropy(logits, targets[places], reduction="none")
            losses.mean().backward()
            optimizer.step()
            history.append((step, ids[places].tolist(), losses.tolist(), logits.tolist(), targets[places].tolist()))
            monitor.step(
                losses.mean(), row_ids=kinds[step % 3](ids[places]), sample_losses=losses, logits=logits,
                labels=targets[places],
            )  # fmt: skip
    tables = monitor.tables()
    assert monitor.recorder.notes == []
    expected = plain_table(history)
    found = {row.pop("row_id"): row for row in tables["samples"].iter_rows(named=True)}
    assert found.keys() == expected.keys()
    for row, values in expected.items():
        assert found[row] == {name: pytest.approx(value, abs=1e-5) for name, value in values.items()}
    assert tables["batches"].rows() == [(float(step), row) for step, rows, *_ in history for row in rows]


def test_logits_of_more_dimensions_give_losses_only() -> None:
    record = SampleRecord()
    record.add(0, [1, 2], torch.tensor([0.5, 1.5]), torch.zeros(2, 5, 3), torch.zeros(2, 5, dtype=torch.int64))
    assert [row["margin"] for row in told(record).values()] == [None, None]
    assert [row["last_loss"] for row in told(record).values()] == [0.5, 1.5]


def test_half_precision_losses_and_logits_are_read() -> None:
    record = SampleRecord()
    logits: Tensor = torch.tensor([[1.0, 3.0], [2.0, 0.0]], dtype=torch.bfloat16)
    record.add(0, torch.tensor([1, 2]), torch.tensor([0.5, 1.5]).bfloat16(), logits, torch.tensor([1, 1]))
    assert [row["margin"] for row in told(record).values()] == [2.0, -2.0]
