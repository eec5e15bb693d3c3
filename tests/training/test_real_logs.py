"""Public logs: what has to be found in each, and that nothing else is said of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from dataaudit.training.diagnosis import diagnose

NAMES = [
    "algoperf_healthy_imagenet_resnet_baseline.csv",
    "algoperf_healthy_wmt_baseline.csv",
    "algoperf_healthy_fastmri_baseline.csv",
    "algoperf_overfit_ogbg_nadamp.csv",
    "algoperf_overfit_resnet_nadamw_sequential.csv",
    "algoperf_plateau_vit_nadamp.csv",
    "algoperf_diverge_to_inf_criteo.csv",
    "algoperf_diverge_late_vit.csv",
    "algoperf_diverge_late_resnet_sfadamw.csv",
    "algoperf_nonfinite_gradnorm_deepspeech.csv",
    "algoperf_gradspike_recovered_deepspeech.csv",
    "algoperf_spiky_resnet_large_bn_init.csv",
    "algoperf_badinit_resnet_large_bn_cyclic_lr.csv",
    "algoperf_unstable_val_resnet_prodigy.csv",
    "nanogpt_adamw_2024-06-06.log",
    "nanogpt_llmc_2024-10-13.log",
    "nanogpt_muon_2024-10-10.txt",
    "nanogpt_scaleshortcuts_2024-11-10.txt",
    "nanogpt_optimizers_worst_2024-10-29.txt",
    "bigscience_104B_divergence_excerpts.jsonl",
    "bigscience_tr1_13B_and_tr11_176B_spikes.jsonl",
    "hf_trainer_state_overfit.json",
    "vit_cifar10_patch4.txt",
    "deepfd_59282996_too_few_epochs.csv",
    "deepfd_31556268_lr0.1_wrong_loss.csv",
]
"""Named here so that every log is a test of its own wherever the data are."""

TOO_LITTLE = "INSUFFICIENT"


def expectations(folder: Path) -> dict[str, tuple[set[str], set[str]]]:
    """By file: findings of which one has to be there, and others that may."""
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: (words(row["must_one_of"]), words(row["may"])) for row in csv.DictReader(file)}


def words(text: str) -> set[str]:
    return {word for word in text.split("|") if word}


def test_every_public_log_has_its_test(real_data: Callable[[str], Path]) -> None:
    assert list(expectations(real_data("training_logs"))) == NAMES


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.full if place % 5 - 1 else ()) for place, name in enumerate(NAMES)]
)
def test_a_public_log_has_what_is_known_of_it_and_no_false_alarm(real_data: Callable[[str], Path], name: str) -> None:
    folder = real_data("training_logs")
    must, may = expectations(folder)[name]
    findings = diagnose(folder / name).findings
    found = {one.name for one in findings if one.status == "found"}
    weighty = {one.name for one in findings if one.status == "found" and one.severity != "info"}
    if must == {TOO_LITTLE}:
        assert [one.name for one in findings if one.status == "insufficient_evidence"]
        assert weighty == set()
        return
    assert not must or must & found
    assert weighty <= must | may
