"""Languages of prompts and of answers, apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.instructions.instruction_signals import SURELY
from dataaudit.stages.instructions.result_schemas import TURN_LANGUAGES

_SIDES = ("prompts", "answers")
_COLUMNS = ("prompt_language", "answer_language")


@dataclass(frozen=True, slots=True)
class TurnLanguages:
    """Corpus stage ``turn_languages``.

    Attributes:
        name: ``turn_languages``.
    """

    name: str = "turn_languages"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return (*_COLUMNS, *SURELY)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("turn_languages",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        counts: dict[str, Counter[str]] = {side: Counter() for side in _SIDES}
        for part in store.batches(list(self.needs)):
            for side, column, surely in zip(_SIDES, _COLUMNS, SURELY, strict=True):
                known = part.column(column).filter(pc.fill_null(part.column(surely), False))
                counts[side].update({one["values"]: one["counts"] for one in known.value_counts().to_pylist()})
        rows = [
            {"side": side, "language": language, "sure": count}
            for side in _SIDES
            for language, count in sorted(counts[side].items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        store.write("turn_languages", pa.Table.from_pylist(rows, schema=TURN_LANGUAGES))
        return {}
