"""The fit of a tokenizer to a corpus: characters per token by script, unknown tokens, the cost of context lengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.kernels.sequence_packing import packed_sequences
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.tokens.result_schemas import LIMITS, TOKENIZER

_SAMPLED = ("sampled_tokens", "unknown_tokens", "byte_tokens")


@dataclass(frozen=True, slots=True)
class TokenizerFit:
    """Corpus stage ``tokenizer``.

    Attributes:
        name: ``tokenizer``.

    Table: ``tokenizer``.
    """

    name: str = "tokenizer"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("script", "chars", "tokens", *(f"_{name}" for name in _SAMPLED))

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("tokenizer",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        rows = pl.DataFrame(store.signals(list(self.needs))).drop_nulls("tokens")
        by_script = rows.group_by("script").len().sort("len", "script", descending=[True, False])["script"].to_list()
        entries = [_figures(None, rows)] if rows.height else []
        entries += [_figures(script, rows.filter(pl.col("script") == script)) for script in by_script]
        store.write("tokenizer", pa.Table.from_pylist(entries, schema=TOKENIZER))
        return {"scripts": len(by_script)}


def _figures(script: str | None, rows: pl.DataFrame) -> dict[str, Any]:
    tokens = rows["tokens"].to_numpy().astype(np.int64)
    figures = {"script": script, "rows": rows.height, "chars": int(rows["chars"].sum()), "tokens": int(tokens.sum())}
    figures |= {name: int(rows[f"_{name}"].sum() or 0) for name in _SAMPLED}
    for limit in LIMITS:
        figures[f"lost_{limit}"] = int(np.maximum(tokens - limit, 0).sum())
        figures[f"sequences_{limit}"] = packed_sequences(tokens, limit)
    return figures
