"""Arrays that take long to derive from a library's own files, kept beside the compiled code for later processes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.errors import AuditError
from dataaudit.kernels import cache_folder
from dataaudit.store.atomic import write_bytes

Arrays = Mapping[str, NDArray[np.generic]]


def kept_arrays(
    name: str, source: bytes, code: Sequence[ModuleType], make: Callable[[], Arrays]
) -> dict[str, NDArray[Any]]:
    """Arrays by name as they were kept, or made and kept.

    Args:
        name: Of the file.
        source: What the arrays are made from, or its digest. Of one name only the arrays of the last source are kept.
        code: The modules that make them; after a change to one of them they are made again.
        make: Derives them; arrays of objects cannot be kept.

    Returns:
        The arrays. Where the file cannot be read they are made, and where it cannot be written they are not
        kept: neither is an error.
    """
    parts = [source, *(Path(module.__file__ or "").read_bytes() for module in code)]
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    path = cache_folder() / f"{name}.npz"
    arrays = _read(path, digest)
    if arrays is None:
        arrays = dict(make())
        written = io.BytesIO()
        np.savez(written, allow_pickle=False, **arrays, **{_DIGEST: np.array(digest)})
        with suppress(OSError, AuditError):
            write_bytes(path, written.getbuffer())
    return arrays


_DIGEST = "made from"


def _read(path: Path, digest: str) -> dict[str, NDArray[Any]] | None:
    """The arrays of a file, or None where it is missing, of another source, or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            if str(held[_DIGEST]) != digest:
                return None
            return {key: held[key] for key in held.files if key != _DIGEST}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
