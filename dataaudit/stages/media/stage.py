"""Files that rows name: whether they are there, and whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec

_MOST_FOLDERS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaOptions:
    """Pictures, sounds and films that rows name by their path: whether the files are there and whole."""

    __pydantic_config__ = SECTION

    folder: str = ""
    """Folder that the paths are relative to; empty to look beside the data file, above it and in its subfolders."""


def _signals(options: MediaOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.media.media_signals import MediaSignals

    local = {file.file: Path(file.path) for file in context.corpus.files if file.path and file.member is None}
    if context.corpus.roles.media_files is None or not local:
        return None
    folders = {name: tuple(map(str, _folders(path, options.folder))) for name, path in local.items()}
    return MediaSignals(tuple(sorted(folders.items())))


def _folders(path: Path, given: str) -> list[Path]:
    """Where the files that a data file names may be."""
    if given:
        return [Path(given)]
    home = path if path.is_dir() else path.parent
    below = sorted(inner for inner in home.iterdir() if inner.is_dir())[:_MOST_FOLDERS] if home.is_dir() else []
    return [home, home.parent, *below]


def _gives(options: MediaOptions, context: StageContext) -> tuple[str, ...]:
    return ("_file_missing", "_file_broken") if context.corpus.roles.media_files else ()


SPEC = StageSpec(
    name="media", options=MediaOptions, row_parts=(RowPart(rank=7, make=_signals, outside=True),), gives=_gives
)
