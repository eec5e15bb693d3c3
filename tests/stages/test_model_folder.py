from __future__ import annotations

from pathlib import Path

import pytest
import torch

from dataaudit.errors import ConfigurationError
from dataaudit.stages.devices import chosen_device
from dataaudit.stages.model_folder import check_model_folder, model_identity

KEY = "stages.embeddings.model"


def model(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in {"config.json": '{"a": 1}', "model.safetensors": "1234", **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def accepted(folder: Path) -> bool:
    try:
        check_model_folder(str(folder), KEY)
    except ConfigurationError:
        return False
    return True


def test_a_folder_with_safe_weights_is_accepted(tmp_path: Path) -> None:
    assert accepted(model(tmp_path / "a", **{"tokenizer.json": "{}"}))
    assert accepted(model(tmp_path / "b", **{"pytorch_model.bin": "x", "vocab.txt": "x"}))
    (tmp_path / "a" / "model.safetensors").rename(tmp_path / "a" / "model-00001-of-00002.safetensors")
    assert accepted(tmp_path / "a")
    (tmp_path / "a" / "model-00001-of-00002.safetensors").unlink()
    assert not accepted(tmp_path / "a")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "pytorch_model-00001-of-00002.bin", "a.pt", "a.pth", "a.ckpt"])
def test_a_folder_with_a_pickle_alone_is_refused_and_the_file_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ConfigurationError, match=rf"^{KEY}: '.*' holds weights only as a pickle \({name}\).*code"):
        check_model_folder(str(tmp_path), KEY)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"^{KEY}: '.*' holds no weights; model.safetensors is missing$"):
        check_model_folder(str(tmp_path), KEY)


def test_a_path_that_is_no_folder_is_refused_and_a_hub_name_is_not_looked_at(in_folder: Path) -> None:
    (in_folder / "file").write_bytes(b"")
    for name in (str(in_folder / "absent"), "./absent", "../absent", "file"):
        with pytest.raises(ConfigurationError, match=rf"^{KEY}: '.*' is no folder; give the folder of a model"):
            check_model_folder(name, KEY)
    check_model_folder("some/hub-name", KEY)


def test_the_identity_is_that_of_the_content_and_not_of_the_place(tmp_path: Path) -> None:
    one, two = model(tmp_path / "one"), model(tmp_path / "two")
    assert model_identity(str(one)) == model_identity(str(two))
    assert model_identity("some/hub-name") == "some/hub-name"


@pytest.mark.parametrize(
    ("name", "content"),
    [("config.json", '{"a": 2}'), ("model.safetensors", "12345"), ("tokenizer.json", "{}")],
)
def test_another_file_or_configuration_is_another_identity(tmp_path: Path, name: str, content: str) -> None:
    plain = model_identity(str(model(tmp_path / "plain")))
    assert model_identity(str(model(tmp_path / "other", **{name: content}))) != plain


def test_a_configuration_in_a_folder_inside_is_part_of_the_identity(tmp_path: Path) -> None:
    """How token outputs are pooled stands there, and the vectors depend on it."""
    mean, cls = (
        model(tmp_path / name, **{"1_Pooling/config.json": f'{{"pooling_mode_cls_token": {value}}}'})
        for name, value in (("mean", "false"), ("cls", "true "))
    )
    assert model_identity(str(mean)) != model_identity(str(cls))


def test_auto_takes_a_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"cuda": False, "mps": False}
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there["cuda"])
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: there["mps"])
    assert chosen_device("auto", "key") == "cpu"
    there["mps"] = True
    assert chosen_device("auto", "key") == "mps"
    there["cuda"] = True
    assert chosen_device("auto", "key") == "cuda"
    assert [chosen_device(name, "key") for name in ("cpu", "cuda", "mps")] == ["cpu", "cuda", "mps"]


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(ConfigurationError, match=f"^a.key: there is no {device} device on this machine; auto takes"):
        chosen_device(device, "a.key")
    assert chosen_device("cpu", "a.key") == "cpu"
