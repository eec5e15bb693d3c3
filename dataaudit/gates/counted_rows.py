"""Which of the rows that were found count: those that no waiver accepts, and against a baseline those that are new."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dataaudit.findings.finding import Result, RowFinding, Severity
from dataaudit.findings.registry import find_finding
from dataaudit.gates.waivers import PlacedWaiver
from dataaudit.store.parts import scan_parts


@dataclass(frozen=True, slots=True)
class NewRows:
    """What of a finding a baseline did not have.

    Attributes:
        count: Rows, or other subjects.
        row_ids: Of the new rows; None where the baseline knows the count alone.
    """

    count: int
    row_ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a run is compared with.

    Attributes:
        name: The run or lock, as the user named it.
        metrics: Its metrics.
        new: What of each finding it did not have, by code; without those that it did not look for.
        looked_for: Names of the findings that it looked for; None where that is not known.
        severities: Of its findings, by code.
        details: By metric of the comparison: what it is about, by name.
    """

    name: str
    metrics: Mapping[str, float | int | None]
    new: Mapping[str, NewRows]
    looked_for: Collection[str] | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)

    def looked(self, name: str) -> bool:
        """Whether it looked for a finding, as far as that is known."""
        return self.looked_for is None or name in self.looked_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run found, and what it looked for.

    Attributes:
        findings: Results of the run.
        looked_for: Names of the findings that it looked for; None where that is not known.
        waivers: Those that hold today.
        before: What it is compared with; None without a baseline.
    """

    findings: Sequence[Result] = ()
    looked_for: Collection[str] | None = None
    waivers: Sequence[PlacedWaiver] = ()
    before: Before | None = None


class CountedRows:
    """See the module; rows are read only for findings that a waiver or a baseline is about."""

    def __init__(self, folder: Path, found: Found, *, only_new: bool = False) -> None:
        """Take what to count from.

        Args:
            folder: The run directory.
            found: What was found, what is waived, and what is new.
            only_new: Whether only new ones count.
        """
        self._folder = folder
        self._found = found
        self.only_new = only_new
        self._files: list[str] | None = None

    def count(self, result: Result) -> int:
        """Rows, or other subjects, of a result that count."""
        waived = [one for one in self._found.waivers if one.finding.code == result.code]
        new = self._new(result.code)
        if not issubclass(find_finding(result.code), RowFinding):
            return 0 if waived else result.count if new is None else min(result.count, new.count)
        if not waived:
            return result.count if new is None else new.count
        by_row = new is None or new.row_ids is not None
        count = int(self._rows().select(self.flagged(result.code).sum()).collect().item())
        return count if by_row or new is None else min(count, new.count)

    def first(self, result: Result, most: int) -> list[int]:
        """Row ids of the first rows of a result that count."""
        plain = not self.only_new and all(one.finding.code != result.code for one in self._found.waivers)
        if plain or not issubclass(find_finding(result.code), RowFinding):
            return list(result.row_ids[:most])
        chosen = self._rows().filter(self.flagged(result.code)).select("row_id").head(most).collect()
        return chosen["row_id"].to_list()

    def flagged(self, code: str) -> pl.Expr:
        """Whether a finding about rows found a row, and it counts."""
        flagged = pl.col("flags").list.contains(code)
        for waiver in self._found.waivers:
            if waiver.finding.code == code:
                flagged &= ~self.waives(waiver)
        new = self._new(code)
        if new is not None and new.row_ids is not None:
            flagged &= pl.col("row_id").is_in(pl.Series(list(new.row_ids), dtype=pl.UInt64).implode())
        return flagged

    def waives(self, waiver: PlacedWaiver) -> pl.Expr:
        """Whether a waiver names a row, by its digest or its file."""
        digests = pl.Series([int(one, 16) for one in waiver.waiver.rows], dtype=pl.UInt64)
        named = pl.col("row_digest").is_in(digests.implode())
        if not waiver.waiver.files:
            return named
        if self._files is None:
            self._files = self._rows().select(pl.col("file").unique()).collect()["file"].to_list()
        return named | pl.col("file").is_in([file for file in self._files if waiver.matches_file(file)])

    def _new(self, code: str) -> NewRows | None:
        before = self._found.before if self.only_new else None
        return before.new.get(code, NewRows(0, ())) if before is not None else None

    def _rows(self) -> pl.LazyFrame:
        return scan_parts(self._folder, "rows")
