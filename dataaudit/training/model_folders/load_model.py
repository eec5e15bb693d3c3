"""Loads a model of transformers from a folder: from safetensors, without code of the folder, adapters on their base."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import torch

from dataaudit.errors import ConfigurationError
from dataaudit.extras import require_extra
from dataaudit.training.model_folders.model_kinds import ModelKind, can_be, described, kind_of, loader_of

_SAFE = cast("dict[str, Any]", {"local_files_only": True, "trust_remote_code": False})
_ADAPTER = "adapter_config.json"
_SHOWN = 3
_OF_PICTURES = ("preprocessor_config.json", "processor_config.json")


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model with what prepares its inputs.

    Attributes:
        model: The model.
        processor: Its tokenizer, with a padding token; of a classifier of pictures its image processor.
        kind: What it learns from.
        pretrained: Whether it came with weights.
        codes: Number of every class.
        notes: What starts at random, as sentences for the user.
    """

    model: Any
    processor: Any
    kind: ModelKind
    pretrained: bool
    codes: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What a folder says of its model before it is loaded.

    Attributes:
        folder: As the user named it.
        base: The folder of the weights: of an adapter that of its base.
        config: The configuration.
        adapter: What an adapter says of its task; None where the folder holds no adapter.
    """

    folder: str
    base: Path
    config: Any
    adapter: str | None = None

    def kind(self, given: ModelKind | None, *, labelled: bool) -> ModelKind:
        """The kind of the model, or the given one where it can be that.

        Raises:
            ConfigurationError: It cannot.
        """
        if given is None:
            return kind_of(self.config, self.folder, labelled=labelled, adapter=self.adapter or "")
        if not can_be(self.config, given):
            own = kind_of(self.config, self.folder, labelled=labelled, adapter=self.adapter or "")
            message = f"{self.folder}: {described(own)} ({self.config.model_type}), which cannot be {described(given)}"
            raise ConfigurationError(message)
        return given


def open_folder(folder: str, base: str | None = None) -> ModelFolder:
    """Look at the folder of a model, or at that of an adapter and of its base.

    Args:
        folder: Has ``config.json``, or ``adapter_config.json`` as PEFT writes it.
        base: Folder of an adapter's base, where the adapter names another place.

    Raises:
        ConfigurationError: There is no model, or the adapter's base is not there.
    """
    from transformers import AutoConfig

    path, task = Path(folder), None
    if (path / _ADAPTER).is_file():
        require_extra("adapters")
        with _explained(folder):
            told = json.loads((path / _ADAPTER).read_bytes())
        task = str(told.get("task_type") or "")
        path = _base_of(folder, base or str(told.get("base_model_name_or_path") or ""))
    elif base is not None:
        message = f"{folder}: no {_ADAPTER} found, so there is no adapter to put on {base}"
        raise ConfigurationError(message)
    if not (path / "config.json").is_file():
        message = f"{path}: no config.json found; give the folder of a transformers model"
        raise ConfigurationError(message)
    if not _has_weights(path) and any(path.glob("*.bin")):
        message = f"{path}: the weights are only available as pickles, which can run code; save them as safetensors"
        raise ConfigurationError(message)
    with _explained(folder):
        return ModelFolder(folder, path, AutoConfig.from_pretrained(path, **_SAFE), task)


def load_for(folder: str, classes: Sequence[str]) -> LoadedModel:
    """Load a classifier where there are classes, otherwise a language model.

    Raises:
        ConfigurationError: It is another model, or cannot be loaded safely.
    """
    return load_model(open_folder(folder), "classes" if classes else "language-model", classes)


def load_model(folder: ModelFolder, kind: ModelKind, classes: Sequence[str] = ()) -> LoadedModel:
    """Load a model as one of a kind; without weights it gets random ones.

    Classes have the numbers that the model's configuration gives them, where it knows all of them.

    Args:
        folder: The folder.
        kind: What the model learns from.
        classes: Classes of a classifier or a tagger, in order.

    Raises:
        ConfigurationError: It cannot be loaded safely.
    """
    if not can_be(folder.config, kind):
        message = f"{folder.folder}: a model of type {folder.config.model_type} cannot be {described(kind)}"
        raise ConfigurationError(message)
    processor = _processor(folder, kind)
    codes = _codes(folder.config, classes)
    pretrained, notes = _has_weights(folder.base), list[str]()
    with _explained(folder.folder):
        if pretrained:
            more = {"num_labels": max(codes.values()) + 1} if codes and not _knows(folder.config, classes) else {}
            model, told = loader_of(kind).from_pretrained(
                folder.base, use_safetensors=True, ignore_mismatched_sizes=True, output_loading_info=True, **more,
                **_SAFE,
            )  # fmt: skip
            anew = sorted({*told["missing_keys"], *(one[0] for one in told["mismatched_keys"])})
            if anew:
                more_names = ", ..." if len(anew) > _SHOWN else ""
                notes.append(f"not among the weights, so made at random: {', '.join(anew[:_SHOWN])}{more_names}")
        else:
            if codes:
                folder.config.num_labels = max(codes.values()) + 1
            torch.manual_seed(0)
            model = loader_of(kind).from_config(folder.config, trust_remote_code=False)
        if folder.adapter is not None:
            from peft import PeftModel

            if not _has_weights(Path(folder.folder)):
                message = "the adapter has no weights as safetensors"
                raise OSError(message)

            model = PeftModel.from_pretrained(model, folder.folder, is_trainable=True, **_SAFE)
    if kind != "images":
        if processor.pad_token is None:
            processor.pad_token = processor.eos_token or processor.unk_token
        model.config.pad_token_id = processor.pad_token_id
    return LoadedModel(model, processor, kind, pretrained, codes, tuple(notes))


def _base_of(folder: str, named: str) -> Path:
    """The folder of an adapter's base: as it is named, or beside or below the adapter."""
    for path in (Path(named), Path(folder) / named, Path(folder).parent / named):
        if named and path.is_dir():
            return path
    message = f"{folder}: the adapter's base model '{named}' is not a folder here; name it with --base FOLDER"
    raise ConfigurationError(message)


