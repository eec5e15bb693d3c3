from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from augment.tiny_models import tiny_masked_model, tiny_translator
from safetensors.torch import load_file, save_file
from stages.tiny_causal_model import tiny_causal_model

from dataaudit.augment.language_models import masked_model, translation_model
from dataaudit.errors import ConfigurationError

Loader = Callable[[str, str], tuple[Any, Any, str]]
BOTH = pytest.mark.parametrize(
    ("load", "folder", "key"),
    [
        (masked_model, lambda: tiny_masked_model(("garden",)), "augment.operations.masked_replacement.model"),
        (translation_model, tiny_translator, "augment.operations.back_translation"),
    ],
    ids=["masked", "translation"],
)


@BOTH
def test_a_model_is_loaded_once_for_evaluation(load: Loader, folder: Callable[[], str], key: str) -> None:
    tokenizer, model, device = load(folder(), "cpu")
    assert device == "cpu"
    assert not model.training
    assert tokenizer("w1")["input_ids"]
    assert load(folder(), "cpu")[1] is model


@BOTH
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: shutil.rmtree(folder), "is not a folder"),
        (lambda folder: (folder / "model.safetensors").unlink(), "holds no weights"),
        (lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"), "only as a pickle"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "holds no tokenizer"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"\0" * 9), "cannot be loaded"),
        (lambda folder: (folder / "config.json").write_text("{"), "cannot be loaded"),
        (lambda folder: (folder / "config.json").unlink(), "cannot be loaded"),
    ],
    ids=["missing", "no weights", "a pickle", "no tokenizer", "damaged weights", "damaged config", "no config"],
)
def test_a_folder_that_holds_no_model_is_told_in_one_sentence(
    load: Loader, folder: Callable[[], str], key: str, spoil: Callable[[Path], object], says: str, tmp_path: Path
) -> None:
    copy = tmp_path / "model"
    shutil.copytree(folder(), copy)
    spoil(copy)
    with pytest.raises(ConfigurationError) as told:
        load(str(copy), "cpu")
    message = str(told.value)
    assert message.startswith(f"{key}: '{copy}'")
    assert says in message
    assert "\n" not in message


@BOTH
def test_a_model_of_another_kind_is_refused(load: Loader, folder: Callable[[], str], key: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        load(tiny_causal_model(), "cpu")


@BOTH
def test_a_folder_whose_weights_lack_tensors_is_refused(
    load: Loader, folder: Callable[[], str], key: str, tmp_path: Path
) -> None:
    copy = tmp_path / "model"
    shutil.copytree(folder(), copy)
    weights = load_file(copy / "model.safetensors")
    lost = sorted(weights)[0]
    save_file(
        {name: one for name, one in weights.items() if name != lost}, copy / "model.safetensors", {"format": "pt"}
    )
    with pytest.raises(ConfigurationError) as told:
        load(str(copy), "cpu")
    message = str(told.value)
    assert message.startswith(f"{key}: the weights in '{copy}' lack 1 tensors of ")
    assert lost in message
    assert "\n" not in message
