"""Folders and archives of several logs: which files may be logs, and which of them are parts of one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import polars as pl

from dataaudit.errors import InputError
from dataaudit.sources.files.archives import members, open_member
from dataaudit.training.logs.column_roles import roles_of
from dataaudit.training.logs.run_log import RawRun

_ENDINGS = frozenset([
    "", ".log", ".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".out", ".err", ".stdout", ".stderr", ".ipynb",
    ".gz", ".zst", ".bz2", ".xz",
])  # fmt: skip
_MOST = 1000
"""Files of a folder that are looked at."""
_MOST_TIMES = 500
"""Largest allowed ratio of a member's size to what it takes in its archive."""
_LARGEST = 4 << 30
"""Bytes that the logs of an archive may have in all."""
_PIECE = 1 << 20


def may_be_log(name: str) -> bool:
    """Whether a file's name is that of a log, or of a table of numbers.

    Examples:
        >>> may_be_log("train.log"), may_be_log("a.out"), may_be_log("model.safetensors"), may_be_log(".cached.txt")
        (True, True, False, False)
        >>> may_be_log("events.out.tfevents.1700000000.host")
        True
    """
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return not hidden and (path.suffix.lower() in _ENDINGS or ".tfevents." in path.name or path.suffix[1:].isdigit())


def logs_below(folder: Path) -> list[Path]:
    """The files of a folder, and of the folders in it, that may be logs, by name.

    Raises:
        InputError: There are too many.
    """
    found = sorted(path for path in folder.rglob("*") if may_be_log(path.relative_to(folder).as_posix()))
    files = [path for path in found if path.is_file()]
    if len(files) > _MOST:
        message = f"{folder}: holds {len(files):,} files that may be logs, at most {_MOST:,} are read; name fewer"
        raise InputError(message)
    return files


def unpack(archive: Path, folder: Path) -> None:
    """Write the logs of an archive into a folder.

    Raises:
        InputError: It is damaged or encrypted, a name leads out of it, or a log is much larger than what it takes.
    """
    left = _LARGEST
    for one in members(archive):
        if not may_be_log(one.name):
            continue
        target = folder / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with open_member(archive, one.name) as packed, target.open("wb") as plain:
            while piece := packed.read(_PIECE):
                plain.write(piece)
                written += len(piece)
                if written > left or written > _PIECE + _MOST_TIMES * one.size:
                    message = f"{archive}: its member {one.name} unpacks to more than a log has; unpack it with care"
                    raise InputError(message)
        left -= written


def joined(runs: Sequence[RawRun]) -> list[RawRun]:
    """Runs, but files of one folder that each hold other curves of the same steps as one run.

    Args:
        runs: Named by path.
    """
    folders: dict[str, list[RawRun]] = {}
    for run in runs:
        folders.setdefault(run.name.rpartition("/")[0], []).append(run)
    return [one for folder, inside in folders.items() for one in _joined(folder, inside)]


def _joined(folder: str, runs: Sequence[RawRun]) -> list[RawRun]:
    roles = [roles_of(run)[0] for run in runs]
    held = [one for own in roles for one in (*own, *own.values())]  # names of columns, and what they are
    stepped = all(run.step is not None for run in runs) and len({run.unit for run in runs}) == 1
    if len(runs) < 2 or not all(roles) or len(held) != len(set(held)) or not stepped:
        return list(runs)
    frames, taken = [], {"step"}
    for run, own in zip(runs, roles, strict=True):
        named = list(own)
        others = [name for name in run.frame.columns if name != run.step and name not in taken and name not in named]
        taken |= {*named, *others}
        frames.append(run.frame.select(pl.col(str(run.step)).alias("step"), *named, *others))
    whole = pl.concat(frames, how="diagonal_relaxed").sort("step", maintain_order=True)
    bad = sum(run.unreadable[0] for run in runs), max(run.unreadable[1] for run in runs)
    given = {name: role for own in roles for name, role in own.items()}
    return [replace(runs[0], name=folder or "several files", frame=whole, step="step", roles=given, unreadable=bad)]
