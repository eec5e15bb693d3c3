"""LBL008 invalid-tag-sequence."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class InvalidTagSequence(RowFinding[RowOptions]):
    """Tags of which an entity continues that has not begun.

    What it finds:
        Rows of token classification whose tags are not a valid sequence of their scheme.

    Why it matters:
        Libraries read such tags differently: as an entity, as none, or as an error; figures of two of them do not
        compare.

    How it decides:
        I-X (in BIOES and BILOU also E-X and L-X) follows neither B-X nor I-X; where ends are marked, an entity is not
        ended (signal tag_problem describes the first problem). The scheme is read from the first rows: where most
        entities begin with I- (IOB1), or tags are numbers without names, nothing is judged, and a note says so.

    Example:
        "O", "I-PER"

    What to do:
        Review a sample (dataaudit show RUN invalid-tag-sequence); make the first I- a B- where the entity is real, or
        drop the rows with clean.drop: [invalid-tag-sequence].

    Known false alarms:
        Sentences that were cut inside an entity.

    Source:
        Ramshaw and Marcus 1995, "Text Chunking using Transformation-Based Learning"; the conventions of seqeval
    """

    code = "LBL008"
    name = "invalid-tag-sequence"
    family = "labels"
    severity = "warning"
    reads = ("tag_problem",)
    metric = "labels.invalid_tag_sequence.share"
    message = "{count} of {rows} rows {count:has|have} tags that are not a valid sequence of entities"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("tag_problem").is_not_null()
