"""Duplicates: rates, how sure the search is, and clusters with their differences marked."""

from __future__ import annotations

from typing import Any

from dataaudit.report.charts.charts import recall_chart
from dataaudit.report.difference import difference, shortened
from dataaudit.report.excerpt import folded, one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.samples import ShownCluster, ShownMember, shown_clusters
from dataaudit.report.section import Drawing, Page, figure, shown_row
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="duplicates", rank=50, title="Duplicates", family="duplicates")
TEMPLATE = "duplicates.html.j2"


def draw(page: Page) -> Drawing | None:
    """Rates, the recall of the search, and the largest clusters; None where duplicates were not looked for."""
    drawing = _rates(page)
    if drawing is None:
        return None
    clusters = _clusters(page)
    shown = page.t["clusters_shown"].format(shown=len(clusters), total=f"{drawing['total']:,}")
    return drawing | {"clusters": clusters, "shown": shown}


def _rates(page: Page) -> Drawing | None:
    """Rates and the recall of the search; None where the run did not look for duplicates."""
    tables, t = page.tables, page.t
    metrics = tables.result.metrics
    stages = tables.result.manifest.configuration["stages"]
    minhash = stages.get("minhash") or None
    if "duplicates.exact.rate" not in metrics and not minhash:
        return None
    rates = (
        ("exact_rate", "exact"),
        ("near_rate", "near"),
        ("embedding_rate", "embedding"),
        ("similar_rate", "similar"),
        ("raw_rate", "raw"),
        ("loose_rate", "loose"),
    )
    told = [f"{percent(rate)} {t[key]}" for key, name in rates if (rate := metrics.get(f"duplicates.{name}.rate"))]
    counts = (("clusters_near", "near.clusters"), ("pairs_near", "near.pairs"),
              ("clusters_embedding", "embedding.clusters"), ("pairs_embedding", "embedding.pairs"))  # fmt: skip
    told += [
        t["named"].format(name=t[key], value=f"{count:,}")
        for key, name in counts
        if (count := metrics.get(f"duplicates.{name}"))
    ]
    section: dict[str, Any] = {"text": t["duplicates_exact_text"], "recall": None, "search": []}
    if minhash:
        section["text"] = t["duplicates_text"].format(threshold=percent(minhash["threshold"]))
        section |= _search_facts(tables, float(minhash["threshold"]), t)
    section["lead"] = t["separator"].join(told) + t["full_stop"] if told else t["clusters_none"]
    section["by_meaning"] = _meaning_facts(tables, t)
    total = tables.clusters.select("kind", "cluster_id").n_unique() if tables.clusters.height else 0
    section["total"] = total
    return section


def _meaning_facts(tables: RunTables, t: dict[str, str]) -> str | None:
    """How sure the search among vectors is; None where it did not run."""
    stage = next((one for one in tables.result.manifest.stages if one["name"] == "embeddings"), None)
    facts = (stage or {}).get("facts") or {}
    if not facts or not facts.get("texts"):
        return None
    if facts["cells"] == 1:
        return t["search_whole"].format(model=facts["model"])
    if facts["recall"] is None:
        return None
    shares = {"recall": percent(facts["recall"]), "lowest": percent(facts["recall_lowest"])}
    return t["search_recall"].format(**shares, pairs=f"{facts['recall_pairs']:,}", model=facts["model"])


def _search_facts(tables: RunTables, threshold: float, t: dict[str, str]) -> dict[str, Any]:
    stage = next((one for one in tables.result.manifest.stages if one["name"] == "minhash"), None)
    facts = (stage or {}).get("facts") or {}
    if not facts:
        return {}
    svg = recall_chart(
        bands=facts["bands"],
        rows=facts["rows_per_band"],
        threshold=threshold,
        title=t["similarity_axis"],
        probability_title=t["probability_axis"],
    )
    caption = t["recall"].format(bands=facts["bands"], rows=facts["rows_per_band"])
    metrics = tables.result.metrics
    told = []
    made = tables.summary("minhash_recall")
    if made is not None and made.height:
        copies = int(made["copies"].sum())
        shares = {name: f"{metrics[f'duplicates.near.{name}']:.2%}" for name in ("recall", "recall_low", "recall_high")}
        told.append(t["near_recall"].format(copies=f"{copies:,}", threshold=percent(threshold), **shares))
    if alone := facts["texts_paired_with_kept_alone"]:
        told.append(t["kept_alone"].format(count=f"{alone:,}"))
    return {"recall": figure(svg, caption), "search": told}


def _clusters(page: Page) -> list[dict[str, Any]]:
    """The clusters shown, kept rows first, the others with what differs from the row that stays in their place."""
    return [_cluster(cluster, page) for cluster in shown_clusters(page.tables.clusters, page.settings.clusters)]


def _cluster(cluster: ShownCluster, page: Page) -> dict[str, Any]:
    t = page.t
    exact = cluster.kind == "exact"
    titles = {
        "exact": "cluster_exact",
        "minhash": "cluster_near",
        "embedding": "cluster_embedding",
        "similar": "cluster_similar",
    }
    title = t[titles[cluster.kind]].format(size=f"{cluster.size:,}")
    known = not exact and cluster.smallest is not None
    return {
        "title": title,
        "smallest": t["smallest_similarity"].format(value=f"{cluster.smallest:.3f}") if known else None,
        "members": [_member(member, page) for member in cluster.members],
        "more": cluster.more_texts,
    }


def _member(member: ShownMember, page: Page) -> dict[str, Any]:
    tables, t = page.tables, page.t
    row = shown_row(page, member.row_id)
    place = tables.places.get(member.row_id, {})
    kept = bool(place.get("kept"))
    text = tables.excerpts.get(member.row_id) or t["no_text"]
    note = " · ".join(one_line(str(place[key])) for key in ("split", "label") if place.get(key))
    segments = [(text, "same")]
    if member.row_id != member.keeper:
        segments = difference(tables.excerpts.get(member.keeper) or "", text)
        note += f" {t['similar'].format(similarity=f'{member.similarity:.3f}', row=member.keeper)}"
    copies = ", ".join(map(str, member.copies)) + (f" (+{member.more_copies:,})" if member.more_copies else "")
    return {
        **row,
        "state": "kept" if kept else "dropped",
        "state_text": t["keeper"] if kept else t["dropped_row"],
        "note": note.strip(),
        "pieces": folded(shortened(segments)),
        "copies": t["copies"].format(rows=copies) if copies else "",
    }
