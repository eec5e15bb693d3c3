"""Rules of textbooks and other tools, written anew from their documentation, to be scored on the same runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TEXTBOOK: dict[str, Callable[[dict[str, Any]], set[str]]] = {}
