"""The number of rows in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.language.result_schemas import LANGUAGES, UNKNOWN


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
        return ("language",)

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
        for row in store.signals(["language"]).column(0).value_counts().to_pylist():
            if row["values"] is not None:
                counts[row["values"]] += row["counts"]
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        names, rows = [name for name, _ in ordered], [count for _, count in ordered]
        store.write("languages", pa.table({"language": names, "rows": rows}, schema=LANGUAGES))
        return {"languages": len(counts) - (UNKNOWN in counts)}
