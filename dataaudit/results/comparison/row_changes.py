"""Rows of two runs: the same, added, removed, or changed in place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dataaudit.store.parts import scan_parts

_PLACE = ["file", "position"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChanges:
    """What became of the rows.

    Attributes:
        equal: Rows of equal content on both sides, whatever their files.
        moved: Those of them that have no equal in the file that they were in.
        changed: Rows of one file and position, or of one declared id, with another content.
        added: Rows that the older run does not have.
        removed: Rows that the newer run does not have.
        by_id: Whether a column of the data identified rows.
        by_file: ``changed``, ``added`` and ``removed`` by file, the files with most first.
    """

    equal: int
    moved: int
    changed: int
    added: int
    removed: int
    by_id: bool
    by_file: dict[str, dict[str, int]]


def row_changes(old: Path, new: Path, ids: tuple[pl.DataFrame, pl.DataFrame] | None = None) -> RowChanges:
    """Compare the rows of two runs.

    Args:
        old: Folder of the older run.
        new: Folder of the newer run.
        ids: ``row_id`` and ``id`` of the rows of each, where a column of the data identifies them.
    """
    columns = ["row_id", *_PLACE, "row_digest"]
    first, second = (scan_parts(folder, "rows").select(columns).collect() for folder in (old, new))
    first, second, here = _unmatched(first, second, ["row_digest", "file"])
    first, second, elsewhere = _unmatched(first, second, ["row_digest"])
    changed = pl.DataFrame(schema={"file": pl.String})
    if ids is not None:
        first, second = (
            side.join(known, on="row_id", how="left") for side, known in zip((first, second), ids, strict=True)
        )
        first, second, by_id = _paired(first, second, ["id"])
        changed = pl.concat([changed, by_id])
    first, second, by_place = _paired(first, second, _PLACE)
    changed = pl.concat([changed, by_place])
    by_file: dict[str, dict[str, int]] = {}
    for kind, side in (("changed", changed), ("added", second), ("removed", first)):
        for file, count in side["file"].value_counts().iter_rows():
            by_file.setdefault(file, {"changed": 0, "added": 0, "removed": 0})[kind] = count
    ordered = sorted(by_file.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    return RowChanges(
        equal=here + elsewhere,
        moved=elsewhere,
        changed=changed.height,
        added=second.height,
        removed=first.height,
        by_id=ids is not None,
        by_file=dict(ordered),
    )


def _unmatched(first: pl.DataFrame, second: pl.DataFrame, keys: list[str]) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Rows without a partner of equal keys, one partner a row, and how many had one."""
    numbered = [side.with_columns(pl.int_range(pl.len()).over(keys).alias("turn")) for side in (first, second)]
    on = [*keys, "turn"]
    left, right = (
        one.join(other.select(on), on=on, how="anti").drop("turn") for one, other in (numbered, numbered[::-1])
    )
    return left, right, first.height - left.height


def _paired(
    first: pl.DataFrame, second: pl.DataFrame, keys: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows without a partner of equal keys, and the newer of each pair; nulls and repeated keys have no partner."""
    once = [side.filter(pl.struct(keys).is_unique()).drop_nulls(keys) for side in (first, second)]
    pairs = once[1].join(once[0].select(keys), on=keys, how="semi")
    left, right = (side.join(pairs.select(keys), on=keys, how="anti", nulls_equal=True) for side in (first, second))
    return left, right, pairs.select("file")
