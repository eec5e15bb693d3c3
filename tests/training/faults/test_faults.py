"""A part of the matrix of seeded faults; ``make fault-matrix`` runs all of it."""

from __future__ import annotations

import warnings

import pytest
import torch
from every import every
from training.faults.run_fault import run
from training.faults.seeded_faults import FAULTS, LEFT_OUT
from training.faults.tiny_models import MODELS, clean_settings, make_setup

FEW = (
    ("rate-times-1000", "cnn"),
    ("rate-times-1e-4", "regression"),
    ("optimizer-without-a-layer", "mlp"),
    ("no-zero-grad", "transformer"),
    ("zero-grad-before-step", "mlp"),
    ("detached", "cnn"),
    ("labels-shuffled", "mlp"),
    ("one-row-nan", "regression"),
    ("constant-weights", "mlp"),
    ("twenty-sigmoid-layers", "mlp"),
    ("biases-minus-10", "cnn"),
    ("softmax-twice", "cnn"),
    ("rows-mixed-by-reshape", "mlp"),
    ("targets-broadcast", "regression"),
    ("statistics-never-updated", "cnn"),
    ("poisoned-batches", "mlp"),
    ("loss-scale-collapses", "regression"),
    ("graphs-kept", "mlp"),
)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.mark.full
@every("name, kind", FEW[::10])
def test_a_seeded_fault_is_named(name: str, kind: str) -> None:
    check(name, kind)


@pytest.mark.full
@every("name, kind", [one for place, one in enumerate(FEW) if place % 10])
def test_another_seeded_fault_is_named(name: str, kind: str) -> None:
    check(name, kind)


def check(name: str, kind: str) -> None:
    fault = next(one for one in FAULTS if one.name == name)
    setup = make_setup(kind, seed=1)
    fault.apply(setup)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # torch warns of broadcast targets, which is the fault
        findings, _ = run(setup)
    weighty = [one for one in findings if one.severity != "info"]
    assert {one.name for one in weighty} & set(fault.accepted), [one.message for one in weighty]


@pytest.mark.parametrize("number", [3, *(pytest.param(number, marks=pytest.mark.full) for number in range(3))])
def test_a_healthy_training_has_no_warning(number: int) -> None:
    kind, seed, settings = list(clean_settings(4, 7))[number]
    findings, tables = run(make_setup(kind, seed, settings))
    assert [one.message for one in findings if one.severity != "info"] == []
    assert tables["not_run"] == {}


def test_every_pair_that_is_left_out_has_a_reason_and_answers_are_few() -> None:
    assert len(FAULTS) >= 40
    pairs = {f"{fault.name} on {kind}" for fault in FAULTS for kind in MODELS}
    run_pairs = {f"{fault.name} on {kind}" for fault in FAULTS for kind in fault.models}
    assert pairs - run_pairs == set(LEFT_OUT)
    assert all(1 <= len(fault.accepted) <= 3 for fault in FAULTS)
    assert all(LEFT_OUT.values())
