"""Writes one part of a run: its rows' signals, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa

from dataaudit.engine.plan import Plan
from dataaudit.engine.reading.earlier_signals import EarlierSignals
from dataaudit.engine.reading.signal_table import signal_table
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.corpus_part import Cursor, Part
from dataaudit.sources.quarantine import SCHEMA as QUARANTINE_SCHEMA
from dataaudit.sources.quarantine import Quarantined, to_table
from dataaudit.sources.source_file import SourceFile
from dataaudit.stages.contract import RowStage
from dataaudit.store.atomic import write_table
from dataaudit.store.manifest import describe

_PRIVATE = 0o600
"""Mode of quarantine parts: they hold raw rows."""


@dataclass(frozen=True, slots=True)
class PartWriter:
    """What computing any part of a run needs; can be sent to another machine.

    Attributes:
        corpus: The rows.
        stages: Row stages.
        settings_key: See ``Plan``.
        raw: Whether unreadable rows are kept as they are.
    """

    corpus: Corpus
    stages: tuple[RowStage, ...]
    settings_key: str
    raw: bool

    @classmethod
    def of(cls, plan: Plan) -> PartWriter:
        """For a plan."""
        return cls(plan.corpus, plan.row_stages, plan.settings_key, plan.pipeline.report.raw)

    def write(
        self,
        part: Part,
        signals: Path,
        quarantine: Path,
        given_up: Event,
        computed: Callable[[int], None],
        earlier: EarlierSignals | None = None,
    ) -> dict[str, Any]:
        """Compute and write one part; what is to be remembered about it.

        Args:
            part: Rows with their texts.
            signals: Where their signals are written.
            quarantine: Where the rows that could not be read are written.
            given_up: Set when nobody waits for the part any more.
            computed: Told how many rows are done.
            earlier: Signals that are known already.

        Raises:
            GivenUpError: Nobody waits for the part.
        """
        files = {file.ordinal: file for file in self.corpus.files}
        table = signal_table(part.batch, self.stages, given_up, computed, files, earlier)
        written = describe(write_table(signals, table))
        del table
        items = part.quarantined
        if not self.raw:
            items = [(key, item.without_raw()) for key, item in items]
        quarantined = describe(write_table(quarantine, _quarantine_table(files, items), _PRIVATE))
        ordinals = (part.batch.column("row_id").to_numpy() >> 40).astype(int)
        return {
            "rows": {str(key): int((ordinals == key).sum()) for key in sorted(set(ordinals.tolist()))},
            "quarantined": _counts(part.quarantined),
            "codes": _first_by_code(files, part.quarantined),
            "notes": [
                {"code": note.code, "file": files[key].file, "count": note.count, "place": "", "message": note.message}
                for key, note in part.notes
            ],
            "shapes": {str(key): shape.to_json() for key, shape in part.shapes.items()},
            "end": [part.end.ordinal, part.end.row],
            "last": is_last(part.end, self.corpus),
            "settings": self.settings_key,
            "signals_part": written,
            "quarantine_part": quarantined,
        }


def is_last(end: Cursor, corpus: Corpus) -> bool:
    """Whether a part that ends there is the last of its corpus."""
    return end.ordinal > max((file.ordinal for file in corpus.files), default=-1)


def _quarantine_table(files: dict[int, SourceFile], items: list[tuple[int, Quarantined]]) -> pa.Table:
    ordered = sorted(items, key=lambda item: (item[0], item[1].row))
    tables = [to_table(files[key].file, [item]) for key, item in ordered]
    return pa.concat_tables(tables).combine_chunks() if tables else QUARANTINE_SCHEMA.empty_table()


def _counts(items: list[tuple[int, Quarantined]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for key, _ in items:
        counts[str(key)] = counts.get(str(key), 0) + 1
    return counts


def _first_by_code(files: dict[int, SourceFile], items: list[tuple[int, Quarantined]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for key, item in sorted(items, key=lambda pair: (pair[0], pair[1].row)):
        place = f"line {item.line}" if item.line is not None else f"row {item.row}"
        entry = {"code": item.code, "file": files[key].file, "count": 0, "place": place, "message": item.message}
        found.setdefault((item.code, key), entry)["count"] += 1
    return list(found.values())
