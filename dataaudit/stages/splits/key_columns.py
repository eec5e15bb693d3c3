"""The values of columns that must not cross splits."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from dataaudit.sources.corpus import GROUP, SERIAL, TIME
from dataaudit.sources.shapes.split_keys import SplitKeys

HELD = "_"
"""Before the name of a column among the signals that only stages see."""


@dataclass(frozen=True, slots=True)
class KeyColumns:
    """Row stage ``splits``: hands on identifiers of groups and moments.

    Attributes:
        keys: The columns.
        name: ``splits``.
    """

    keys: SplitKeys
    name: str = "splits"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        groups = [(f"{HELD}{GROUP}{name}", pa.uint64()) for name in self.keys.groups]
        serials = [(f"{HELD}{SERIAL}{name}", pa.int64()) for name in self.keys.groups]
        return pa.schema([*groups, *serials, *((f"{HELD}{TIME}{name}", pa.float64()) for name, _ in self.keys.times)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        columns = [batch.column(name.removeprefix(HELD)) for name in self.schema.names]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)
