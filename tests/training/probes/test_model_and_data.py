"""Models of every kind from folders, probed on what they learn from."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.model_folders.tiny_folders import model_folder, rows

from dataaudit.errors import InputError
from dataaudit.training.probes.model_and_data import probe_model

SOUND = [
    ("t5", "pairs"), ("bert_masked", "texts"), ("bert_tags", "tags"), ("vit", "photos"),
    *(pytest.param(*one, marks=pytest.mark.full) for one in (
        ("bert_body", "texts"), ("gpt2", "texts"), ("mamba", "texts"), ("bert_classes", "texts"),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), SOUND)
def test_a_sound_model_has_no_problem_on_its_data(name: str, data: str, tmp_path: Path) -> None:
    told: list[str] = []
    label = "mood" if name == "bert_classes" else None
    result, _ = probe_model(
        str(model_folder(name)), [str(rows(tmp_path, data))], label=label, steps=10, tell=told.append
    )
    loud = [one.name for one in result.findings if one.status == "found" and one.severity in ("error", "warning")]
    assert set(loud) <= {"single-batch-failed"}  # ten steps are few
    assert not [reason for reason in result.not_run.values() if "Error" in reason]
    assert told[0].startswith("probed as a")


def test_what_was_found_is_told_as_it_comes(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    probe_model(
        str(model_folder("bert_masked", weights=False)), [str(rows(tmp_path, "texts"))], steps=1,
        progress=lambda name, number, count, found: seen.append((name, number, count)),
    )  # fmt: skip
    assert [number for _, number, _ in seen] == list(range(1, seen[0][2] + 1))
    assert seen[-1][0] == "single_batch"


def test_an_input_without_an_output_column_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name both --text INPUT and --target OUTPUT, or neither"):
        probe_model(str(model_folder("t5")), [str(rows(tmp_path, "pairs"))], text="question")
