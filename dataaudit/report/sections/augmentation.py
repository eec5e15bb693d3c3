"""What augmentation made: classes before and after, what guards rejected, and pairs with their changes marked."""

from __future__ import annotations

from typing import Any

import polars as pl

from dataaudit.report.excerpt import visible
from dataaudit.report.section import MOST, Drawing, Page, table_of
from dataaudit.report.translations import percent
from dataaudit.stages.personal_data.mask import mask
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="augmentation", rank=140, title="Augmentation", family="augmentation")
TEMPLATE = "augmentation.html.j2"

_AROUND = 48
"""Characters of unchanged text that are shown beside a change."""
_PIECES = 25
"""Pieces of a pair that are shown."""
Piece = dict[str, str]


def draw(page: Page) -> Drawing | None:
    """Classes, operations, guards and pairs; None where no new rows were to be made."""
    tables, t = page.tables, page.t
    classes, counts = tables.summary("augmentation_classes"), tables.summary("augmentation_counts")
    samples = tables.summary("augmentation_samples")
    if classes is None or counts is None or samples is None:
        return None
    metrics = tables.result.metrics
    accepted = metrics["augmentation.accepted.rate"]
    text = t["augmentation_text"].format(
        rows=f"{metrics['augmentation.rows']:,}", wanted=f"{metrics['augmentation.wanted']:,}",
        tried=f"{metrics['augmentation.tried']:,}", accepted="–" if accepted is None else percent(accepted),
    )  # fmt: skip
    return {
        "text": text,
        "tables": [_classes(classes, t), *_operations(counts, t), *_guards(counts, t)],
        "pairs": [_pair(row, t) for row in samples.to_dicts()],
    }


def _classes(classes: pl.DataFrame, t: dict[str, str]) -> dict[str, Any]:
    rows = [
        [t["all_rows"] if row["label"] is None else row["label"], row["before"], row["wanted"], row["made"],
         row["before"] + row["made"]]
        for row in classes.head(MOST).to_dicts()
    ]  # fmt: skip
    head = [t["label"], t["rows_before"], t["new_rows_wanted"], t["new_rows"], t["rows_after"]]
    return table_of(t["augmentation_classes"], head, rows)


def _operations(counts: pl.DataFrame, t: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for (operation,), part in counts.filter(pl.col("operation") != "").group_by("operation", maintain_order=True):
        sums = dict(part.filter(pl.col("reason").is_null()).select("outcome", "count").iter_rows())
        made = sums.get("accepted", 0) + sums.get("rejected", 0)
        refused = part.filter(pl.col("outcome") == "not_made").sort("count", descending=True)
        why = ", ".join(f"{t['reason_' + row['reason']]} {row['count']:,}" for row in refused.to_dicts())
        rows.append(
            [operation, made, sums.get("accepted", 0), percent(sums.get("accepted", 0) / made) if made else "–", why]
        )
    head = [t["operation"], t["made"], t["accepted"], t["share"], t["not_made"]]
    return [table_of(t["augmentation_operations"], head, rows)] if rows else []


def _guards(counts: pl.DataFrame, t: dict[str, str]) -> list[dict[str, Any]]:
    """How many new rows of every operation each guard rejected, as a share of those made."""
    rejected = counts.filter((pl.col("outcome") == "rejected") & pl.col("reason").is_not_null())
    if not rejected.height:
        return []
    made = dict(
        counts.filter(pl.col("reason").is_null() & pl.col("outcome").is_in(["accepted", "rejected"]))
        .group_by("operation", maintain_order=True)
        .agg(pl.col("count").sum())
        .iter_rows()
    )
    reasons = rejected.group_by("reason").agg(pl.col("count").sum()).sort(["count", "reason"], descending=[True, False])
    names = reasons["reason"].to_list()
    told = {(one["operation"], one["reason"]): one["count"] for one in rejected.to_dicts()}
    rows = [
        [operation, *(percent(told.get((operation, name), 0) / whole) for name in names)]
        for operation, whole in made.items()
    ]
    return [table_of(t["augmentation_guards"], [t["operation"], *(t[f"guard_{name}"] for name in names)], rows)]


def _pair(row: dict[str, Any], t: dict[str, str]) -> dict[str, Any]:
    reasons = ", ".join(t[f"guard_{reason}"] for reason in row["reasons"])
    return {
        "operation": row["operation"],
        "kept": row["outcome"] == "accepted",
        "outcome": t["accepted"] if row["outcome"] == "accepted" else f"{t['rejected']}: {reasons}",
        "row": str(row["augmented_from"]),
        "label": visible(row["label"]) if row["label"] is not None else "",
        "pieces": marked(row["before"], row["changes"]),
    }


def marked(before: str, changes: list[dict[str, Any]]) -> list[Piece]:
    """A text in pieces: what stays, what was taken out, what was put in; long pieces that stay are cut.

    Personal data is masked; operations leave it alone, so it is never split over two pieces.

    Examples:
        >>> change = {"start": 2, "end": 5, "before": "cat", "new_start": 2, "new_end": 5, "after": "dog"}
        >>> [(piece["kind"], piece["text"]) for piece in marked("a cat sat", [change])]
        [('same', 'a '), ('del', 'cat'), ('ins', 'dog'), ('same', ' sat')]
    """
    pieces: list[Piece] = []
    last = 0
    for number, one in enumerate(changes):
        pieces += _same(before[last : one["start"]], first=number == 0, final=False)
        pieces += [{"kind": "del", "text": _shown(one["before"])}] if one["before"] else []
        pieces += [{"kind": "ins", "text": _shown(one["after"])}] if one["after"] else []
        last = one["end"]
    pieces += _same(before[last:], first=False, final=True)
    return pieces[:_PIECES] + ([{"kind": "same", "text": "…"}] if len(pieces) > _PIECES else [])


def _same(text: str, *, first: bool, final: bool) -> list[Piece]:
    if not text:
        return []
    shown = _shown(text)
    if len(shown) > 2 * _AROUND:
        begin = "" if first else shown[:_AROUND]
        end = "" if final else shown[-_AROUND:]
        shown = f"{begin}…{end}"
    return [{"kind": "same", "text": shown}]


def _shown(text: str) -> str:
    return visible(mask(text))
