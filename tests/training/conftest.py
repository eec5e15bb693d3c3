"""Tiny models are faster on one thread, most of all where several workers share few cores."""

from __future__ import annotations

from one_thread import one_thread

__all__ = ["one_thread"]
