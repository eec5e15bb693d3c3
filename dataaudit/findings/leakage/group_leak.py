"""LEK007 group-leak."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts, Result
from dataaudit.findings.leakage.crossing_finding import CrossingFinding, CrossingOptions


class GroupLeak(CrossingFinding[CrossingOptions]):
    """Groups of rows that are in a training split and in an evaluation split.

    What it finds:
        Evaluation rows about the same user, patient, document, conversation or other group as training rows.

    Why it matters:
        A model recognises the writer, the document or the patient, and the score says how well it does on the ones it
        has seen. On new ones it is lower.

    How it decides:
        Columns that are called an identifier of a group (user_id, author, meta.doc_id), or that input.groups names,
        have values that occur in a training split and in a validation or test split; the severity is info up to
        tolerated_share (0.01) of the evaluation rows. Left out: columns of fewer than stages.splits.min_groups (8)
        values, values that name nobody ("anonymous"), identifiers that count from 0 or 1 in both splits, annotators,
        templates, sources and classes. Identifiers are compared as they are written. split_groups.parquet lists every
        pair of splits.

    Example:
        120 of 400 test rows were written by 31 users who also wrote training rows.

    What to do:
        Draw the splits again by group (GroupShuffleSplit), or report the score on the rows of new groups next to the
        old one. Name the column under findings.group-leak.ignore where the groups are known in use as well.

    Known false alarms:
        Data whose users are known in use (recommendation); identifiers that were numbered again in every split.

    Source:
        Kapoor and Narayanan 2023, "Leakage and the reproducibility crisis in machine-learning-based science"
    """

    code = "LEK007"
    name = "group-leak"
    reads = ("split_groups",)
    message = (
        "{column}: {count} of {item_rows} rows of {item_split} belong to {shared_groups} of {groups} groups that "
        "{split} has as well"
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        found = self.considered(facts, "split_groups").filter(pl.col("shared_groups") > 0, pl.col("kind") == "groups")
        return [
            self.result(
                count=row["shared_rows"],
                share=row["shared_rows"] / row["rows"],
                evidence={**self.sides(row), "item_rows": row["rows"]}
                | {key: row[key] for key in ("groups", "shared_groups")},
                row_ids=tuple(row["sample"]),
                severity="info" if row["shared_rows"] <= self.options.tolerated_share * row["rows"] else None,
            )
            for row in self.strongest(found, "shared_rows").to_dicts()
        ]
