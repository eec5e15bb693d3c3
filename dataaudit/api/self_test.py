"""What an audit would find of known defects in data like the user's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from dataaudit.api.auditing import REPORTS, audit
from dataaudit.engine.pipeline import JUDGED_BY
from dataaudit.engine.resolve_input import load_given, open_given
from dataaudit.errors import InputError
from dataaudit.selftests.plants import plant
from dataaudit.selftests.recall import FEWEST, Recall, recalls, sample_rows
from dataaudit.store.atomic import write_table
from dataaudit.store.event_log import Watcher


def selftest(
    source: Any = None,
    *,
    pipeline: str | Path | None = None,
    rows: int = 2000,
    each: int = 100,
    seed: int = 1,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    split: str | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> list[Recall]:
    """Tell what an audit with these settings would find of known defects in data like yours.

    Copies with edits, leaks of evaluation items, personal data, mojibake and flipped labels are planted into a copy
    of some rows, the copy is audited with the same settings, and what was found is counted. Nothing is left on disk.

    Args:
        source: As ``audit`` takes it.
        pipeline: A shipped pipeline's name or a file.
        rows: Rows of the sample.
        each: Defects of every kind, at most.
        seed: Where places and values come from.
        text: Column of the text.
        template: Columns joined to one text.
        label: Column of the class.
        split: Column of the split.
        settings: ``key.key=value`` that override the pipeline.
        watcher: Called with every event.

    Returns:
        Recall by kind of defect.

    Raises:
        InputError: Fewer than fifty rows have a text.
    """
    loaded = load_given(source, pipeline, text, template, label, split, None, None, None, settings)
    sample = sample_rows(open_given(source, loaded, REPORTS), rows)
    if len(sample) < FEWEST:
        message = f"{len(sample)} rows with a text are too few for a self-test; at least {FEWEST} are needed"
        raise InputError(message)
    planted = plant(sample, each, seed)
    frame = pa.table(
        {
            "text": [row.text for row in planted.rows],
            "label": pa.array([row.label for row in planted.rows], pa.string()),
        }
    )
    labelled = any(row.label is not None for row in planted.rows)
    document = {
        key: value for key, value in loaded.document.value.items() if key not in ("input", "report", *JUDGED_BY)
    }
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        against = Path(folder) / "items.parquet"
        write_table(against, pa.table({"text": planted.items or [""]}))
        result = audit(
            frame,
            pipeline={**document, "report": {"clusters": 0, "samples": 0}},
            out=Path(folder) / "run",
            text="text",
            label="label" if labelled else "",
            against=[against] if planted.items and loaded.pipeline.stages.leakage else None,
            watcher=watcher,
        )
        return recalls(result, planted, loaded.pipeline.stages.minhash)
