"""Files at addresses: copied once to this machine, block by block, and read there like any others.

A copy has the time of change of its original, so a second run finds it unchanged, and it is compared with the original
before it is used again. What breaks off is tried again from where it stopped, in this run and in the next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import xxhash

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import IncompleteError, InputError, ResourceError
from dataaudit.kernels import CACHE_VARIABLE

BLOCK = 8 << 20
"""Bytes that are asked for at a time."""
TRIES, PAUSE = 6, 0.5
"""How often a block is asked for, and seconds before the second time; each later pause is twice as long."""
STALL = 30.0
"""Seconds without a byte after which a connection is given up."""
_THREADS = 8
_OFTEN = 5.0
_STAMPS = ("ETag", "etag", "md5Hash", "content_md5", "generation", "LastModified", "last_modified", "updated", "mtime")
"""What file systems call what tells one version of an object from another."""
_PACKAGES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"), **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("az", "abfs", "abfss"), "adlfs"),
}  # fmt: skip
_WEB = ("http", "https")
_REFUSED = ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken")
_MAGIC = "*?["
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Object:
    path: str
    relative: str
    size: int | None
    stamp: str
    modified: int


def is_address(given: str) -> bool:
    """Whether an input is an address and not a path; a dataset of the hub is neither.

    Examples:
        >>> is_address("s3://bucket/data/*.jsonl"), is_address("data/a.jsonl"), is_address("hf://owner/name")
        (True, False, False)
    """
    return "://" in given and not given.startswith("hf://")


def copy_folder() -> Path:
    """Where copies are kept: ``remote/`` in ``$DATAAUDIT_CACHE``, else in the user's cache folder."""
    given = os.environ.get(CACHE_VARIABLE)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dataaudit"
    return (Path(given) if given else home) / "remote"


def copied(address: str, wanted: Callable[[str], bool], tell: Tell) -> Path:
    """Copy what an address names, unless that is here already.

    Args:
        address: Of a file, of a folder, or with ``*``; credentials come from the environment.
        wanted: Whether a file of a folder is read, by its name.
        tell: Gets a sentence now and then.

    Returns:
        The copied file, or the folder of the copies.

    Raises:
        InputError: The address is wrong, nothing is there, or it may not be read.
        IncompleteError: It does not answer, or changes while it is copied.
        ResourceError: The disk has no room for it.
    """
    system, path = _opened(address)
    objects, alone = _listed(system, path, address, wanted)
    place = copy_folder() / f"{address.partition('://')[0]}-{xxhash.xxh3_64_hexdigest(address.encode())}"
    folder = place / _folder_name(path, alone=alone)  # its name may say a split
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (place / ".lock").open("a") as lock:  # jobs that share a home copy what they share once
            _wait(lock.fileno(), address, tell)
            _update(system, objects, folder, address, tell)
    except OSError as error:  # what a server does wrong is told where it is asked
        message = f"{folder}: cannot be written ({_reason(error)}); name another folder with {CACHE_VARIABLE}"
        raise ResourceError(message) from error
    total = sum((folder / one.relative).stat().st_size for one in objects)
    tell(f"{address}: {_files(len(objects))}, {total:,} bytes, are read from the copy in {folder}")
    return folder / objects[0].relative if alone else folder


