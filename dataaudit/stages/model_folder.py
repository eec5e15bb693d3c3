"""Model folders: their identity, and checks before anything in them is loaded."""

from __future__ import annotations

from pathlib import Path

import xxhash

from dataaudit.errors import ConfigurationError

_TOKENIZERS = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "tokenizer.model",
    "sentencepiece.bpe.model",
    "spiece.model",
)
_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")


def model_identity(name: str) -> str:
    """A digest of all files of a model folder; the name itself if it is not a folder."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    digest = xxhash.xxh3_128()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while block := file.read(1 << 24):
                    digest.update(block)
    return digest.hexdigest()[:16]


def check_model_folder(name: str, key: str) -> None:
    """Check that a folder has a tokenizer and weights that cannot run code.

    Args:
        name: A folder, or a hub name, which is not checked.
        key: The configuration key that names it, for the message.

    Raises:
        ConfigurationError: The folder does not exist, or lacks weights in safetensors or a tokenizer.
    """
    folder = Path(name)
    if not folder.is_dir():
        if folder.is_absolute() or name.startswith(".") or folder.exists():
            message = f"{key}: '{name}' is not a folder; give a model folder with config.json and model.safetensors"
            raise ConfigurationError(message)
        return
    if any(folder.glob("*.safetensors")):
        if not any((folder / one).is_file() for one in _TOKENIZERS):
            message = f"{key}: '{name}' holds no tokenizer; tokenizer.json is missing"
            raise ConfigurationError(message)
        return
    pickles = sorted(file.name for pattern in _PICKLES for file in folder.glob(pattern))
    if pickles:
        message = (
            f"{key}: '{name}' holds weights only as a pickle ({pickles[0]}), which can run code when loaded; "
            "save the model again with safe_serialization=True"
        )
    else:
        message = f"{key}: '{name}' holds no weights; model.safetensors is missing"
    raise ConfigurationError(message)
