"""Keeps the monitor's errors and gradients out of the training that it watches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import torch

from dataaudit.training.monitor.sampling import Sampling

ResultT = TypeVar("ResultT")


class Guard:
    """Wraps functions so that their errors are told elsewhere; a hook that returns None has no effect.

    Args:
        sampling: Told how long the functions take in measured steps.
        failed: Called with every error.
    """

    def __init__(self, sampling: Sampling, failed: Callable[[Exception], None]) -> None:
        self._sampling, self._failed = sampling, failed
        self.closed = False

    def __call__(self, function: Callable[..., ResultT]) -> Callable[..., ResultT | None]:
        """Wrap a function; once closed it is no longer called."""

        def call(*arguments: Any, **named: Any) -> ResultT | None:
            if self.closed:
                return None
            counted = self._sampling.enter()
            try:
                with torch.no_grad():
                    return function(*arguments, **named)
            except Exception as error:
                self._failed(error)
                return None
            finally:
                if counted:
                    self._sampling.leave()

        return call
