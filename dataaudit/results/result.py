"""A finished run, as Python sees it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.cleaning.clean_dataset import RENAMED, ROW_ID
from dataaudit.config.forms import Form
from dataaudit.config.suggest import did_you_mean
from dataaudit.engine.threshold_impact import Costs, stored_costs
from dataaudit.errors import InputError, RunDirectoryError
from dataaudit.findings.finding import Result
from dataaudit.findings.resolve_findings import TRAINING
from dataaudit.results.clean_forms import export_clean, to_datasets
from dataaudit.results.examples import examples
from dataaudit.results.explain_row import Witness, reopened, text_template, witness
from dataaudit.results.next_steps import NextStep, next_steps
from dataaudit.results.notebook_view import run_html
from dataaudit.results.rethreshold import Rethresholded, found_rows, rethreshold
from dataaudit.sources.template import Template
from dataaudit.store.manifest import Manifest, read_manifest
from dataaudit.store.parts import part_columns, part_paths, read_table
from dataaudit.store.run_directory import SHARD

Frame = Literal["polars", "pandas", "arrow"]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A finished run.

    Attributes:
        path: Its folder.
        manifest: What it was made of.
        metrics: By dotted name; None where there was nothing to measure.
        findings: What was found.
        row_counts: Rows read, kept, dropped and quarantined.
        verdict: passed, failed, or None where no gate ran.
    """

    path: Path
    manifest: Manifest
    metrics: Mapping[str, float | int | None]
    findings: tuple[Result, ...]
    row_counts: Mapping[str, int]
    verdict: str | None

    @overload
    def rows(self, columns: list[str] | None = None, format: Literal["polars"] = "polars") -> pl.DataFrame: ...

    @overload
    def rows(self, columns: list[str] | None = None, *, format: Literal["pandas", "arrow"]) -> Any: ...

    def rows(self, columns: list[str] | None = None, format: Frame = "polars") -> Any:
        """One row an input row: identity, what became of it, its signals.

        Args:
            columns: Some columns; all when None.
            format: A ``polars.DataFrame``, a ``pandas.DataFrame`` or a ``pyarrow.Table``.

        Raises:
            InputError: A column that the run does not have; names the nearest.
        """
        table = self._parts("rows", columns)
        if format == "pandas":
            return table.to_arrow().to_pandas()
        return table.to_arrow() if format == "arrow" else table

    def columns(self) -> list[str]:
        """Names of the columns of ``rows``."""
        return part_columns(self.path, "rows")

    def clean(self, columns: list[str] | None = None) -> pl.DataFrame:
        """The kept rows with their original columns and ``row_id``; some columns or all.

        Raises:
            InputError: See ``rows``.
        """
        ids = [ROW_ID] if columns is not None and ROW_ID not in columns else []
        clean = self._parts("clean", columns if columns is None else [*columns, *ids])
        return (clean if clean[ROW_ID].is_sorted() else clean.sort(ROW_ID)).drop(ids)

    def quarantine(self) -> pl.DataFrame:
        """The rows that could not be read."""
        return self._parts("quarantine", None)

    def pairs(self) -> pl.DataFrame:
        """Verified duplicate pairs."""
        return pl.DataFrame(read_table(self.path / "pairs.parquet"))

    def clusters(self) -> pl.DataFrame:
        """Duplicate clusters."""
        return pl.DataFrame(read_table(self.path / "clusters.parquet"))

    def rethreshold(
        self,
        findings: Mapping[str, Mapping[str, Any] | Literal[False]] | None = None,
        *,
        near_threshold: float | None = None,
        clean: Mapping[str, Any] | None = None,
    ) -> Rethresholded:
        """Judge the run again with other options, from its stored signals and without reading a text.

        Args:
            findings: Options by finding, as ``{"short-text": {"min_chars": 20}}``, or False to turn it off; the
                others stay as they were.
            near_threshold: Similarity of near-duplicates; may only be raised, lower pairs were never looked for.
            clean: Keys of the ``clean`` section in place of the run's own.

        Returns:
            New rows, findings and metrics; the run itself stays as it is.

        Raises:
            ConfigurationError: An unknown finding or option, or a threshold below the run's.
        """
        return rethreshold(self.path, self.manifest, self.findings, findings or {}, near_threshold, clean or {})

    def found(self, findings: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
        """Rows that findings would find with other options: the quickest answer, from the signals they read alone.

        Args:
            findings: Options by finding, as ``{"short-text": {"min_chars": 20}}``.

        Returns:
            Rows by finding.

        Raises:
            ConfigurationError: An unknown finding or option, or a finding about relations between rows.
        """
        return found_rows(self.path, self.manifest, findings)

    def costs(self, findings: Mapping[str, Mapping[str, Any] | Literal[False]] | None = None) -> Costs:
        """What every rule costs: rows that it finds, that it alone finds, that rules share, and other thresholds.

        Args:
            findings: Other options by finding, as ``rethreshold`` takes them; None for the run's own.
        """
        if not findings:
            return stored_costs(self.path)
        return self.rethreshold(findings).costs()

    def witness(self, row: int | str) -> Witness:
        """Why a row is kept or dropped: findings with their numbers, the kept row it duplicates, the texts.

        Args:
            row: Row id, or ``file:position`` as ``"train.jsonl:17"``.

        Raises:
            InputError: There is no such row.
        """
        return witness(self.path, self.manifest, self.findings, str(row))

    def examples(self, finding: str, most: int = 5) -> pl.DataFrame:
        """Rows of a finding, the clearest first: ``row_id``, ``file``, ``position``, ``split``, ``label``, ``text``.

        Texts are read from the input again and are not masked; they are null where it is not there any more.

        Args:
            finding: Name or code.
            most: Rows.

        Raises:
            ConfigurationError: There is no such finding.
        """
        return examples(self.path, self.manifest, self.findings, finding, most)

    def texts(self) -> Iterator[tuple[int, str | None]]:
        """Row id and text of every kept row, as ``token_batches`` takes them.

        The texts are those that were audited, read from the input again; of a table in memory, or where the input is
        not there any more, they are made from the columns of the clean data set.
        """
        kept = self.clean(["row_id"])["row_id"].to_numpy()
        try:
            corpus = reopened(self.manifest, {entry["ordinal"] for entry in self.manifest.inputs})
        except InputError:
            yield from clean_texts(self.path, text_template(self.manifest))
            return
        for ids, texts in corpus.texts(kept):
            yield from zip(ids.tolist(), texts.to_pylist(), strict=True)

    def all_texts(self, row_ids: np.ndarray[Any, np.dtype[np.uint64]]) -> Iterator[tuple[int, str | None]]:
        """Row id and text of rows, dropped ones too, read from the input again.

        Args:
            row_ids: Sorted.

        Raises:
            InputError: The input is not there any more, has changed, or was a table in memory.
        """
        corpus = reopened(self.manifest, {entry["ordinal"] for entry in self.manifest.inputs})
        for ids, texts in corpus.texts(row_ids):
            yield from zip(ids.tolist(), texts.to_pylist(), strict=True)

    def to_datasets(self, cache_dir: str | Path | None = None) -> Any:
        """The clean data set as a ``datasets.DatasetDict`` with the splits of the input, or as a ``Dataset``.

        Args:
            cache_dir: Where ``datasets`` keeps what it reads; its own folder when None.
        """
        return to_datasets(self.path, self.manifest, cache_dir)

    def export(self, form: Form, out: str | Path) -> list[Path]:
        """Write the clean data set in another form, a file for every split; in CSV formulas are escaped.

        Args:
            form: jsonl, csv, parquet or arrow.
            out: A folder that is not there yet, or is empty.

        Returns:
            The files.

        Raises:
            RunDirectoryError: The folder is not empty.
        """
        return export_clean(self.path, self.manifest, form, Path(out))

    def to_html(self, path: str | Path | None = None) -> str:
        """The report as one self-contained page.

        Args:
            path: Where to write a copy; only returned when None.
        """
        page = (self.path / "report.html").read_text(encoding="utf-8")
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def next_steps(self) -> list[NextStep]:
        """What to do first: errors before warnings, facts before judgements of quality, then by the rows concerned."""
        steps = next_steps(self.findings, self.manifest.configuration.get("clean", {}))
        name = shlex.quote(str(self.path))
        return [replace(step, command=step.command.replace("RUN", name, 1)) for step in steps]

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        rows = {} if self.manifest.roles.get("kind") == TRAINING else self.row_counts
        return run_html(self.path, rows, self.findings, self.verdict, self.next_steps() if rows else ())

    def __repr__(self) -> str:
        """Path, verdict and row counts in one line."""
        counts = ", ".join(f"{value:,} {key}" for key, value in self.row_counts.items())
        return f"<AuditResult {self.path}: {counts}; {len(self.findings)} findings; verdict {self.verdict}>"

    def _parts(self, kind: str, columns: list[str] | None) -> pl.DataFrame:
        paths = part_paths(self.path, kind)
        known = part_columns(self.path, kind)
        for column in columns or ():
            if column not in known:
                message = f"{self.path}: no column '{column}' in {kind}/{did_you_mean(column, known)}"
                raise InputError(message)
        return pl.concat([pl.DataFrame(read_table(path, columns)) for path in paths])


def clean_texts(
    folder: Path, template: Template, only: np.ndarray[Any, np.dtype[np.uint64]] | None = None
) -> Iterator[tuple[int, str | None]]:
    """Row id and text of rows of a clean data set, edits included.

    Args:
        folder: Of the run.
        template: How a text is made of the columns.
        only: Row ids of the rows that are wanted; all when None.
    """
    for path in part_paths(folder, "clean"):
        for batch in read_table(path).to_batches(max_chunksize=8192):
            if only is not None:
                batch = batch.filter(pa.array(np.isin(batch.column(ROW_ID).to_numpy(), only)))
            original = batch.drop_columns([ROW_ID])
            names = [ROW_ID if name == RENAMED else name for name in original.schema.names]
            texts = template.of_batch(original.rename_columns(names))
            yield from zip(batch.column(ROW_ID).to_pylist(), texts.to_pylist(), strict=True)


def load_result(path: str | Path) -> AuditResult:
    """A finished run from its folder.

    Raises:
        RunDirectoryError: There is no finished run.
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    if manifest is None:
        reason = "no such folder" if not folder.exists() else "is not a finished run (no manifest.json)"
        if (folder / SHARD).is_file():
            message = f"{folder}: is a shard of a run; join all of them with dataaudit merge"
            raise RunDirectoryError(message)
        message = f"{folder}: {reason}; name the folder that dataaudit run --out has written"
        raise RunDirectoryError(message)
    try:
        summary = json.loads((folder / "summary.json").read_bytes())
    except (OSError, ValueError) as error:
        message = f"{folder / 'summary.json'}: cannot be read ({error}); rerun the same dataaudit command to rebuild it"
        raise RunDirectoryError(message) from error
    return AuditResult(
        path=folder,
        manifest=manifest,
        metrics=summary["metrics"],
        findings=tuple(_result(record) for record in summary["findings"]),
        row_counts=summary["rows"],
        verdict=summary["verdict"],
    )


def _result(record: dict[str, Any]) -> Result:
    lists = {name: tuple(record[name]) for name in ("row_ids", "causes")}
    return Result(**{**record, **lists})
