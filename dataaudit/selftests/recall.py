"""From an audit of planted rows to the recall of every kind of defect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.results.result import AuditResult
from dataaudit.selftests.plants import Plant, Planted, Row
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.duplicates.minhash_stage import MinHashOptions
from dataaudit.stages.share_interval import wilson

_DUPLICATES = {"DUP001", "DUP002", "DUP006"}

FEWEST = 50
"""Rows that a sample must have."""


@dataclass(frozen=True, slots=True)
class Recall:
    """How many planted defects of one kind were found.

    Attributes:
        kind: The kind.
        planted: How many were planted.
        found: How many were found.
        low: Lower end of the 95 % interval of the share found (Wilson).
        high: Upper end.
        note: What the number means, where it is not plain.
    """

    kind: str
    planted: int
    found: int
    low: float
    high: float
    note: str = ""

    @property
    def recall(self) -> float:
        """Share found."""
        return self.found / self.planted if self.planted else 0.0

    def record(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "recall": self.recall}


def sample_rows(corpus: Corpus, wanted: int) -> list[Row]:
    """Rows of a corpus, spread over its first parts; those without a text are left out."""
    held: list[Row] = []
    for part in corpus.parts():
        columns = (part.batch.column(name).to_pylist() for name in ("text", "label", "split"))
        held += [Row(text, label, split) for text, label, split in zip(*columns, strict=True) if text and text.strip()]
        if len(held) >= 10 * wanted:
            break
    step = max(1, len(held) // max(wanted, 1))
    return held[::step][:wanted]


def recalls(result: AuditResult, planted: Planted, minhash: MinHashOptions | Literal[False]) -> list[Recall]:
    """What of the planted defects an audit found.

    Args:
        result: The audit of the planted rows.
        planted: What was planted.
        minhash: The settings of near-duplicates, or False.
    """
    rows = result.rows()
    flags = rows["flags"].to_list()
    pairs = {(int(one), int(two)) for one, two in result.pairs().select("row_a", "row_b").iter_rows()}
    found: dict[str, list[bool]] = defaultdict(list)
    notes: dict[str, str] = {}
    copies = [one for one in planted.plants if "copy" in one.kind]
    near = _similar(planted, copies, minhash.shingle) if minhash and copies else np.zeros(len(copies))
    for one, similarity in zip(copies, near.tolist(), strict=True):
        ends = (one.of, one.row)
        hit = ends in pairs or ends[::-1] in pairs or bool(_DUPLICATES & set(flags[one.row]))
        found[one.kind].append(hit)
        if minhash and one.kind != "exact copy" and similarity >= minhash.threshold:
            name = f"near-duplicate of similarity {minhash.threshold:g} or more"
            found[name].append(hit)
            notes[name] = "the edited copies above the threshold of stages.minhash"
    for one in planted.plants:
        if one.kind.startswith("leak"):
            held = rows["leak_item"][one.row] if "leak_item" in rows.columns else None
            found[one.kind].append(held is not None and str(held).endswith(f":{one.of}"))
        elif one.kind == "personal data":
            spans = rows["pii"][one.row].to_list() if "pii" in rows.columns and rows["pii"][one.row] is not None else []
            found[f"personal data: {one.type}"].append(any(_same(span, one) for span in spans))
        elif one.kind == "mojibake":
            found[one.kind].append("QLT030" in flags[one.row])
        elif one.kind == "flipped label":
            found[one.kind].append("LBL003" in flags[one.row])
    return [
        Recall(kind, len(hits), sum(hits), *wilson(sum(hits), len(hits)), notes.get(kind, ""))
        for kind, hits in found.items()
    ]


def _same(span: dict[str, Any], one: Plant) -> bool:
    return bool(span["type"] == one.type and span["start"] < one.start + len(one.value) and one.start < span["end"])


def _similar(planted: Planted, copies: Sequence[Plant], shingle: int) -> Any:
    """The exact Jaccard similarity of every copy with what it was made of."""
    import pyarrow as pa

    texts = [planted.rows[one.of].text for one in copies] + [planted.rows[one.row].text for one in copies]
    sets, bounds = shingle_sets(*text_shingles(pa.array(texts, pa.large_string()), shingle))
    count = np.arange(len(copies))
    return jaccard_of_pairs(sets, bounds, count, count + len(copies), 0.0)
