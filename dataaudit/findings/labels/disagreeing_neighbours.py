"""LBL004 disagreeing-neighbours."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class DisagreeingNeighbours(RowFinding[RowOptions]):
    """Rows whose nearest neighbours all have other labels.

    What it finds:
        Rows whose label differs from that of every labelled row among the ten nearest by embedding. At least five of
        the ten must be labelled.

    Why it matters:
        Neighbours are evidence independent of a model of words. If both disagree with a label, it is rarely right.

    How it decides:
        Signal neighbour_agreement: the share of the nearest labelled rows with other texts that have the row's label,
        by the embeddings of stages.embeddings.

    Example:
        A sports report labelled business whose ten neighbours are sports reports.

    What to do:
        Review them together with label-issue, starting with rows that both find (dataaudit show RUN
        disagreeing-neighbours). Do not relabel by this finding alone.

    Known false alarms:
        Tasks that embeddings do not capture (sentiment, sarcasm); rare classes, whose rows are never close to each
        other.

    Source:
        Kuan and Mueller 2022, on kNN label noise
    """

    code = "LBL004"
    name = "disagreeing-neighbours"
    family = "labels"
    severity = "info"
    status = "preview"
    reads = ("neighbour_agreement",)
    metric = "labels.disagreeing_neighbours.share"
    message = "{count} of {rows} rows {count:differs|differ} in label from all of the nearest neighbours"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("neighbour_agreement") <= 0
