"""The files of a run: found, put in order, fingerprinted."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import xxhash

from dataaudit.errors import InputError
from dataaudit.sources.dataset_card import declared_splits, split_by_card
from dataaudit.sources.files.archives import archive_kind, members
from dataaudit.sources.files.compression import shown_name
from dataaudit.sources.files.remote import copied, is_address
from dataaudit.sources.formats.webdataset import holds_samples
from dataaudit.sources.recognise_format import has_known_extension
from dataaudit.sources.source_format import source_formats
from dataaudit.sources.splits import UNSPLIT
from dataaudit.store.manifest import NAME as MANIFEST
from dataaudit.store.run_directory import LOG_NAME, SHARD, WORK

HUB_PREFIX = "hf://"
_EDGE = 1 << 20
_MAGIC = re.compile(r"[*?\[]")
_METADATA = {
    "dataset_info.json",
    "dataset_infos.json",
    "dataset_dict.json",
    "state.json",
    "manifest.json",
    "summary.json",
    "package.json",
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file, folder of a saved dataset, or hub dataset among the inputs.

    Attributes:
        path: Where it is; for a hub dataset its name.
        relative: Its name relative to the input it was found under, with "/" between folders.
        root: The input it was found under.
        kind: file, saved (a ``save_to_disk`` folder) or hub.
        split: The split that a dataset card declares for it, or None.
        member: Its name in the archive that ``path`` is, or None.
    """

    path: str
    relative: str
    root: str
    kind: str = "file"
    split: str | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the inputs hold.

    Attributes:
        files: In the order of the inputs, then in byte order of the relative path.
        passed_over: Files in folders with an unrecognised extension, and results of earlier runs, relative.
        not_files: Pipes, sockets, devices and links to nothing in folders, relative.
    """

    files: tuple[FoundFile, ...]
    passed_over: tuple[str, ...]
    not_files: tuple[str, ...] = ()


def find_files(paths: Sequence[str], exclude: Path | None = None, tell: Callable[[str], None] | None = None) -> Found:
    """Resolve files, folders, globs, saved datasets and hub names.

    Args:
        paths: The inputs as the user gives them.
        exclude: A folder that is never read: where the run writes.
        tell: Gets sentences about files at addresses, which are copied here first.

    Raises:
        InputError: An input does not exist, is neither a file nor a folder, or nothing in it can be read.
    """
    if not paths:
        message = "no input: name files, folders, a glob or hf://owner/name with --input"
        raise InputError(message)
    files: list[FoundFile] = []
    passed_over: list[str] = []
    not_files: list[str] = []
    for given in paths:
        here = str(copied(given, _is_wanted, tell or (lambda _: None))) if is_address(given) else given
        found, other = _find(here, exclude, not_files)
        for one in found:
            inside, beside = _inside(one)
            files += inside
            passed_over += beside
        passed_over += other
    if not files:
        shown = ", ".join(paths)
        seen = f" ({', '.join(passed_over[:5])}{', …' if len(passed_over) > 5 else ''})" if passed_over else ""
        *others, last = [form.title for form in source_formats().values()]
        message = (
            f"{shown}: no files with a known extension{seen}; {', '.join(others)} and {last} files are read, "
            "other files only if you name each one and set input.format"
        )
        raise InputError(message)
    return Found(tuple(files), tuple(passed_over), tuple(not_files))


def _inside(found: FoundFile) -> tuple[list[FoundFile], list[str]]:
    """The data files of an archive, and its other members; any other file, and an archive of samples, is itself."""
    if found.kind != "file" or archive_kind(Path(found.path)) is None:
        return [found], []
    names = [one.name for one in members(Path(found.path))]
    if holds_samples(names):
        return [found], []
    inside = [name for name in names if has_known_extension(PurePosixPath(name).name)]
    others = [f"{found.relative}/{name}" for name in names if name not in inside]
    return [replace(found, relative=f"{found.relative}/{name}", member=name) for name in inside], others


def _is_wanted(name: str) -> bool:
    """Whether a file of a folder is read, or says what others are."""
    return has_known_extension(name) or name.endswith(".zip") or name == "README.md"


def _find(given: str, exclude: Path | None, not_files: list[str]) -> tuple[list[FoundFile], list[str]]:
    if given.startswith(HUB_PREFIX):
        return [FoundFile(given, given.removeprefix(HUB_PREFIX), given, "hub")], []
    path = Path(given)
    try:
        exists = path.exists()
    except OSError as error:
        message = f"{given}: cannot be accessed ({error.strerror})"
        raise InputError(message) from error
    if exists:
        return _walk(path, exclude, not_files)
    magic = next((index for index, part in enumerate(path.parts) if _MAGIC.search(part)), None)
    if magic is None:
        message = f"{given}: no such file or folder"
        raise InputError(message)
    root, pattern = Path(*path.parts[:magic]), str(Path(*path.parts[magic:]))
    files: list[FoundFile] = []
    left_out: list[str] = []
    for match in root.glob(pattern):
        relative = shown_name(match.relative_to(root).as_posix())
        if not match.is_file():
            continue
        if _is_output(match, root, exclude):
            left_out.append(relative)
        else:
            files.append(FoundFile(str(match), relative, given))
    if not files:
        why = f" but results of dataaudit ({', '.join(sorted(left_out)[:3])})" if left_out else ""
        message = f"{given}: matches no file{why}"
        raise InputError(message)
    return sorted(files, key=lambda file: os.fsencode(file.relative)), sorted(left_out)


def _walk(path: Path, exclude: Path | None, not_files: list[str]) -> tuple[list[FoundFile], list[str]]:
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return [FoundFile(str(path), shown_name(path.name), str(path))], []
    if not stat.S_ISDIR(mode):
        message = f"{path}: is neither a file nor a folder"
        raise InputError(message)
    if is_saved_dataset(path):
        return [FoundFile(str(path), path.resolve().name, str(path), "saved")], []
    files: list[FoundFile] = []
    described: list[FoundFile] = []
    passed_over: list[str] = []
    declared = declared_splits(path)
    for item in _items(path, exclude, set()):
        relative = shown_name(item.relative_to(path).as_posix())
        if not item.is_dir() and not item.is_file():
            not_files.append(relative)
        elif item.is_dir() and is_run(item):
            passed_over.append(f"{relative}/")
        elif item.is_dir():
            files.append(FoundFile(str(item), relative, str(path), "saved"))
        elif (has_known_extension(item.name) and item.name not in _METADATA) or item.suffix == ".zip":
            files.append(FoundFile(str(item), relative, str(path), split=split_by_card(declared, relative)))
        elif has_known_extension(item.name):
            described.append(FoundFile(str(item), relative, str(path)))
        elif not (declared and relative == "README.md"):
            passed_over.append(relative)
    if not files:  # a list of sounds may be called manifest.json, too
        files, described = described, []
    passed_over += [one.relative for one in described]
    files.sort(key=lambda file: os.fsencode(file.relative))
    return files, sorted(passed_over)


def _items(folder: Path, exclude: Path | None, seen: set[str]) -> Iterator[Path]:
    """Files, saved datasets and runs below a folder; hidden ones are left out, a loop of links is walked once."""
    real = os.path.realpath(folder)
    if real in seen or (exclude is not None and real == os.path.realpath(exclude)):
        return
    seen.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        message = f"{folder}: cannot be read ({error.strerror})"
        raise InputError(message) from error
    for entry in entries:
        if entry.name.startswith((".", "_")) and entry.name != UNSPLIT:
            continue
        if os.path.isdir(entry.path):  # noqa: PTH112  (of an entry, a link to itself would be an error)
            inner = Path(entry.path)
            if is_saved_dataset(inner):
                yield inner
            elif is_run(inner):
                if exclude is None or os.path.realpath(inner) != os.path.realpath(exclude):
                    yield inner
            else:
                yield from _items(inner, exclude, seen)
        else:
            yield Path(entry.path)


def _is_output(path: Path, root: Path, exclude: Path | None) -> bool:
    """Whether a pattern met a file of a run; one in a folder that the pattern names is meant."""
    inner = [folder for folder in path.parents if folder.is_relative_to(root) and folder != root]
    return any(is_run(folder) or (exclude is not None and folder == exclude) for folder in inner)


def is_run(folder: Path) -> bool:
    """Whether a folder holds an audit, finished or not: its tables do not count as data."""
    if not (folder / LOG_NAME).is_file():
        return False
    return any((folder / name).is_file() for name in (MANIFEST, SHARD)) or (folder / WORK).is_dir()


def is_saved_dataset(folder: Path) -> bool:
    """Whether ``datasets`` wrote a folder with ``save_to_disk``."""
    single = (folder / "state.json").is_file() and (folder / "dataset_info.json").is_file()
    return single or (folder / "dataset_dict.json").is_file()


def fingerprint(path: Path) -> str:
    """What tells one version of a file or folder from another: sizes, times, and the first and last MiB.

    Raises:
        InputError: A file cannot be read.
    """
    digest = xxhash.xxh3_128()
    files = [path] if path.is_file() else sorted(item for item in path.rglob("*") if item.is_file())
    for file in files:
        try:
            facts = file.stat()
            digest.update(os.fsencode(file.name if path.is_file() else file.relative_to(path)))
            digest.update(f"\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
            with file.open("rb") as opened:
                digest.update(opened.read(_EDGE))
                if facts.st_size > _EDGE:
                    opened.seek(max(_EDGE, facts.st_size - _EDGE))
                    digest.update(opened.read(_EDGE))
        except OSError as error:
            message = f"{file}: cannot be read ({error.strerror})"
            raise InputError(message) from error
    return digest.hexdigest()
