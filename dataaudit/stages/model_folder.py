"""Model folders: what tells one from another, and why one is refused before anything of it is loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dataaudit.errors import ConfigurationError

_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")


def model_identity(name: str) -> str:
    """What tells a model folder from another: a digest of its configuration and of the sizes of its files."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.is_file():
            digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes() if file.suffix == ".json" else b"")
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
