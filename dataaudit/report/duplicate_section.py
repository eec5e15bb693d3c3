"""Duplicates: rates, how sure the search is, and clusters with their differences marked."""

from __future__ import annotations

from typing import Any

import polars as pl

from dataaudit.report.charts import recall_chart
from dataaudit.report.difference import difference, shortened
from dataaudit.report.figure_sections import figure
from dataaudit.report.finding_section import shown_row
from dataaudit.report.labels import percent
from dataaudit.report.run_tables import RunTables
from dataaudit.report.samples import shown_clusters


def duplicate_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """Rates and the recall of the search; None where duplicates were not sought."""
    metrics = tables.result.metrics
    stages = tables.result.manifest.configuration["stages"]
    minhash = stages.get("minhash") or None
    if "duplicates.exact.rate" not in metrics and not minhash:
        return None
    tiles = []
    rates = (("exact_rate", "exact"), ("near_rate", "near"), ("raw_rate", "raw"), ("loose_rate", "loose"))
    for key, name in rates:
        if f"duplicates.{name}.rate" in metrics:
            tiles.append({"value": percent(metrics[f"duplicates.{name}.rate"]) or "–", "text": t[key]})
    section: dict[str, Any] = {"tiles": tiles, "text": t["duplicates_exact_text"]}
    if minhash:
        section["text"] = t["duplicates_text"].format(threshold=percent(minhash["threshold"]))
        tiles.append({"value": f"{metrics['duplicates.near.clusters']:,}", "text": t["clusters_near"]})
        tiles.append({"value": f"{metrics['duplicates.near.pairs']:,}", "text": t["pairs_near"]})
        section |= _search_facts(tables, float(minhash["threshold"]), t)
    total = tables.clusters.select("kind", "cluster_id").n_unique() if tables.clusters.height else 0
    section["total"] = total
    return section


def _search_facts(tables: RunTables, threshold: float, t: dict[str, str]) -> dict[str, Any]:
    stage = next((one for one in tables.result.manifest.stages if one["name"] == "minhash"), None)
    facts = (stage or {}).get("facts") or {}
    if not facts:
        return {}
    svg = recall_chart(
        bands=facts["bands"],
        rows=facts["rows_per_band"],
        threshold=threshold,
        name="recall",
        title=t["similarity_axis"],
        probability_title=t["probability_axis"],
    )
    caption = t["recall"].format(bands=facts["bands"], rows=facts["rows_per_band"])
    crowded = facts["texts_compared_in_part"]
    return {
        "recall": figure(svg, caption),
        "crowded": t["crowded"].format(count=f"{crowded:,}") if crowded else None,
    }


def cluster_section(tables: RunTables, most: int, t: dict[str, str]) -> list[dict[str, Any]]:
    """The clusters shown, the kept row first, the others with what differs from it."""
    return [_cluster(members, tables, t) for members in shown_clusters(tables.clusters, most)]


def _cluster(members: pl.DataFrame, tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
    first = members.row(0, named=True)
    exact = first["kind"] == "exact"
    smallest = first["min_similarity"]
    title = t["cluster_exact" if exact else "cluster_near"].format(size=f"{first['size']:,}")
    return {
        "title": title,
        "smallest": None if exact or smallest is None else t["smallest_similarity"].format(value=f"{smallest:.3f}"),
        "members": [_member(member, tables, t) for member in members.to_dicts()],
        "more": first["size"] - members.height,
    }


def _member(member: dict[str, Any], tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
    row = shown_row(member["row_id"], tables, t)
    kept = bool(tables.places.get(member["row_id"], {}).get("kept"))
    own, other = member["row_id"], member["keeper"]
    text = tables.excerpts.get(own) or t["no_text"]
    note = ""
    segments = [(text, False)]
    if own != other:
        segments = difference(tables.excerpts.get(other) or "", text)[1]
        changed = any(mark for _, mark in segments)
        note = f"{member['similarity']:.3f} · {t['row']} {other}" if changed else t["same_text"]
        segments = segments if changed else []
    return {
        **row,
        "state": "kept" if kept else "dropped",
        "state_text": t["keeper"] if kept and own == other else (t["kept_too"] if kept else t["dropped_row"]),
        "note": note,
        "segments": shortened(segments),
    }
