"""Groups that occur in a training split and in an evaluation split, and moments out of order between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.sources.corpus import GROUP, SERIAL, TIME
from dataaudit.sources.shapes.split_keys import SplitKeys
from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.splits.key_columns import HELD
from dataaudit.stages.splits.result_schemas import GROUPS, TIMES

_SAMPLE = 10
_FEWEST_NUMBERS, _OTHER_LAST = 5, 0.8
"""Numbers of a split that show that it counts; how far apart the last ones of two splits are, as a share."""
_LONG_AGO, _FAR = -62_135_596_800.0, 253_402_300_799.0
"""The years 1 and 9999, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class CrossingKeys:
    """Corpus stage ``splits``.

    Attributes:
        keys: The columns.
        min_groups: Fewest different values in two splits at which a column that was not declared has groups.
        name: ``splits``.

    Tables: ``split_groups``, ``split_times``. One column is in memory at a time: 24 bytes a row.
    """

    keys: SplitKeys
    min_groups: int
    name: str = "splits"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        groups = [f"{HELD}{part}{name}" for name in self.keys.groups for part in (GROUP, SERIAL)]
        return ("row_id", "split", *groups, *(f"{HELD}{TIME}{name}" for name, _ in self.keys.times))

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("split_groups", "split_times")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        rows = pl.DataFrame(store.signals(["row_id", "split"])).with_columns(pl.col("split").cast(pl.Categorical))
        groups, times = list[dict[str, Any]](), list[dict[str, Any]]()
        for name in self.keys.groups:
            held = pl.DataFrame(store.signals([f"{HELD}{GROUP}{name}", f"{HELD}{SERIAL}{name}"]))
            held.columns = ["value", "serial"]
            least = 0 if name in self.keys.declared else self.min_groups
            across = groups_across(pl.concat([rows, held], how="horizontal"), least)
            groups += [{"column": name} | record for record in across]
        for name, _ in self.keys.times:
            held = pl.DataFrame(store.signals([f"{HELD}{TIME}{name}"]))
            held.columns = ["time"]
            told = {"column": name, "declared": name in self.keys.declared}
            times += [told | record for record in times_across(pl.concat([rows, held], how="horizontal"))]
        store.write("split_groups", pa.Table.from_pylist(groups, schema=GROUPS))
        store.write("split_times", pa.Table.from_pylist(times, schema=TIMES))
        return {}


def _pairs(parts: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str]]:
    """Training splits and evaluation splits."""
    for split in sorted(parts):
        if not is_evaluation(split):
            yield from ((split, item_split) for item_split in sorted(parts) if is_evaluation(item_split))


def _by_split(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key[0]): part for key, part in frame.drop_nulls("split").group_by("split", maintain_order=True)}


def groups_across(frame: pl.DataFrame, least: int) -> list[dict[str, Any]]:
    """Groups of every evaluation split that a training split has.

    Args:
        frame: ``row_id, split, value, serial``: digests, 0 for none, and the numbers that identifiers end with.
        least: Fewest different values of two splits that are groups; 0 where a column was declared.
    """
    parts = _by_split(frame.filter(pl.col("value") != 0))
    # Numbers that begin again in one split are numbers of rows everywhere.
    numbers = least > 0 and (sum(map(_counts_up, parts.values())) > 1 or _begin_again(list(parts.values())))
    found = []
    for split, item_split in _pairs(parts):
        train, items = parts[split], parts[item_split]
        shared = items.filter(pl.col("value").is_in(train["value"].unique().implode()))
        several = pl.concat([train["value"], items["value"]]).n_unique() >= least
        found.append(
            {
                "split": split,
                "item_split": item_split,
                "split_groups": train["value"].n_unique(),
                "groups": items["value"].n_unique(),
                "shared_groups": shared["value"].n_unique(),
                "rows": items.height,
                "shared_rows": shared.height,
                "kind": "numbers" if numbers else "groups" if several else "categories",
                "sample": shared["row_id"].head(_SAMPLE).to_list(),
            }
        )
    return found


def _counts_up(part: pl.DataFrame) -> bool:
    """Whether identifiers are the numbers from 0 or 1 on, in the order in which they first occur.

    Such numbers begin again in every split, and say nothing about two of them.
    """
    firsts = part.unique("value", keep="first", maintain_order=True)["serial"].to_numpy()
    return bool(len(firsts) > 1 and firsts[0] in (0, 1) and (np.diff(firsts) == 1).all())


def _begin_again(parts: Sequence[pl.DataFrame]) -> bool:
    """Whether identifiers are all numbers from 0 or 1 to another last one in every split, in whatever order.

    A split that was drawn from the rows of the others lacks some number between its first and its last.
    """
    lasts = list[int]()
    for part in parts:
        numbers = part.unique("value")["serial"].sort().to_numpy()
        if len(numbers) < _FEWEST_NUMBERS or numbers[0] not in (0, 1) or (np.diff(numbers) != 1).any():
            return False
        lasts.append(int(numbers[-1]))
    return len(lasts) > 1 and min(lasts) < _OTHER_LAST * max(lasts)


def times_across(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """How the moments of training rows and items follow each other.

    Args:
        frame: ``row_id, split, time``: seconds since 1970, NaN where it is not known.
    """
    known = frame.filter(pl.col("time").is_between(_LONG_AGO, _FAR))
    parts, every = _by_split(known), _by_split(frame)
    return [
        {"split": split, "item_split": item_split, "unknown": frame.height - known.height}
        | (
            _order(parts[split], parts[item_split]["time"].to_numpy())
            if split in parts and item_split in parts
            else {"rows": 0, "item_rows": 0}
        )
        for split, item_split in _pairs(every)
    ]


def _order(train: pl.DataFrame, items: NDArray[np.float64]) -> dict[str, Any]:
    """How the moments of a training split and of items follow each other."""
    own = train["time"].to_numpy()
    later = train.filter(pl.col("time") > items.min())
    return {
        "rows": len(own),
        "item_rows": len(items),
        "first": _shown(own.min()),
        "last": _shown(own.max()),
        "item_first": _shown(items.min()),
        "item_last": _shown(items.max()),
        "later_rows": later.height,
        "earlier_items": int((items < own.max()).sum()),
        "later_share": _later_share(own, items),
        "sample": later["row_id"].head(_SAMPLE).to_list(),
    }


def _later_share(train: NDArray[np.float64], items: NDArray[np.float64]) -> float:
    ordered = np.sort(items)
    earlier, not_later = (np.searchsorted(ordered, train, side=side).sum() for side in ("left", "right"))
    return float(earlier + not_later) / (2.0 * len(train) * len(items))


def _shown(seconds: float) -> str:
    moment = datetime.fromtimestamp(float(seconds), UTC)
    return moment.strftime("%Y-%m-%d" if seconds % 86400 == 0 else "%Y-%m-%d %H:%M:%S")
