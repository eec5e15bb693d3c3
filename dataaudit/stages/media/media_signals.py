"""How many files a row names, and how many of them are not there."""

from __future__ import annotations

import os
from dataclasses import dataclass

import orjson
import pyarrow as pa

from dataaudit.sources.corpus import FILES

FILE_COUNTS = ("files_named", "files_missing")


@dataclass(frozen=True, slots=True)
class MediaSignals:
    """Row stage ``media``, for rows that name files.

    Attributes:
        folders: The folders in which the files of each data file may be.
        name: ``media``.

    Signals: ``files_named``, and ``files_missing`` (of them those that are nowhere, or empty). Null for a row of a
    table in memory or of an archive.
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
        named: list[int | None] = []
        missing: list[int | None] = []
        for file, text in zip(batch.column("file").to_pylist(), batch.column(FILES).to_pylist(), strict=True):
            folders = known.get(file)
            paths = orjson.loads(text) if text is not None else []
            named.append(None if folders is None else len(paths))
            missing.append(None if folders is None else sum(not _is_there(path, folders) for path in paths))
        arrays = [pa.array(named, pa.uint32()), pa.array(missing, pa.uint32())]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _is_there(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a file with something in it is at a path, under one of the folders where the path is relative."""
    for folder in folders:
        try:
            if os.stat(os.path.join(folder, path)).st_size > 0:  # noqa: PTH116, PTH118 - of every row in every folder
                return True
        except (OSError, ValueError):  # not there, or no name that the system can have
            continue
    return False
