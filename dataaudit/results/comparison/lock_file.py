"""A lock: what a later run is compared with, as a file for committing; it holds no texts."""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dataaudit.errors import InputError, RunDirectoryError
from dataaudit.results.comparison.digest_key import VARIABLE, key_check
from dataaudit.results.comparison.snapshot import Snapshot
from dataaudit.store.atomic import write_bytes
from dataaudit.store.json_text import json_text

FORMAT = 1
_MARK, _CHECK = "dataaudit_lock", "key_check"


def write_lock(path: Path, snapshot: Snapshot, key: bytes) -> None:
    """Write a lock; one that is there is replaced.

    Raises:
        RunDirectoryError: The path holds something else.
    """
    if path.exists() and not is_lock(path):
        message = f"{path}: exists and is not a lock; name another file with --output"
        raise RunDirectoryError(message)
    facts = asdict(snapshot)
    facts.pop("name")
    document = {_MARK: FORMAT, **({_CHECK: key_check(key)} if key else {}), **facts}
    write_bytes(path, json_text(document).encode() + b"\n")


def is_lock(path: Path) -> bool:
    """Whether a file is a lock, whatever its version."""
    document = _document(path) if path.is_file() else None
    return isinstance(document, dict) and _MARK in document


def read_lock(path: Path, key: bytes) -> Snapshot:
    """Read a lock.

    Args:
        path: The file.
        key: From the environment; not needed for a lock that was made without one.

    Raises:
        InputError: It is not a lock, it is damaged or of another version, or it needs a key that is not there.
    """
    document = _document(path)
    if document is None and _MARK.encode() in path.read_bytes()[:200]:
        message = f"{path}: is a damaged lock (not valid JSON); restore it, or make it again with dataaudit lock"
        raise InputError(message)
    if not isinstance(document, dict) or _MARK not in document:
        message = f"{path}: is neither a run nor a lock; make one with dataaudit lock RUN --output FILE"
        raise InputError(message)
    if document.pop(_MARK) != FORMAT:
        message = (
            f"{path}: is a lock of another form than this version writes (it was made by dataaudit "
            f"{document.get('version', '?')}); make it again with dataaudit lock RUN --output FILE"
        )
        raise InputError(message)
    check = document.pop(_CHECK, None)
    if document.get("keyed"):
        problem = None if key else f"was made with a key: set {VARIABLE}"
        if key and not hmac.compare_digest(str(check), key_check(key)):
            problem = f"was made with another key than the one in {VARIABLE}"
        if problem:
            message = f"{path}: {problem}"
            raise InputError(message)
    try:
        adapter: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)
        return adapter.validate_python({**document, "name": str(path)})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = f"{path}: is damaged at '{where}' ({first['msg']}); make it again with dataaudit lock"
        raise InputError(message) from None


def _document(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        message = f"{path}: no such file or folder"
        raise InputError(message) from None
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise InputError(message) from error
    except (ValueError, RecursionError):
        return None
