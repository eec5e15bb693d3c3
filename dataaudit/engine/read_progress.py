"""How far reading is, how fast, and what is still to come."""

from __future__ import annotations

import time

from dataaudit.sources.corpus import Corpus
from dataaudit.store.run_directory import RunDirectory


class ReadProgress:
    """Tells after every part; after the first one also what the whole run is expected to need."""

    def __init__(self, corpus: Corpus, directory: RunDirectory, already_read: int) -> None:
        expected = [file.expected_rows() for file in corpus.files]
        self._expected = None if None in expected else sum(rows or 0 for rows in expected)
        self._directory = directory
        self._first = already_read
        self._began = time.monotonic()
        self._told = False

    def tell(self, read: int) -> None:
        """Tell how far reading is.

        Args:
            read: Rows read so far, those of earlier attempts included.
        """
        seconds = max(time.monotonic() - self._began, 1e-9)
        rate = (read - self._first) / seconds
        expected = max(self._expected, read) if self._expected is not None else None
        left = round((expected - read) / rate, 1) if expected is not None and rate else None
        if not self._told and expected is not None:
            self._told = True
            bytes_a_row = self._directory.size() / max(read, 1)
            self._directory.log.emit(
                "prediction", rows=expected, seconds_to_read=left, disk_bytes=round(2 * bytes_a_row * expected)
            )
        self._directory.log.emit(
            "progress", stage="read", rows=read, expected=expected, rows_per_second=round(rate), seconds_left=left
        )
