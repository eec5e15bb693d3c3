"""LBL004 disagreeing-neighbours."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class DisagreeingNeighbours(RowFinding[RowOptions]):
    """Rows whose nearest neighbours all have other labels.

    What it finds:
        Rows of which not one of the labelled rows among the ten nearest, by vector, has the same label;
        at least five must be labelled.

    Why it matters:
        Neighbours are evidence of another kind than a model of words; where both speak, a label is rarely
        right.

    How it decides:
        Signal neighbour_agreement: the share of the nearest labelled rows of other texts with the row's
        label, from the vectors of stages.embeddings.

    Example:
        A sports report labelled business among ten sports reports.

    What to do:
        Read them beside label-issue, first the rows that both find.

    Known false alarms:
        Tasks that vectors do not see (sentiment, sarcasm); rare classes, whose rows are never near each
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
    message = "{count} of {rows} rows have none of their nearest neighbours in their class"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("neighbour_agreement") <= 0
