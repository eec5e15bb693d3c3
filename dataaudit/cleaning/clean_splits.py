"""The folders of the splits in the clean data set, and the card that tells ``datasets`` so."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from dataaudit.sources.splits import UNSPLIT

_SAFE = re.compile(r"[A-Za-z0-9]\w*(\.\w+)*", re.ASCII)
_LONGEST = 80
_RESERVED = ("all",)
"""Names of splits that ``datasets`` takes for something else."""


def split_folders(names: Sequence[str | None]) -> dict[str | None, str]:
    """A folder below ``clean/`` for every split, which is also its name for ``datasets``; None is for rows without one.

    A name that is unsafe as a folder, or that ``datasets`` refuses, gets the nearest safe one. No two share a
    folder, not even where upper and lower case are one.

    Examples:
        >>> split_folders(["train-clean", "train_clean", "all", None])
        {'train-clean': 'train_clean_2', 'train_clean': 'train_clean', 'all': 'all_2', None: '_unsplit'}
    """
    if not any(name is not None for name in names):
        return {}
    safe = [name for name in names if name is not None and _is_safe(name)]
    taken: set[str] = set()
    folders: dict[str | None, str] = {}
    for name in [*safe, *(name for name in names if name not in safe)]:
        folders[name] = UNSPLIT if name is None else _free(name, taken)
        taken.add(folders[name].casefold())
    return {name: folders[name] for name in names}


def _is_safe(name: str) -> bool:
    return _SAFE.fullmatch(name) is not None and len(name) <= _LONGEST and name.casefold() not in _RESERVED


def _free(name: str, taken: set[str]) -> str:
    plain = name if _is_safe(name) else re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")[:_LONGEST] or "split"
    number, free = 1, plain
    while free.casefold() in taken or free.casefold() in _RESERVED or not _SAFE.fullmatch(free):
        number += 1
        free = f"{plain}_{number}" if plain[0].isalnum() else f"split_{number}"
    return free


def renamed_splits(folders: Mapping[str | None, str]) -> dict[str, str]:
    """The splits whose folder is not called as they are, by folder."""
    return {folder: name for name, folder in folders.items() if name is not None and name != folder}


def card(folders: Mapping[str | None, str], kept: Collection[str | None], pattern: str = "{folder}/*.parquet") -> str:
    """``clean/README.md``: a dataset card by which ``load_dataset`` finds every split under its name.

    Args:
        folders: From ``split_folders``.
        kept: The splits with rows; of one without any ``datasets`` would load nothing at all.
        pattern: Where the files of a split are.
    """
    named = [folder for name, folder in folders.items() if name is not None and name in kept]
    lines = ["---", "configs:", "- config_name: default", "  data_files:"]
    for folder in named:
        lines += [f'  - split: "{folder}"', f'    path: "{pattern.format(folder=folder)}"']
    lines += ["---", "", "# Clean data set", ""]
    lines += ["Load it with `datasets.load_dataset` and the path of this folder."]
    for folder, name in renamed_splits(folders).items():
        lines.append(f"The split {json.dumps(name, ensure_ascii=False)} is called `{folder}` here.")
    for folder in (folder for name, folder in folders.items() if name is not None and name not in kept):
        lines.append(f"No row of `{folder}` was kept.")
    if None in folders:
        lines.append(f"Rows without a split are in `{UNSPLIT}/`, which belongs to no split.")
    return "\n".join(lines) + "\n"
