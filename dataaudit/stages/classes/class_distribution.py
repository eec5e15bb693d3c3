"""The number of rows of every class, over all rows and in every split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from dataaudit.stages.classes.result_schemas import CLASSES
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore


@dataclass(slots=True)
class ClassCounts:
    """A summary of the rows by split and label.

    Attributes:
        counts: Rows by split (None if unknown) and label.
    """

    counts: Counter[tuple[str | None, str]] = field(default_factory=Counter)

    def add(self, table: pa.Table) -> None:
        """Count rows by their columns ``split`` and ``label``; rows without a label are not counted."""
        grouped = table.group_by(["split", "label"]).aggregate([([], "count_all")])
        for row in grouped.to_pylist():
            if row["label"] is not None:
                self.counts[row["split"], row["label"]] += row["count_all"]

    def merge(self, other: ClassCounts) -> None:
        """Add the counts of another summary."""
        self.counts.update(other.counts)

    def table(self) -> pa.Table:
        """The counts, the most frequent class first."""
        total: Counter[tuple[str | None, str]] = Counter()
        for (_, label), rows in self.counts.items():
            total[None, label] += rows
        splits = sorted({split for split, _ in self.counts if split is not None})
        entries = _ordered(total)
        if len(splits) > 1:
            for split in splits:
                entries += _ordered({key: rows for key, rows in self.counts.items() if key[0] == split})
        columns = list(zip(*entries, strict=True)) or [(), (), ()]
        arrays = [pa.array(column, kind.type) for column, kind in zip(columns, CLASSES, strict=True)]
        return pa.Table.from_arrays(arrays, schema=CLASSES)


def _ordered(counts: Mapping[tuple[str | None, str], int]) -> list[tuple[str | None, str, int]]:
    found = [(split, label, rows) for (split, label), rows in counts.items()]
    return sorted(found, key=lambda entry: (-entry[2], entry[1]))


@dataclass(frozen=True, slots=True)
class ClassDistribution:
    """Corpus stage ``classes``.

    Attributes:
        name: ``classes``.
    """

    name: str = "classes"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("split", "label")

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("classes",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        counts = ClassCounts()
        counts.add(store.signals(["split", "label"]))
        table = counts.table()
        store.write("classes", table)
        return {"classes": sum(split is None for split in table.column("split").to_pylist())}
