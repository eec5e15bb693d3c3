"""The splits that a dataset card declares: ``configs`` with ``data_files`` in the front matter of ``README.md``.

Source: the repository structure that Hugging Face ``datasets`` documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

_NAME = "README.md"
_LONGEST = 1 << 20


def declared_splits(folder: Path) -> list[tuple[str, str]]:
    """Patterns of relative paths and the split of the files that they match; none where no card declares any.

    Args:
        folder: Of the data set. Of several configurations the default one counts, else the first.
    """
    try:
        with (folder / _NAME).open(encoding="utf-8") as file:
            text = file.read(_LONGEST)
        if not text.startswith("---\n"):
            return []
        front = yaml.safe_load(text[4:].partition("\n---")[0])
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return []
    configurations = front.get("configs") if isinstance(front, Mapping) else None
    if not isinstance(configurations, list) or not all(isinstance(one, Mapping) for one in configurations):
        return []
    chosen = [one for one in configurations if one.get("config_name") == "default"] or configurations[:1]
    return [pair for one in chosen for pair in _patterns(one.get("data_files"))]


def _patterns(files: Any) -> Iterator[tuple[str, str]]:
    for one in files if isinstance(files, list) else []:
        if isinstance(one, Mapping) and isinstance(one.get("split"), str):
            paths = one.get("path")
            for path in paths if isinstance(paths, list) else [paths]:
                if isinstance(path, str):
                    yield path, one["split"]


def split_by_card(declared: list[tuple[str, str]], relative: str) -> str | None:
    """The split of a file by the patterns of its data set's card.

    Examples:
        >>> split_by_card([("train_r1/*.parquet", "train_r1")], "train_r1/part-00000.parquet")
        'train_r1'
    """
    return next((split for pattern, split in declared if fnmatchcase(relative, pattern.removeprefix("./"))), None)
