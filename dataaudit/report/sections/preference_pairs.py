"""Pairs of answers: which side is longer; ratings: how many are good."""

from __future__ import annotations

from dataaudit.report.section import Drawing, Page, table_of
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="preference_pairs", rank=127, title="Pairs and ratings", family="preferences")


def draw(page: Page) -> Drawing | None:
    """Figures of pairs and ratings; None where the rows have neither."""
    metrics, t = page.tables.result.metrics, page.t
    rows = []
    if metrics.get("preferences.pairs"):
        rows.append([t["pairs_told_apart"], f"{metrics['preferences.pairs']:,}"])
        rows.append([t["chosen_longer"], percent(metrics.get("preferences.chosen_longer.share"))])
        effect = metrics.get("preferences.length_effect")
        rows.append([t["length_effect"], "–" if effect is None else f"{effect:.2f}"])
    if metrics.get("preferences.rated"):
        rows.append([t["rated_answers"], f"{metrics['preferences.rated']:,}"])
        rows.append([t["rated_good"], percent(metrics.get("preferences.desirable.share"))])
    if not rows:
        return None
    lead = t["separator"].join(t["named"].format(name=name, value=value) for name, value in rows) + t["full_stop"]
    return {"lead": lead, "tables": [table_of("", [t["what"], t["measured"]], rows)]}
