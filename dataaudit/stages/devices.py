"""Devices that models run on."""

from __future__ import annotations

from dataaudit.errors import ConfigurationError


def chosen_device(device: str, key: str) -> str:
    """The device to use: the best available one for ``auto``, else the named one.

    Args:
        device: auto, cpu, cuda or mps.
        key: The configuration key that names it, for the message.

    Raises:
        ConfigurationError: The named device is not available.
    """
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there[device]:
        message = f"{key}: {device} is not available on this machine; use auto"
        raise ConfigurationError(message)
    return device
