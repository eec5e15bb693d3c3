"""Judges a finished run again, with other options, from its stored signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.cleaning.dedup_decisions import EMBEDDED, KINDS, NEAR, SIMILAR
from dataaudit.engine.evaluate import evaluate, results
from dataaudit.engine.judge import OUTCOME, Duplicates, Judgement
from dataaudit.engine.pipeline import Loaded, load_pipeline
from dataaudit.engine.stored_signals import SignalParts
from dataaudit.engine.threshold_impact import Costs, costs
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding, Options, Result, RowFinding
from dataaudit.findings.resolve_findings import READING, active_findings
from dataaudit.kernels.duplicates.union_find import components
from dataaudit.stages.duplicates.result_schemas import CLUSTER_SCHEMA, PAIR_SCHEMA
from dataaudit.stages.registry import result_tables
from dataaudit.stages.spec import Metrics
from dataaudit.stages.vectors.result_schemas import VECTOR_PAIRS
from dataaudit.store.manifest import Manifest, needs_available
from dataaudit.store.parts import read_table, scan_parts


@dataclass(frozen=True, slots=True)
class Rethresholded:
    """A run judged again.

    Attributes:
        findings: What was found with the new options.
        metrics: By dotted name.
        judgement: What would become of every row.
        stored: The signals, read when they are asked for.
        active: The findings that judged.
    """

    findings: tuple[Result, ...]
    metrics: Metrics
    judgement: Judgement
    stored: pl.LazyFrame
    active: tuple[Finding[Options], ...]

    def rows(self) -> pl.DataFrame:
        """One row an input row, as ``AuditResult.rows`` gives them."""
        return pl.concat([self.stored.collect(), self._outcome()], how="horizontal")

    def costs(self) -> Costs:
        """What every rule would cost with the new options."""
        return costs(pl.concat([self.stored, self._outcome().lazy()], how="horizontal"), self.active)

    def _outcome(self) -> pl.DataFrame:
        return self.judgement.outcome(0, self.judgement.height)


def rethreshold(
    folder: Path,
    manifest: Manifest,
    before: Sequence[Result],
    findings: Mapping[str, Mapping[str, Any] | Literal[False]],
    near_threshold: float | None,
    clean: Mapping[str, Any],
) -> Rethresholded:
    """See ``AuditResult.rethreshold``.

    Raises:
        ConfigurationError: An unknown finding or option, or a threshold below the run's.
    """
    available = needs_available(folder, manifest, "judge again")
    loaded = _pipeline(manifest, findings, clean)
    parts = _StoredRows(folder)
    # What could be read depends on no option: those results stay as they are.
    reading = [result for result in before if result.family == READING]
    active = [one for one in active_findings(loaded.declaration, available) if one.family != READING]
    near, embedded = _pairs(folder, loaded, near_threshold)
    duplicates = Duplicates(near, _clusters(near), embedded)
    paths = {name: folder / f"{name}.parquet" for name in result_tables()}
    frames = {name: pl.DataFrame(read_table(path)) for name, path in paths.items() if path.is_file()}
    quarantined = sum(entry["rows"]["quarantined"] for entry in manifest.inputs)
    evaluation = evaluate(parts, active, loaded.pipeline, duplicates, frames, quarantined)
    found = results(evaluation, active, frames, loaded.pipeline.report.language)
    stored = scan_parts(folder, "rows").select(pl.exclude(OUTCOME))
    return Rethresholded((*reading, *found), evaluation.metrics, evaluation.judgement, stored, tuple(active))


def found_rows(
    folder: Path, manifest: Manifest, findings: Mapping[str, Mapping[str, Any] | Literal[False]]
) -> dict[str, int]:
    """See ``AuditResult.found``.

    Raises:
        ConfigurationError: An unknown finding or option, or one that does not look at single rows' signals.
    """
    available = needs_available(folder, manifest, "judge again")
    loaded = _pipeline(manifest, findings, {})
    chosen = [
        one
        for one in active_findings(loaded.declaration, available)
        if one.name in findings and isinstance(one, RowFinding) and not any(name[:1] == "_" for name in one.reads)
    ]
    for name in findings:
        if name not in {one.name for one in chosen}:
            message = f"'{name}' does not judge single rows by their signals in this run; use rethreshold instead"
            raise ConfigurationError(message)
    rows = scan_parts(folder, "rows")
    counted = rows.select([one.mask().sum().alias(one.name) for one in chosen]).collect(engine="streaming")
    return {name: int(counted[name][0] or 0) for name in counted.columns}


def _pipeline(
    manifest: Manifest, findings: Mapping[str, Mapping[str, Any] | Literal[False]], clean: Mapping[str, Any]
) -> Loaded:
    configuration = dict(manifest.configuration)
    before = dict(configuration.get("findings") or {})
    configuration["findings"] = before | {
        name: {**(before.get(name) or {}), **own} if isinstance(own, Mapping) else own for name, own in findings.items()
    }
    configuration["clean"] = {**configuration["clean"], **clean}
    return load_pipeline(mapping=configuration)


def _pairs(folder: Path, loaded: Loaded, threshold: float | None) -> tuple[pa.Table, pa.Table]:
    """Near-duplicate pairs from a threshold on, and pairs by vectors."""
    minhash = loaded.pipeline.stages.minhash
    if threshold is not None and not (isinstance(threshold, int | float) and 0 < threshold <= 1):
        message = f"near_threshold must be a similarity above 0 and at most 1, got {threshold!r}"
        raise ConfigurationError(message)
    if threshold is not None and (not minhash or threshold < minhash.threshold):
        known = f"the run did not look for pairs below {minhash.threshold:g}" if minhash else "stages.minhash was off"
        message = f"near_threshold {threshold:g}: {known}; rerun the audit with that threshold"
        raise ConfigurationError(message)
    table = read_table(folder / "pairs.parquet")
    kind = table.column("kind")
    near = table.filter(pc.equal(kind, KINDS[NEAR]))
    embedded = table.filter(pc.is_in(kind, pa.array([KINDS[EMBEDDED], KINDS[SIMILAR]])))
    said = pc.equal(embedded.column("kind"), KINDS[EMBEDDED])
    if threshold is not None:
        near = near.filter(pc.greater_equal(near.column("similarity"), threshold))
    names = PAIR_SCHEMA.names
    return near.select(names), embedded.select(names).append_column(VECTOR_PAIRS.field("same_meaning"), said)


def _clusters(pairs: pa.Table) -> pa.Table:
    """Components of the pairs that remain; their smallest similarity would need the texts and is null."""
    left, right = pairs.column("row_a").to_numpy(), pairs.column("row_b").to_numpy()
    ids = np.unique(np.concatenate([left, right]))
    root = components(len(ids), np.searchsorted(ids, left), np.searchsorted(ids, right))
    columns = {"row_id": ids, "cluster_id": ids[root], "min_similarity": pa.nulls(len(ids), pa.float64())}
    return pa.table(columns, schema=CLUSTER_SCHEMA)


class _StoredRows(SignalParts):
    """The rows of a finished run without what was decided about them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "rows")

    def columns_of(self, names: list[str]) -> list[str]:
        """See ``SignalParts``."""
        return [name for name in super().columns_of(names) if name not in OUTCOME]
