"""How many files a row names, and how many of them are not there or broken."""

from __future__ import annotations

import os
from dataclasses import dataclass

import orjson
import pyarrow as pa

from dataaudit.sources.corpus import FILES
from dataaudit.stages.media.file_structure import is_broken

FILE_COUNTS = ("files_named", "files_missing", "files_broken")
_MISSING, _BROKEN = "missing", "broken"


@dataclass(frozen=True, slots=True)
class MediaSignals:
    """Row stage ``media``, for rows that name files.

    Attributes:
        folders: The folders in which the files of each data file may be.
        name: ``media``.

    Signals: ``files_named``, ``files_missing`` (of them those that are nowhere, or empty) and ``files_broken`` (those
    that are cut off or no picture or sound, see ``is_broken``). Null for a row of a table in memory or of an archive.
    """

    folders: tuple[tuple[str, tuple[str, ...]], ...]
    name: str = "media"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([(name, pa.uint32()) for name in FILE_COUNTS])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        known = dict(self.folders)
        states: dict[tuple[str, tuple[str, ...]], str] = {}  # several rows may name one file
        counts: list[tuple[int | None, int | None, int | None]] = []
        for file, text in zip(batch.column("file").to_pylist(), batch.column(FILES).to_pylist(), strict=True):
            folders = known.get(file)
            paths = orjson.loads(text) if text is not None else []
            if folders is None:
                counts.append((None, None, None))
                continue
            for path in paths:
                if (path, folders) not in states:
                    states[path, folders] = _state(path, folders)
            told = [states[path, folders] for path in paths]
            counts.append((len(told), told.count(_MISSING), told.count(_BROKEN)))
        arrays = [pa.array([row[place] for row in counts], pa.uint32()) for place in range(len(FILE_COUNTS))]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _state(path: str, folders: tuple[str, ...]) -> str:
    """Whether a file with something in it is at a path, under one of the folders where the path is relative."""
    for folder in folders:
        found = os.path.join(folder, path)  # noqa: PTH118 - of every row in every folder
        try:
            if os.stat(found).st_size > 0:  # noqa: PTH116
                return _BROKEN if is_broken(found) else ""
        except PermissionError:  # there, and nothing is known of it
            return ""
        except (OSError, ValueError):  # not there, or no name that the system can have
            continue
    return _MISSING
