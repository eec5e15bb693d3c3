"""COL001 repeated-id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.columns.column_finding import ColumnFinding, ColumnOptions

_IDENTIFIER = r"^(?:.*[_ .-])?(?:id|uid|uuid|guid|qid|key|idx|index|no|nr)$"
_CAMEL = r"([a-z0-9])([A-Z])"
_GROUP = (
    r"^(?:user|author|speaker|client|customer|group|conv|conversation|dialog|dialogue|session|thread|parent|context|story|"
    r"topic|class|label|category|source|org|account|channel|image|video|worker|annotator|rater|model|prompt|subreddit|"
    r"tree|root|task|cluster|template)[_ .-]"
)
"""Beginnings of names of identifiers of what several rows may be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedIdOptions(ColumnOptions):
    """Options of repeated-id."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(gt=0, le=1)] = 0.3
    """Largest share of rows with a shared identifier at which it still is one of rows, and not of groups."""


class RepeatedId(ColumnFinding[RepeatedIdOptions]):
    """An identifier occurs more than once.

    What it finds:
        Columns called an identifier that are one for most rows, and whose values some different rows of a file share.

    Why it matters:
        Joins, caches and reviews that go by the identifier take one row for another, and mostly two exports were
        joined.

    How it decides:
        The column's name ends with id, uuid, guid, key, index or no and is not that of a group (user_id, thread_id),
        and at most max_share (0.3) of its rows have a value that another row of the same file has while something
        else in the row differs (columns.parquet, repeated). Identifiers that most rows share, such as those of a
        conversation or a speaker, name groups.

    Example:
        rows 3 and 900 have the id "a-17" and different texts

    What to do:
        Look at the rows that share one, and number the rows again where nothing refers to the old identifiers.

    Known false alarms:
        Identifiers of groups that mostly have one row.

    Source:
        common practice of data validation (uniqueness of keys)
    """

    code = "COL001"
    name = "repeated-id"
    severity = "warning"
    message = "some rows share an identifier with another row: {columns} rows by column"
    options_class = RepeatedIdOptions

    def condition(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        name = pl.col("column").str.replace_all(_CAMEL, "${1}_${2}").str.to_lowercase()  # pairID
        return (
            name.str.contains(_IDENTIFIER)
            & ~name.str.contains(_GROUP)
            & (pl.col("repeated") > 0)
            & (pl.col("repeated") <= self.options.max_share * (pl.col("rows") - pl.col("missing")))
        )

    def concerned(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return pl.col("repeated")