def _wait(lock: int, address: str, tell: Tell) -> None:
    """Wait until no other process copies the same; the lock is free again when its file is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell(f"{address}: another process is copying it; waiting")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _update(system: Any, objects: Sequence[_Object], folder: Path, address: str, tell: Tell) -> None:
    """Copy what is not there yet, and remove what is gone."""
    missing = [one for one in objects if not _is_here(folder / one.relative, one)]
    _check_room(folder, missing, address)
    progress = _Progress(address, missing, tell)
    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(lambda one: _copy(system, one, folder / one.relative, address, progress), missing):
            pass
    kept = {folder / one.relative for one in objects}
    for item in sorted(folder.rglob("*"), reverse=True):
        if item.is_file() and item not in kept:
            item.unlink()


def _opened(address: str) -> tuple[Any, str]:
    fsspec = import_module("fsspec")
    parts = urlsplit(address)
    known = fsspec.available_protocols()
    if parts.scheme not in known:
        message = f"{address}: there is no protocol '{parts.scheme}'{did_you_mean(parts.scheme, [*_PACKAGES, *_WEB])}"
        raise InputError(message)
    if "@" in parts.netloc:
        message = f"{parts.scheme}://…: the address holds a name or password; give credentials in the environment"
        raise InputError(message)
    options: dict[str, Any] = {"skip_instance_cache": True}
    if parts.scheme in _WEB:
        aiohttp = import_module("aiohttp")
        options["client_kwargs"] = {"timeout": aiohttp.ClientTimeout(total=None, sock_connect=STALL, sock_read=STALL)}
    try:
        system = fsspec.filesystem(parts.scheme, **options)
    except ImportError as error:
        package = _PACKAGES.get(parts.scheme, parts.scheme)
        message = f"{address}: {parts.scheme}:// needs the package {package}: pip install 'dataaudit[remote]'"
        raise InputError(message) from error
    return system, address if parts.scheme in _WEB else system._strip_protocol(address)


def _folder_name(path: str, *, alone: bool) -> str:
    """The name of the folder that a file is in, or whose files are named."""
    parts = [part for part in urlsplit(path).path.split("/") if part]
    fixed = parts[:-1] if alone else parts[: next((n for n, part in enumerate(parts) if _many(part)), len(parts))]
    return fixed[-1].lstrip("._") if fixed and fixed[-1].lstrip("._") else "data"


def _many(path: str) -> bool:
    return any(one in path for one in _MAGIC)


def _listed(system: Any, path: str, address: str, wanted: Callable[[str], bool]) -> tuple[list[_Object], bool]:
    """The files that an address names, by relative name, and whether it is the address of one file."""
    if address.partition("://")[0] in _WEB:
        name = urlsplit(address).path.rpartition("/")[2]
        if name in ("", ".", ".."):
            message = f"{address}: names no file; folders of web servers are not listed"
            raise InputError(message)
        return [_object(path, name, _tried(lambda: system.info(path), address))], True
    if _many(path):
        first = min(place for place, part in enumerate(path.split("/")) if _many(part))
        root, found = "/".join(path.split("/")[:first]), _tried(lambda: system.glob(path, detail=True), address)
    else:
        facts = _tried(lambda: system.info(path), address)
        if facts["type"] == "file":
            return [_object(path, PurePosixPath(path).name, facts)], True
        root, found = path.rstrip("/"), _tried(lambda: system.find(path, detail=True), address)
    objects = []
    for name, facts in sorted(found.items()):
        relative = name[len(root) :].lstrip("/") if name.startswith(root) else PurePosixPath(name).name
        parts = PurePosixPath(relative).parts
        hidden = any(part.startswith((".", "_")) or part in ("..", "") for part in parts)
        if facts["type"] == "file" and not hidden and (_many(path) or wanted(parts[-1])):
            objects.append(_object(name, relative, facts))
    if not objects:
        message = f"{address}: no file with a known extension is there"
        raise InputError(message)
    return objects, False


def _object(path: str, relative: str, facts: dict[str, Any]) -> _Object:
    size = facts.get("size")
    stamp = "|".join([str(size), *(str(facts[name]) for name in _STAMPS if facts.get(name))])
    changed = next((facts[name] for name in _STAMPS if isinstance(facts.get(name), datetime)), None)
    # Seconds as the store tells them, or made up, and a fraction that tells versions of one second apart: the same on
    # every machine.
    mark = xxhash.xxh3_64_intdigest(stamp.encode())
    seconds = mark % 1_000_000_000 if changed is None else int(changed.timestamp())
    return _Object(path, relative, size, stamp, seconds * 1_000_000_000 + mark % 1_000_000 * 1_000)


def _is_here(target: Path, one: _Object) -> bool:
    if not target.is_file() or one.size is None:
        return False
    facts = target.stat()
    return facts.st_size == one.size and facts.st_mtime_ns == one.modified


def _check_room(folder: Path, objects: Sequence[_Object], address: str) -> None:
    needed, free = sum(one.size or 0 for one in objects), shutil.disk_usage(folder).free
    if needed > free:
        message = (
            f"{address}: {needed:,} bytes are to be copied and {folder} has room for {free:,}; "
            f"name another folder with {CACHE_VARIABLE}"
        )
        raise ResourceError(message)


class _Progress:
    """Says how far the copying is."""

    def __init__(self, address: str, objects: Sequence[_Object], tell: Tell) -> None:
        self._address, self._tell = address, tell
        self._files, self._bytes = len(objects), sum(one.size or 0 for one in objects)
        self._done, self._told = 0, time.monotonic()
        self._lock = Lock()

    def __call__(self, size: int) -> None:
        with self._lock:
            self._done += size
            now = time.monotonic()
            if now - self._told >= _OFTEN:
                self._told = now
                here = f"{self._done:,} of {self._bytes:,} bytes of {_files(self._files)} are here"
                self._tell(f"{self._address}: {here}")


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def _copy(system: Any, one: _Object, target: Path, address: str, progress: _Progress) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{xxhash.xxh3_64_hexdigest(one.stamp.encode())}")
    place = f"{address} ({one.relative})"
    with part.open("ab") as out:
        done = out.tell()
        if one.size is None or done > one.size:
            out.truncate(0)
            done = 0
        if one.size is None:
            out.write(_tried(lambda: system.cat_file(one.path), place))
        while one.size is not None and done < one.size:
            end = min(done + BLOCK, one.size)
            data = _tried(partial(_block, system, one, done, end), place)
            out.write(data)
            progress(len(data))
            done += len(data)
    now = _object(one.path, one.relative, _tried(lambda: system.info(one.path), place))
    if now.stamp != one.stamp:
        part.unlink()
        message = f"{place}: changed while it was copied; rerun the same command"
        raise IncompleteError(message)
    os.utime(part, ns=(one.modified, one.modified))
    part.replace(target)


def _block(system: Any, one: _Object, start: int, end: int) -> bytes:
    """Bytes of an object; a server that knows no ranges gives all of it.

    Raises:
        OSError: It gives another number of bytes.
    """
    data = bytes(system.cat_file(one.path, start=start, end=end))
    if len(data) == one.size and len(data) != end - start:
        return data[start:]
    if len(data) != end - start:
        message = f"{len(data):,} of {end - start:,} bytes came"
        raise OSError(message)
    return data


def _tried(ask: Callable[[], Any], address: str) -> Any:
    """Ask again after pauses that double, unless the answer will not change."""
    for number in range(TRIES):
        try:
            return ask()
        except FileNotFoundError as error:
            cause = error.__cause__  # web servers: whatever went wrong
            web = type(cause).__module__.startswith("aiohttp") or isinstance(cause, TimeoutError)
            if cause is None or not web or getattr(cause, "status", None) in (403, 404, 410):
                message = f"{address}: nothing is there, or it may not be seen"
                raise InputError(message) from error
            reason: BaseException = cause
        except PermissionError as error:
            message = f"{address}: may not be read ({_reason(error)}); credentials are taken from the environment"
            raise InputError(message) from error
        except Exception as error:  # each protocol has exceptions of another library
            code = _code(error)
            if code.startswith("NoSuch") or code in ("404", "NotFound"):
                message = f"{address}: nothing is there, or it may not be seen"
                raise InputError(message) from error
            if code in _REFUSED:
                message = f"{address}: may not be read ({_reason(error)}); credentials are taken from the environment"
                raise InputError(message) from error
            if "Credentials" in type(error).__name__:
                message = f"{address}: no credentials in the environment ({_reason(error)})"
                raise InputError(message) from error
            reason = error
        if number < TRIES - 1:
            time.sleep(PAUSE * 2**number)
    message = (
        f"{address}: no answer after {TRIES} tries ({_reason(reason)}); rerun the same command: it begins where this "
        "one stopped"
    )
    raise IncompleteError(message)


def _code(error: BaseException) -> str:
    """What an object store calls an error; "" where it has no name for it."""
    answer = getattr(error, "response", None)
    held = answer.get("Error", {}) if isinstance(answer, dict) else {}
    return str(held.get("Code", "")) if isinstance(held, dict) else ""


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split())[:150]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