def _has_weights(path: Path) -> bool:
    return any(path.glob("*.safetensors"))


def _processor(folder: ModelFolder, kind: ModelKind) -> Any:
    if kind == "images":
        require_extra("images")
        if not any((folder.base / name).is_file() for name in _OF_PICTURES):
            message = f"{folder.folder}: no {_OF_PICTURES[0]} found, which says how a picture becomes numbers"
            raise ConfigurationError(message)
        from transformers import AutoImageProcessor

        with _explained(folder.folder):
            return AutoImageProcessor.from_pretrained(folder.base, **_SAFE)
    from transformers import AutoTokenizer

    own = Path(folder.folder)
    saved = own if (own / "tokenizer_config.json").is_file() else folder.base
    with _explained(folder.folder):
        return AutoTokenizer.from_pretrained(saved, **_SAFE)


def _codes(config: Any, classes: Sequence[str]) -> dict[str, int]:
    if _knows(config, classes):
        known = {str(name).casefold(): int(code) for name, code in config.label2id.items()}
        return {name: known[name.casefold()] for name in classes}
    return {name: code for code, name in enumerate(classes)}


def _knows(config: Any, classes: Sequence[str]) -> bool:
    known = {str(name).casefold() for name in getattr(config, "label2id", None) or {}}
    return bool(classes) and {name.casefold() for name in classes} <= known


@contextmanager
def _explained(folder: str) -> Iterator[None]:
    """What transformers fails with, as a sentence."""
    with quiet_transformers():
        try:
            yield
        except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
            message = f"{folder}: the model cannot be loaded ({' '.join(str(error).split())[:200]})"
            raise ConfigurationError(message) from error


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Messages and bars of transformers are not shown."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
