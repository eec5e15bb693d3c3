"""Puts the clean data set where others load it from: a folder, or a repository of the hub that the user names."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from dataaudit.cleaning.clean_splits import card
from dataaudit.errors import InputError, RunDirectoryError
from dataaudit.results.clean_forms import clean_splits
from dataaudit.results.dataset_card import card_section, croissant
from dataaudit.results.result import AuditResult
from dataaudit.sources.splits import UNSPLIT
from dataaudit.store.atomic import write_bytes
from dataaudit.store.json_text import json_text
from dataaudit.store.manifest import check_parts

_HUB = "hf://datasets/"


def push(result: AuditResult, place: str) -> str:
    """Copy the clean data set in the hub's layout, with a card and Croissant metadata.

    Args:
        result: The run.
        place: A folder that is not there yet or is empty, or ``hf://datasets/OWNER/NAME``.

    Returns:
        Where it is.

    Raises:
        InputError: The hub refuses, or ``place`` names nothing.
        RunDirectoryError: The folder is not empty, or the clean data set was changed after the run.
    """
    check_parts(result.path, result.manifest, "clean")
    if not place.startswith("hf://"):
        folder = Path(place)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"{folder}: is not an empty folder; name another"
            raise RunDirectoryError(message)
        write_layout(result, folder, folder.name)
        return str(folder)
    name = place.removeprefix(_HUB)
    if not place.startswith(_HUB) or name.count("/") != 1 or not all(name.split("/")):
        message = f"{place}: a folder or {_HUB}OWNER/NAME is expected"
        raise InputError(message)
    with TemporaryDirectory(prefix="dataaudit-") as made:
        write_layout(result, Path(made), name)
        return _upload(Path(made), name)


def write_layout(result: AuditResult, folder: Path, name: str) -> None:
    """Write ``README.md``, ``croissant.json`` and ``data/SPLIT-00000-of-00001.parquet`` for every split."""
    files, folders = [], {}
    kept = set()
    for inner, (split, paths) in clean_splits(result.path, result.manifest).items():
        stem = inner or "train"
        folders[None if inner == UNSPLIT else split or stem] = stem
        if any(result.manifest.parts[path.relative_to(result.path).as_posix()]["rows"] for path in paths):
            kept.add(None if inner == UNSPLIT else split or stem)
        for number, path in enumerate(paths):
            target = folder / "data" / f"{stem}-{number:05d}-of-{len(paths):05d}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            files.append(target)
    text = card(folders, kept, "data/{folder}-*.parquet")
    write_bytes(folder / "README.md", f"{text}\n{card_section(result)}".encode())
    write_bytes(folder / "croissant.json", json_text(croissant(name, files, folder)).encode() + b"\n")


def _upload(folder: Path, name: str) -> str:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        api = HfApi()
        api.create_repo(name, repo_type="dataset", exist_ok=True, private=True)
        return str(api.upload_folder(repo_id=name, repo_type="dataset", folder_path=folder))
    except (HfHubHTTPError, OfflineModeIsEnabled, OSError, ValueError) as error:
        message = f"{_HUB}{name}: cannot be pushed ({str(error).splitlines()[0]}); sign in with `hf auth login`"
        raise InputError(message) from error
