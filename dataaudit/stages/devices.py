"""Devices that models compute on."""

from __future__ import annotations

from dataaudit.errors import ConfigurationError


def chosen_device(device: str, key: str) -> str:
    """The device that ``auto`` means here; any other must be there.

    Raises:
        ConfigurationError: It is not.
    """
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there[device]:
        message = f"{key}: there is no {device} device on this machine; auto takes what there is"
        raise ConfigurationError(message)
    return device
