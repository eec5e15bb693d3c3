"""What waivers accepted in a run, and which of them hold no longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from dataaudit.findings.finding import RowFinding
from dataaudit.gates.counted_rows import CountedRows, Found
from dataaudit.gates.verdict import Waived
from dataaudit.gates.waivers import PlacedWaiver
from dataaudit.store.parts import scan_parts


def expired_notes(waivers: Sequence[PlacedWaiver], found: Found, today: date) -> list[str]:
    """A sentence for each waiver that is over and whose finding still finds something."""
    found_codes = {one.code for one in found.findings if one.status == "found" and one.count}
    return [
        f"{one.place}: the waiver of {one.finding.name} by {one.waiver.owner} expired on {one.waiver.until}; repair "
        "the data, or renew it"
        for one in waivers
        if one.expired(today) and one.finding.code in found_codes
    ]


def applied_waivers(found: Found, folder: Path) -> tuple[list[Waived], list[str]]:
    """What the waivers of a run accepted; one of a finding that the run did not look for says nothing about it.

    Args:
        found: What was found, and the waivers that hold.
        folder: The run directory.

    Returns:
        What each accepted, and a sentence for each that names rows or files that are gone or were not found.
    """
    waived, notes = [], []
    results = {one.code: one for one in found.findings if one.status == "found"}
    for one in found.waivers:
        result = results.get(one.finding.code)
        if result is None and (found.looked_for is None or one.finding.name not in found.looked_for):
            continue
        if issubclass(one.finding, RowFinding):
            rows, problem = _rows(one, found, folder)
            if problem:
                notes.append(f"{one.place}: {problem}")
            if not rows:
                continue
        elif result is None:
            notes.append(f"{one.place}: {one.finding.name} was not found; its waiver is not needed here")
            continue
        else:
            rows = None
        facts = one.waiver
        waived.append(
            Waived(
                finding=one.finding.name,
                rows=rows,
                owner=facts.owner,
                reason=facts.reason,
                until=facts.until,
                file=one.file,
                line=one.line,
            )
        )
    return waived, notes


def _rows(one: PlacedWaiver, found: Found, folder: Path) -> tuple[int, str]:
    """Rows that a waiver accepts, and what is wrong with those that it names beside."""
    named = scan_parts(folder, "rows").filter(CountedRows(folder, found).waives(one))
    facts = named.select("row_digest", pl.col("flags").list.contains(one.finding.code).alias("found")).collect()
    accepted = facts.filter("found")
    there, accepted_digests = set(facts["row_digest"].to_list()), set(accepted["row_digest"].to_list())
    wanted = [int(digest, 16) for digest in one.waiver.rows]
    gone = [digest for digest in wanted if digest not in there]
    silent = [digest for digest in wanted if digest in there and digest not in accepted_digests]
    name, told = one.finding.name, f"the waiver by {one.waiver.owner}"
    if gone:
        problem = f"{told} of {name}: this run has no row with digest {gone[0]:016x}{_more(gone)}"
    elif silent:
        problem = f"{told}: {name} does not find the row with digest {silent[0]:016x}{_more(silent)}"
    elif not accepted.height:
        files = ", ".join(one.waiver.files)
        problem = f"{one.finding.name} finds no row in {files} (files are named as rows/ and the report name them)"
    else:
        problem = ""
    return accepted.height, f"{problem}; remove it from the waiver" if problem else ""


def _more(rows: Sequence[int]) -> str:
    return f" and {len(rows) - 1} more that are waived" if len(rows) > 1 else ""
