"""Batches of pictures with classes, from a folder of pictures or from rows that hold or name them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import torch

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.field_path import column_root
from dataaudit.sources.file_discovery import find_files
from dataaudit.sources.shapes.label_column import find_label
from dataaudit.sources.shapes.media_files import paths_of
from dataaudit.sources.source_file import SourceFile, open_found
from dataaudit.training.model_folders.load_model import LoadedModel
from dataaudit.training.model_folders.plain_rows import plain_rows
from dataaudit.training.model_folders.sampled import sampled
from dataaudit.training.model_folders.text_batches import Batch, pieces

_LOOKED_AT, _AHEAD = 64, 10
"""First rows that show where pictures are; rows that are looked at for each one that is wanted."""
Picture = tuple[bytes | Path, str]


def pictures_of(data: Sequence[str], label: str | None, wanted: int) -> list[Picture]:
    """Pictures with the names of their classes, spread over a folder or over rows.

    Args:
        data: A folder with a folder of pictures for every class, or files whose rows hold or name pictures; of these
            the first ones are looked at.
        label: Column of the class; found by name when None.
        wanted: Pictures at most.

    Raises:
        InputError: There are no pictures, or no classes.
    """
    folders = [Path(one) for one in data if Path(one).is_dir()]
    inside = sorted(path for folder in folders for path in folder.rglob("*") if _is_named_so(path.name))
    if inside and label is None:
        return _spread([(path, path.parent.name) for path in inside], wanted)
    options = InputOptions(paths=tuple(data))
    files = [
        one
        for place, found in enumerate(find_files(options.paths, None).files)
        for one in open_found(found, place, options, LimitsOptions())
    ]
    if not files:
        message = f"no pictures found in {', '.join(data)}"
        raise InputError(message)
    picture, own = _columns(files[0], label)
    rows = islice(plain_rows(files, (picture,), (own,)), _AHEAD * wanted)
    held = ((_source(row[picture], file), row[own]) for file, row in rows)
    return _spread([(source, name) for source, name in held if source is not None and name is not None], wanted)


def image_batches(loaded: LoadedModel, pictures: Sequence[Picture], batch_size: int) -> list[Batch]:
    """Batches of pixels with the numbers of their classes.

    Raises:
        InputError: A picture cannot be read.
    """
    from PIL import Image

    batches = []
    for part in pieces(pictures, batch_size):
        shown = []
        for source, _ in part:
            try:
                shown.append(Image.open(io.BytesIO(source) if isinstance(source, bytes) else source).convert("RGB"))
            except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:  # as Pillow's readers do
                where = "a picture in the rows" if isinstance(source, bytes) else str(source)
                message = f"{where}: not a picture that can be read ({' '.join(str(error).split())[:120]})"
                raise InputError(message) from error
        made = dict(loaded.processor(images=shown, return_tensors="pt"))
        batches.append({**made, "labels": torch.tensor([loaded.codes[name] for _, name in part])})
    return batches


def _spread(pictures: Sequence[Picture], wanted: int) -> list[Picture]:
    """Pictures of all classes in turn: folders and files often hold one class after the other."""
    by_class: dict[str, list[Picture]] = {}
    for one in pictures:
        by_class.setdefault(one[1], []).append(one)
    each = [sampled(held, max(1, wanted // len(by_class))) for held in by_class.values()]
    longest = max(map(len, each), default=0)
    return [held[place] for place in range(longest) for held in each if place < len(held)][:wanted]


def _columns(file: SourceFile, label: str | None) -> tuple[str, str]:
    """The columns of pictures and of classes."""
    head = file.head().slice(0, _LOOKED_AT)
    names = head.schema.names
    pictures = [name for name in names if any(_is_picture(value) for value in head.column(name).to_pylist())]
    own = find_label(head) if label is None else label
    where, told = file.file or file.path, ", ".join(names)
    if not pictures:
        message = f"{where}: none of its columns ({told}) holds pictures or names files of pictures"
        raise InputError(message)
    if own is None or column_root(own, names) not in names:
        missing = f"column '{label}'" if label else "a column of classes"
        message = f"{where}: {missing} is not among {told}; name it with --label"
        raise InputError(message)
    return pictures[0], own


def _is_picture(value: Any) -> bool:
    held = isinstance(value, bytes) or (isinstance(value, Mapping) and isinstance(value.get("bytes"), bytes))
    return held or any(map(_is_named_so, paths_of(value)))


def _is_named_so(name: str) -> bool:
    return (guess_type(name)[0] or "").startswith("image/")


def _source(value: Any, file: SourceFile) -> bytes | Path | None:
    if isinstance(value, Mapping) and isinstance(value.get("bytes"), bytes):
        value = value["bytes"]
    if isinstance(value, bytes):
        return value
    named: Iterator[str] = paths_of(value)
    path = next(named, None)
    if path is None:
        return None
    beside = Path(file.path).parent / path
    return beside if beside.exists() else Path(path)
