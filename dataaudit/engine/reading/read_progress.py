"""How far reading is, how fast, and what is still to come."""

from __future__ import annotations

import time
from threading import Lock

from dataaudit.sources.corpus import Corpus
from dataaudit.sources.source_file import SourceFile
from dataaudit.store.run_directory import RunDirectory

SOON, OFTEN = 1.0, 0.5
"""Seconds after which the time of reading is predicted, and between two reports of progress."""


class ReadProgress:
    """Tells how far reading is; soon also how long it will take, and after the first part what a run needs on disk.

    Rows are counted when the signals of a batch are computed, by the threads that compute them.
    """

    def __init__(self, corpus: Corpus, directory: RunDirectory, already_read: int) -> None:
        expected = [_expected(file, corpus) for file in corpus.files]
        self._expected = None if None in expected else sum(rows or 0 for rows in expected)
        self._directory = directory
        self._first = self._rows = already_read
        self._began = self._told = time.monotonic()
        self._start: tuple[float, int] | None = None
        self._predicted = self._predicted_disk = False
        self._lock = Lock()

    def computed(self, rows: int) -> None:
        """Take in that the signals of some rows were computed.

        Args:
            rows: How many.
        """
        with self._lock:
            now = time.monotonic()
            self._rows += rows
            if self._start is None:  # what comes before the first batch, such as loading a model, comes once
                self._start = now, self._rows
            elif now - self._began >= SOON and not self._predicted and self._expected is not None:
                self._predicted = True
                self._predict(None)
            if now - self._told >= OFTEN:
                self._told = now
                self._progress(self._rows)

    def tell(self, read: int) -> None:
        """Tell how far reading is, after a part was written.

        Args:
            read: Rows read so far, those of earlier attempts included.
        """
        with self._lock:
            if not self._predicted_disk and self._expected is not None:
                self._predicted = self._predicted_disk = True
                expected = max(self._expected, read)
                self._predict(round(2 * self._directory.size() / max(read, 1) * expected))
            self._progress(read)

    def _predict(self, disk: int | None) -> None:
        expected, left = self._left(self._rows)
        self._directory.log.emit("prediction", rows=expected, seconds_to_read=left, disk_bytes=disk)

    def _progress(self, rows: int) -> None:
        expected, left = self._left(rows)
        facts = {"expected": expected, "rows_per_second": round(self._rate()), "seconds_left": left}
        self._directory.log.emit("progress", stage="read", rows=rows, **facts)

    def _left(self, rows: int) -> tuple[int | None, float | None]:
        """Rows in all, and seconds for those that are left; None where either is not known."""
        if self._expected is None:
            return None, None
        expected, rate = max(self._expected, rows), self._rate()
        return expected, round((expected - rows) / rate, 1) if rate else None

    def _rate(self) -> float:
        """Rows a second since the first batch; since the beginning where there was no other."""
        now = time.monotonic()
        began, first = (
            self._start if self._start is not None and self._rows > self._start[1] else (self._began, self._first)
        )
        return (self._rows - first) / max(now - began, 1e-9)


def _expected(file: SourceFile, corpus: Corpus) -> int | None:
    rows = file.expected_rows()
    return rows if rows is None or corpus.choice is None else corpus.choice.expected(file, rows)
