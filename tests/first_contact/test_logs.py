"""Training logs in the formats of many tools, by readers who never saw the code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from first_contact.log_judge import judged

SETS = Path(__file__).parent / "logs"
KNOWN_TO_BE_WRONG: dict[str, set[str]] = {
    "set_1": {"allennlp_stdout.log", "fairseq_old.log", "rllib_progress.csv"},
    "set_2": {"yolov7_console.txt"},
    "set_3": {"vw_progress.txt"},
    "set_4": set(),
    "set_5": {"cleanrl_dqn_stdout.log"},
    "set_6": {
        "kaldi_dnn_train.log", "mmdet_20250918_101010.log",
    },
    "set_7": {"sb3_ppo_pendulum.txt"},
    "set_8": set(),
    "set_9": {"espnet_asr_train.log", "open_clip_out.log"},
    "set_10": {"openfold_metrics.csv"},
    "set_11": {
        "MACE_liquid_run-2024_train.txt", "gbm_fit.Rout", "metrics.csv", "openclip_out.log", "stanford_ner_train.err",
        "yolo_cls.out",
    },
    "set_12": {
        "ppo_tldr_rank0.log", "sft_resume_v5.out", "tacotron2_nohup.log", "typescript_luz",
    },
    "set_13": {
        "hakseup_kobert.out", "litgpt_finetune_lora.out", "mlflow_get_metric_history.json", "neox_1-3B_fp16.log",
        "slurm-4711823.out", "wenet_train_u2pp.log",
    },
    "set_14": {"MACE_model_run-123_train.txt", "tensorflow_nmt_log_1747215030"},
    "set_15": {"djl_training.log"},
    "set_16": {"gluonts_mxnet_deepar.log"},
}  # fmt: skip
"""Logs that are read wrong still, or refused; one that is read right fails."""
SHARED_WRONG = {"r_sentence_transformers.csv", "spacy_train.log"}
"""The first holds no loss, and the message says so."""


def outcomes(folder: Path, truth: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    return {name: judged(folder / name, right) for name, right in truth.items()}


@pytest.mark.full
@pytest.mark.parametrize("name", KNOWN_TO_BE_WRONG)
def test_a_readers_logs_are_read_right(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SETS / name, tmp_path, dirs_exist_ok=True)
    subprocess.run([sys.executable, "make.py", "out"], check=True, capture_output=True, cwd=tmp_path)
    found = outcomes(tmp_path / "out", json.loads((tmp_path / "out" / "truth.json").read_bytes()))
    wrong = {one: said for one, (verdict, said) in found.items() if verdict != "right"}
    assert set(wrong) == KNOWN_TO_BE_WRONG[name], wrong


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.full)])
def test_the_shared_logs_are_read_right(
    step: int, tmp_path: Path, real_data: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = real_data("sms_spam").parent.parent / "cases"
    monkeypatch.chdir(tmp_path)
    truth = json.loads((shared / "truth.json").read_bytes())["logs"]
    chosen = {name: right for place, (name, right) in enumerate(truth.items()) if place % step == 0}
    found = outcomes(shared / "logs", chosen)
    wrong = {name: said for name, (verdict, said) in found.items() if verdict != "right" and name not in SHARED_WRONG}
    assert wrong == {}
