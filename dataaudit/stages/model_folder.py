"""Model folders: what tells one from another, and why one is refused before anything of it is loaded."""

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
    """What tells a model folder from another: a digest of all its files."""
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
    """Fail on a folder that holds no weights, or only weights that could run code.

    Args:
        name: A folder, or a hub name, which is not looked at here.
        key: The key of the configuration that names it.

    Raises:
        ConfigurationError: Says what is missing.
    """
    folder = Path(name)
    if not folder.is_dir():
        if folder.is_absolute() or name.startswith(".") or folder.exists():
            message = f"{key}: '{name}' is no folder; give the folder of a model with config.json and model.safetensors"
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
            f"{key}: '{name}' holds weights only as a pickle ({pickles[0]}), which can run code when it is loaded; "
            "save the model again with safe_serialization=True"
        )
    else:
        message = f"{key}: '{name}' holds no weights; model.safetensors is missing"
    raise ConfigurationError(message)
