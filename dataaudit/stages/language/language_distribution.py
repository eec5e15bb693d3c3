"""The number of rows in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.language.result_schemas import LANGUAGES, SURE, UNKNOWN


@dataclass(frozen=True, slots=True)
class LanguageDistribution:
    """Corpus stage ``languages``.

    Attributes:
        name: ``languages``.

    Table: ``languages``.
    """

    name: str = "languages"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("language", "language_confidence")

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("languages",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        counts: Counter[str] = Counter()
        sure: Counter[str] = Counter()
        told = store.signals(["language", "language_confidence"])
        certain = told.filter(pc.greater_equal(told.column("language_confidence"), SURE))
        for counter, table in ((counts, told), (sure, certain)):
            for row in table.column("language").value_counts().to_pylist():
                if row["values"] is not None:
                    counter[row["values"]] += row["counts"]
        names = sorted(counts, key=lambda name: (-counts[name], name))
        columns = {"language": names, "rows": [counts[name] for name in names], "sure": [sure[name] for name in names]}
        store.write("languages", pa.table(columns, schema=LANGUAGES))
        return {"languages": len(counts) - (UNKNOWN in counts)}
