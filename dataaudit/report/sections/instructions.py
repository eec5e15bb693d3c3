"""Turns of a row, and which of its tokens a loss on answers covers."""

from __future__ import annotations

from dataaudit.report.section import Drawing, Page
from dataaudit.report.translations import percent


def draw(page: Page) -> Drawing | None:
    """One sentence above the tables that the stage declares; None where no row has turns."""
    metrics, t = page.tables.result.metrics, page.t
    if not metrics.get("instructions.rows"):
        return None
    lead = t["turns_lead"].format(rows=f"{metrics['instructions.rows']:,}")
    if (share := metrics.get("instructions.loss_tokens.share")) is not None:
        lead += " " + t["turns_loss"].format(share=percent(share))
    return {"lead": lead}
