"""What a context length costs under the chat template: rows, answers and room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.sequence_packing import packed_sequences
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.instructions.chat_tokens import ALL_CUT, CUT, OTHERS_CUT
from dataaudit.stages.instructions.result_schemas import TRAINED_TOKENS
from dataaudit.stages.tokens.result_schemas import LIMITS

_COUNTS = ("template_tokens", "answer_tokens", *ALL_CUT)


@dataclass(frozen=True, slots=True)
class TrainedTokens:
    """Corpus stage ``trained_tokens``.

    Attributes:
        name: ``trained_tokens``.
    """

    name: str = "trained_tokens"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return _COUNTS

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("trained_tokens",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        table = store.signals(list(_COUNTS))
        given = table.filter(table.column("template_tokens").is_valid())
        counts = {name: given.column(name).to_numpy().astype(np.int64) for name in _COUNTS}
        store.write("trained_tokens", pa.Table.from_pylist(limit_costs(counts), schema=TRAINED_TOKENS))
        return {}


def limit_costs(counts: Mapping[str, NDArray[np.int64]]) -> list[dict[str, Any]]:
    """The rows of ``TRAINED_TOKENS``.

    Args:
        counts: ``template_tokens``, ``answer_tokens`` and ``ALL_CUT`` of every row that the template writes.
    """
    whole, answers = counts["template_tokens"], counts["answer_tokens"]
    found = []
    for place, (limit, name) in enumerate(zip(LIMITS, CUT, strict=True) if len(whole) else ()):
        lost = int(np.maximum(whole - limit, 0).sum())
        sequences = packed_sequences(whole, limit)
        found.append(
            {
                "limit": limit,
                "rows_cut": int((whole > limit).sum()),
                "rows_unanswered": int(((answers > 0) & (counts[name] == answers)).sum()),
                "lost": lost,
                "answers_lost": int(counts[name].sum()),
                **{f"{role}_lost": int(counts[names[place]].sum()) for role, names in OTHERS_CUT.items()},
                "sequences": sequences,
                "efficiency": (int(whole.sum()) - lost) / (limit * sequences) if sequences else None,
            }
        )
    return found
