"""How much splits differ in classes, languages and lengths: effect sizes with p-values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.classes.result_schemas import DRIFT
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore

FEWEST = 30
"""Fewest rows of a split that is compared."""


@dataclass(frozen=True, slots=True)
class SplitDrift:
    """Corpus stage ``drift``.

    Attributes:
        names: Signals with names.
        numbers: Signals with numbers.
        name: ``drift``.

    Tables: ``split_drift``.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    name: str = "drift"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("split", *self.names, *self.numbers)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("split_drift",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        rows = pl.DataFrame(store.signals(list(self.needs)))
        parts = {str(key[0]): part for key, part in rows.drop_nulls("split").group_by("split") if part.height >= FEWEST}
        records: list[dict[str, Any]] = []
        ordered = sorted(parts)
        for place, one in enumerate(ordered):
            for two in ordered[place + 1 :]:
                pair = {"split_a": one, "split_b": two}
                records += [pair | names_apart(name, parts[one][name], parts[two][name]) for name in self.names]
                records += [pair | numbers_apart(name, parts[one][name], parts[two][name]) for name in self.numbers]
        store.write("split_drift", pa.Table.from_pylist(records, schema=DRIFT))
        return {"splits": len(parts)}


def names_apart(signal: str, one: pl.Series, two: pl.Series) -> dict[str, Any]:
    """Cramér's V between split and name, corrected for small samples (Bergsma 2013), and the chi-squared test.

    Effect 0 and p-value 1 for fewer than two names, or a split without any.
    """
    from scipy.stats import chi2

    counts = [dict(side.drop_nulls().value_counts().iter_rows()) for side in (one, two)]
    names = sorted({name for side in counts for name in side})
    table = np.array([[side.get(name, 0) for name in names] for side in counts], np.float64)
    total = table.sum()
    record: dict[str, Any] = {"signal": signal, "measure": "cramers_v", "effect": 0.0, "p_value": 1.0}
    if len(names) < 2 or not table.sum(axis=1).all():
        return record
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    statistic = float(((table - expected) ** 2 / expected).sum())
    free = len(names) - 1
    corrected = max(statistic / total - free / (total - 1), 0.0)
    smaller = min(len(names) - free**2 / (total - 1), 2 - 1 / (total - 1)) - 1
    shares = table / table.sum(axis=1, keepdims=True)
    most = int(np.abs(shares[0] - shares[1]).argmax())
    return record | {
        "effect": float(np.sqrt(corrected / max(smaller, 1e-9))),
        "p_value": float(chi2.sf(statistic, free)),
        "most": names[most],
        "share_a": float(shares[0, most]),
        "share_b": float(shares[1, most]),
    }


def numbers_apart(signal: str, one: pl.Series, two: pl.Series) -> dict[str, Any]:
    """The Kolmogorov-Smirnov distance between two samples, and its test.

    Effect 0 and p-value 1 if either has fewer than ``FEWEST`` numbers.
    """
    from scipy.stats import ks_2samp

    sides: list[NDArray[np.float64]] = [side.drop_nulls().to_numpy().astype(np.float64) for side in (one, two)]
    record: dict[str, Any] = {"signal": signal, "measure": "kolmogorov_smirnov", "effect": 0.0, "p_value": 1.0}
    if min(map(len, sides)) < FEWEST:
        return record
    found = ks_2samp(*sides, method="asymp")
    return record | {"effect": float(found.statistic), "p_value": float(found.pvalue)}
