"""The tables about leakage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.leakage.pairs import TIERS, Pair
from dataaudit.stages.leakage.result_schemas import LEAKS, SPLIT_LEAKS
from dataaudit.stages.leakage.spans import Token, characters_of, matched_tokens, tokens_in
from dataaudit.stages.share_interval import wilson

MOST_SPANS = 20_000
"""Most matches whose place is computed to the character."""
LONGEST = 200
"""Longest excerpt of a match, in characters."""
_AROUND = 50
"""Tokens on either side of a question in which its answer is searched for."""
_SHORT_ANSWER = 12
"""An answer of at most this many tokens must occur literally; a longer one by three-grams."""


def leak_table(
    store: SignalStore, pairs: Sequence[Pair], items: Items, shared: Mapping[tuple[int, int], Sequence[str]]
) -> pa.Table:
    """Build ``leaks.parquet`` from pairs in order of rows, and the words that a row and an item share."""
    records = [_known(pair, items, shared.get((pair.row, pair.item))) for pair in pairs]
    shown = pairs[:MOST_SPANS]
    texts = _texts(store, np.unique(np.array([pair.row for pair in shown], np.uint64)))
    of_item: dict[int, list[Token]] = {}
    row, own = -1, list[Token]()
    for record, pair in zip(records, shown, strict=False):
        if pair.row != row:
            row, own = pair.row, tokens_in(texts[pair.row])
        if pair.item not in of_item:
            of_item[pair.item] = tokens_in(items.texts[pair.item])
        record |= _places(pair, items, texts[pair.row], own, of_item[pair.item])
    return pa.Table.from_pylist(records, schema=LEAKS)


def _texts(store: SignalStore, row_ids: NDArray[np.uint64]) -> dict[int, str]:
    found: dict[int, str] = {}
    if len(row_ids):
        for ids, texts in store.texts(row_ids):
            found |= {row: text or "" for row, text in zip(ids.tolist(), texts.to_pylist(), strict=True)}
    return found


def _known(pair: Pair, items: Items, shared: Sequence[str] | None) -> dict[str, Any]:
    return {
        "tier": pair.tier,
        "row_id": pair.row,
        "item_split": items.splits[pair.item],
        "item": items.names[pair.item],
        "item_row": items.rows[pair.item] if items.rows[pair.item] >= 0 else None,
        "score": round(pair.score, 6),
        "question_coverage": _number(pair.question),
        "answer_coverage": _number(pair.answer),
        "shared": None if shared is None or pair.tier != "embedding" else " ".join(shared),
    }


def _places(pair: Pair, items: Items, text: str, own: Sequence[Token], theirs: Sequence[Token]) -> dict[str, Any]:
    """The place of a match in both texts, and whether the answer is near it."""
    whole = len(items.texts[pair.item])
    begin, end, first, last = 0, len(text), 0, whole
    if pair.first >= 0:
        begin, end = characters_of(own, pair.first, pair.last, len(text))
        inside = matched_tokens(theirs, own[pair.first : pair.last])
        if inside is not None:
            first, last = characters_of(theirs, *inside, whole)
    answer = items.answers[pair.item]
    matched = " ".join(text[begin:end][: 2 * LONGEST].split())[:LONGEST]
    places = {"row_start": begin, "row_end": end, "item_start": first, "item_end": last}
    return places | {"answer_found": _answer_found(own, pair, answer) if answer else None, "matched": matched}


def _answer_found(own: Sequence[Token], pair: Pair, answer: str) -> bool:
    """Whether the answer of an item occurs near its question, outside it."""
    if not math.isnan(pair.answer):
        return True
    wanted = [token.text for token in tokens_in(answer)]
    if not wanted:
        return False
    first, last, reach = pair.first, pair.last, max(_AROUND, 2 * len(wanted))
    sides = [own[max(first - reach, 0) : first], own[last : last + reach]] if first >= 0 else [own]
    return any(_holds([token.text for token in side], wanted) for side in sides)


def _holds(near: Sequence[str], wanted: Sequence[str]) -> bool:
    if len(wanted) > _SHORT_ANSWER:
        grams = {tuple(near[place : place + 3]) for place in range(len(near) - 2)}
        theirs = {tuple(wanted[place : place + 3]) for place in range(len(wanted) - 2)}
        return len(grams & theirs) >= 0.6 * len(theirs)
    count = len(wanted)
    return any(list(near[place : place + count]) == list(wanted) for place in range(len(near) - count + 1))


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def row_table(pairs: Sequence[Pair], items: Items, added: pa.Schema) -> pa.Table:
    """The strongest match of every row that has one, from pairs in order of rows, the strongest first.

    Of two evaluation rows that contain each other only one is listed, so that dropping the listed rows keeps the other.
    """
    strongest: dict[int, Pair] = {}
    held = {(pair.row, items.rows[pair.item]) for pair in pairs if items.rows[pair.item] >= 0}
    for pair in pairs:
        other = items.rows[pair.item]
        if (other, pair.row) in held and other < pair.row:
            continue
        strongest.setdefault(pair.row, pair)
    chosen = [strongest[row] for row in sorted(strongest)]
    columns = {
        "row_id": [pair.row for pair in chosen],
        "leak_split": [items.splits[pair.item] for pair in chosen],
        "leak_item": [items.names[pair.item] for pair in chosen],
        "leak_tier": [pair.tier for pair in chosen],
        "leak_score": [pair.score for pair in chosen],
    }
    return pa.table(columns, schema=pa.schema([pa.field("row_id", pa.uint64()), *added]))


def split_table(
    pairs: Sequence[Pair], items: Items, rows: pa.Table, by_chance: Mapping[tuple[str, bool], int]
) -> pa.Table:
    """Build ``split_leaks.parquet``; ``by_chance`` has the paraphrases that chance may make, by evaluation set."""
    split_of = (
        dict(zip(rows.column("row_id").to_pylist(), rows.column("split").to_pylist(), strict=True)) if pairs else {}
    )
    totals: dict[str | None, int] = {}
    for entry in rows.column("split").value_counts().to_pylist():
        totals[entry["values"]] = entry["counts"]
    asked: dict[tuple[str, bool], int] = {}
    for name, row in zip(items.splits, items.rows, strict=True):
        asked[name, row >= 0] = asked.get((name, row >= 0), 0) + 1
    best: dict[tuple[str | None, str, bool], dict[int, str]] = {}
    held: dict[tuple[str | None, str, bool, str], set[int]] = {}
    matched: dict[tuple[str | None, str, bool, str], set[int]] = {}
    for pair in pairs:
        key = (split_of[pair.row], items.splits[pair.item], items.rows[pair.item] >= 0)
        known = best.setdefault(key, {})
        if pair.item not in known or TIERS.index(pair.tier) < TIERS.index(known[pair.item]):
            known[pair.item] = pair.tier
        held.setdefault((*key, pair.tier), set()).add(pair.row)
        matched.setdefault((*key, pair.tier), set()).add(pair.item)
    records = [
        {
            "split": split,
            "item_split": name,
            "tier": tier,
            "items": sum(one == tier for one in best.get((split, name, own), {}).values()),
            "items_in_tier": len(matched.get((split, name, own, tier), ())),
            "rows": len(held.get((split, name, own, tier), ())),
            "items_total": asked[name, own],
            "rows_total": totals[split],
            **(_chance(by_chance.get((name, own), 0), asked[name, own]) if tier == "embedding" else {}),
        }
        for split in sorted(totals, key=lambda one: one or "")
        for name, own in sorted(asked)
        if not (own and split == name)
        for tier in TIERS
    ]
    return pa.Table.from_pylist(records, schema=SPLIT_LEAKS)


def _chance(items: int, total: int) -> dict[str, int]:
    """The items that chance may account for, by the interval of their share."""
    low, high = wilson(items, total)
    return {"items_by_chance": math.floor(low * total), "most_by_chance": math.ceil(high * total)}
