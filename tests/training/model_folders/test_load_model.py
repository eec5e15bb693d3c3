"""Models of transformers and adapters from folders."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from training.model_folders.tiny_folders import model_folder

from dataaudit.errors import ConfigurationError
from dataaudit.training.model_folders.load_model import load_for, load_model, open_folder

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")


def adapter(folder: Path, name: str, base: str) -> Path:
    from peft import LoraConfig, TaskType, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(model_folder(name))
    lora = LoraConfig(task_type=TaskType.CAUSAL_LM, r=2, target_modules=["c_attn"], fan_in_fan_out=True)
    get_peft_model(model, lora).save_pretrained(folder / "adapter")
    told = folder / "adapter" / "adapter_config.json"
    told.write_text(json.dumps({**json.loads(told.read_bytes()), "base_model_name_or_path": base}))
    return folder / "adapter"


def test_classes_have_the_numbers_that_the_folder_gives_them() -> None:
    loaded = load_model(open_folder(str(model_folder("bert_classes"))), "classes", ["Happy", "Sad"])
    assert (loaded.codes, loaded.notes) == ({"Happy": 1, "Sad": 0}, ())


def test_a_head_of_another_size_is_made_anew_and_told() -> None:
    loaded = load_model(open_folder(str(model_folder("bert_classes"))), "classes", ["a", "b", "c"])
    assert loaded.model.config.num_labels == 3
    assert "made at random: classifier.bias, classifier.weight" in loaded.notes[0]


def test_a_folder_without_weights_gets_random_ones() -> None:
    assert not load_for(str(model_folder("gpt2", weights=False)), ()).pretrained


def test_an_adapter_is_put_on_its_base(tmp_path: Path) -> None:
    shutil.copytree(model_folder("gpt2"), tmp_path / "base")
    folder = adapter(tmp_path, "gpt2", "base")
    loaded = load_model(open_folder(str(folder)), "language-model")
    trained = [name for name, one in loaded.model.named_parameters() if one.requires_grad]
    assert trained
    assert all("lora" in name for name in trained)


def test_the_base_of_an_adapter_is_asked_for_where_it_is_not_here(tmp_path: Path) -> None:
    folder = adapter(tmp_path, "gpt2", "some/model")
    with pytest.raises(ConfigurationError, match="base model 'some/model' is not a folder here; name it with --base"):
        open_folder(str(folder))
    assert open_folder(str(folder), str(model_folder("gpt2"))).adapter == "CAUSAL_LM"
    with pytest.raises(ConfigurationError, match=r"no adapter_config\.json found"):
        open_folder(str(model_folder("gpt2")), str(model_folder("gpt2")))


def test_a_broken_adapter_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text("{broken")
    with pytest.raises(ConfigurationError, match="the model cannot be loaded"):
        open_folder(str(tmp_path))


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    shutil.copytree(model_folder("gpt2", weights=False), tmp_path / "model")
    (tmp_path / "model" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="only available as pickles"):
        open_folder(str(tmp_path / "model"))
