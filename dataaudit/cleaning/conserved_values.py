"""Proof that the clean data set holds the values that were read: every kept row, every column.

What a row held when it was parsed is in its ``row_digest``. A column whose values become text because schemas are
unified is accounted for value by value, and a cell that was edited by the edits that stand as its witness; then the
rows are read back from the disk.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import BrokenInvariantError
from dataaudit.sources.row_blocks import RowBlock
from dataaudit.sources.value_digest import batch_digests, cell_digests, value_digest


@dataclass(slots=True)
class ConservedValues:
    """What every kept row must hold.

    Attributes:
        row_ids: Of the kept rows, uint64, ascending.
        expected: Their digests, uint64: as parsed, then with what ``expect`` accounts for.
        turned: Columns of which some values become text in the clean data set.
    """

    row_ids: NDArray[np.uint64]
    expected: NDArray[np.uint64]
    turned: Collection[str] = ()

    def expect(
        self,
        ids: NDArray[np.uint64],
        rows: RowBlock,
        original: pa.RecordBatch,
        edited: pa.RecordBatch,
        edits: list[dict[str, Any]],
    ) -> None:
        """Account for values that change on purpose.

        Args:
            ids: Row ids of a batch.
            rows: The rows as read.
            original: Their columns in the types of the clean data set.
            edited: The same after edits.
            edits: The witnesses of these edits, in order.

        Raises:
            BrokenInvariantError: An edited cell differs by more than its witnesses say.
        """
        places = np.searchsorted(self.row_ids, ids)
        turned = [name for name in original.schema.names if name in self.turned]
        if turned:
            self.expected[places] += rows.digests_in(original.schema, turned) - rows.digests(turned)
        if edits:
            self._expect_edits(ids, original, edited, edits)

    def _expect_edits(
        self, ids: NDArray[np.uint64], original: pa.RecordBatch, edited: pa.RecordBatch, edits: list[dict[str, Any]]
    ) -> None:
        by_cell: dict[tuple[int, str], deque[dict[str, Any]]] = {}
        for edit in edits:
            by_cell.setdefault((edit["row_id"], edit["column"]), deque()).append(edit)
        for (row_id, name), witnesses in by_cell.items():
            place = int(np.searchsorted(ids, np.uint64(row_id)))
            before, after = original.column(name)[place].as_py(), edited.column(name)[place].as_py()
            if not _explained(before, after, witnesses) or witnesses:
                message = (
                    f"row {row_id}: the edits of column '{name}' do not explain how it changed; "
                    "this is a bug of dataaudit, the result was not finished"
                )
                raise BrokenInvariantError(message)
            found = cell_digests(name, np.array([value_digest(before), value_digest(after)], np.uint64))
            at = int(np.searchsorted(self.row_ids, np.uint64(row_id)))
            self.expected[at : at + 1] += found[1:] - found[:1]

    def check(self, tables: Iterator[pa.Table], row_id: str, original: Sequence[str]) -> None:
        """Compare with the clean data set as it lies on the disk.

        Args:
            tables: Its parts.
            row_id: The column of row ids.
            original: Names of the other columns in the input, in order.

        Raises:
            BrokenInvariantError: A row holds other values, or rows are missing.
        """
        rows = 0
        for table in tables:
            for batch in table.to_batches():
                ids = batch.column(row_id).to_numpy()
                rest = [batch.column(name) for name in batch.schema.names if name != row_id]
                found = batch_digests(original, rest, len(batch))
                places = np.searchsorted(self.row_ids, ids)
                wrong = np.flatnonzero(found != self.expected[places])
                if len(wrong):
                    message = (
                        f"clean/: row {int(ids[wrong[0]])} and {len(wrong) - 1} more hold other values than were read; "
                        "this is a bug of dataaudit, the result was not finished"
                    )
                    raise BrokenInvariantError(message)
                rows += len(ids)
        if rows != len(self.row_ids):
            message = f"clean/: holds {rows} rows of {len(self.row_ids)}; this is a bug of dataaudit"
            raise BrokenInvariantError(message)


def _explained(before: Any, after: Any, witnesses: deque[dict[str, Any]]) -> bool:
    """Whether two values differ in what the next witnesses say and in nothing else."""
    if isinstance(before, str) and isinstance(after, str):
        return before == after or _string_explained(before, after, witnesses)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        return all(_explained(one, two, witnesses) for one, two in zip(before, after, strict=True))
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        return all(_explained(one, after[name], witnesses) for name, one in before.items())
    if after is None and isinstance(before, int | float) and witnesses:
        return not witnesses.popleft()["replacement"]
    return value_digest(before) == value_digest(after)


def _string_explained(before: str, after: str, witnesses: deque[dict[str, Any]]) -> bool:
    if before[:1] in ("[", "{"):
        try:
            values = json.loads(before), json.loads(after)
        except ValueError:
            pass
        else:
            return _explained(*values, witnesses)
    done, position = "", 0
    while witnesses and witnesses[0]["start"] >= position:
        edit = witnesses.popleft()
        done += before[position : edit["start"]] + edit["replacement"]
        position = edit["end"]
        if done + before[position:] == after:
            return True
    return False
