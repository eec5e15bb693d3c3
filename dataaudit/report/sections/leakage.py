"""The matrix of splits and tiers, what leaks do to scores, and examples."""

from __future__ import annotations

import polars as pl

from dataaudit.report.excerpt import excerpt, one_line
from dataaudit.report.section import LONGEST, MOST, Drawing, Page, table_of


def draw(page: Page) -> Drawing | None:
    """The matrix of splits and tiers, what it does to scores, examples; None where there were no items."""
    tables, t = page.tables, page.t
    splits, leaks = tables.summary("split_leaks"), tables.summary("leaks")
    if splits is None or leaks is None or splits.is_empty():
        return None
    tiers = splits["tier"].unique(maintain_order=True).to_list()
    by_pair = list(splits.iter_slices(len(tiers)))  # a pair of splits is as many rows as there are tiers
    matrix = [
        [part["split"][0] or "–", part["item_split"][0], *part["items"].to_list(), part["items_total"][0]]
        for part in by_pair
    ]
    found = [
        table_of(
            t["leak_matrix"],
            [t["split"], t["item_split"], *(t[f"tier_{tier}"] for tier in tiers), t["items_total"]],
            matrix,
        )
    ]
    inflation = tables.summary("score_inflation")
    if inflation is not None and inflation.height:
        found.append(
            table_of(
                t["inflation"],
                [t["item_split"], t["leaked"], t["score_all"], t["score_clean"], t["inflation_short"], t["interval"]],
                [
                    [row["item_split"], row["leaked"], row["score"], row["clean_score"], row["inflation"],
                     f"{row['low']:.3f} – {row['high']:.3f}"]
                    for row in inflation.to_dicts()
                ],
            )
        )  # fmt: skip
    if leaks.height:
        strength = {tier: place for place, tier in enumerate(tiers)}
        first = leaks.sort(
            pl.col("tier").replace_strict(strength, return_dtype=pl.Int64), -pl.col("score"), maintain_order=True
        )
        shown = first.group_by("tier", maintain_order=True).head(MOST // 4)
        places = tables.file_positions(shown["row_id"].to_list())
        found.append(
            table_of(
                t["leak_examples"],
                [t["tier"], t["row"], t["item"], t["score"], t["answer_found"], t["matched"], t["shared"]],
                [
                    [t[f"tier_{row['tier']}"], places[row["row_id"]], row["item"], row["score"],
                     "" if row["answer_found"] is None else t["yes"] if row["answer_found"] else t["no"],
                     excerpt(row["matched"] or "", LONGEST), excerpt(row.get("shared") or "", LONGEST)]
                    for row in shown.to_dicts()
                ],
                more=(leaks.height, "leaks.parquet"),
            )
        )  # fmt: skip
    leaked = t["list_separator"].join(
        t["leak_lead"].format(items=f"{items:,}", total=f"{total:,}", split=one_line(split or "–"))
        for split, items, total in _leaked(splits)
    )
    return {"lead": leaked + t["full_stop"] if leaked else t["leak_none"], "text": t["leakage_text"], "tables": found}


def _leaked(splits: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Items that rows of another split contain, by the split of the items; of those with any."""
    by_pair = splits.group_by("item_split", "split").agg(pl.col("items").sum(), pl.col("items_total").first())
    most = (
        by_pair.sort(["items", "item_split", "split"], descending=[True, False, False])
        .group_by("item_split", maintain_order=True)
        .first()
    )
    return [row for row in most.select("item_split", "items", "items_total").sort("item_split").iter_rows() if row[1]]
