"""JSON as files and terminals take it: readable in any script, without characters that act on a terminal."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

_ACTING = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    r"""JSON of one key a line.

    Args:
        value: What ``json.dumps`` takes.
        default: Turns other values into those.

    Examples:
        >>> json_text({"größe": "\x9b31m\u202e"})
        '{\n "größe": "\\u009b31m\\u202e"\n}'
    """
    text = json.dumps(finite(value), ensure_ascii=False, indent=1, allow_nan=False, default=default)
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def finite(value: Any) -> Any:
    """A value that JSON can hold: what is not finite is null, the keys of a map are texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): finite(one) for key, one in value.items()}
    return [finite(one) for one in value] if isinstance(value, list | tuple) else value
