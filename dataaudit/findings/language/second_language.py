"""LNG004 second-language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result

UNKNOWN = "und"
FEWEST = 3
"""Rows of a language that are more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLanguageOptions(Options):
    """Options of second-language."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float, Field(gt=0, le=1)] = 0.02
    """Share of the rows that are surely in a language from which another than the largest is named."""
    min_rows: Annotated[int, Field(ge=1)] = 20
    """Fewest rows surely in any language to judge."""
    expected: tuple[str, ...] = ()
    """Languages that may be there (ISO 639-1, else 639-3)."""


class SecondLanguage(Finding[SecondLanguageOptions]):
    """A second language that a good part of the rows is in.

    What it finds:
        Languages other than the most frequent one that hold more than a small share of the rows.

    Why it matters:
        A corpus of which a fifth was translated, or crawled from another country's pages, teaches a mixture that nobody
        has chosen, and rules made for one language judge the other wrongly.

    How it decides:
        Only rows with a language_confidence of at least 0.8 count (languages.parquet, column sure). Named are languages
        with at least min_share (0.02) of them that are neither the most frequent one nor among expected.

    Example:
        800 rows in English and 200 in German.

    What to do:
        Nothing, if both are wanted: name them in findings.second-language.expected. If not, set
        findings.unexpected-language.expected and drop what it flags.

    Known false alarms:
        Closely related languages that are taken for each other (Norwegian and Danish); parallel corpora.

    Source:
        dataaudit
    """

    code = "LNG004"
    name = "second-language"
    family = "language"
    severity = "info"
    subject = "dataset"
    reads = ("languages",)
    message = "{count} of {rows} rows {count:is|are} surely in another language than {first}: {others}"
    options_class = SecondLanguageOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        known = facts.tables["languages"].filter(pl.col("language") != UNKNOWN, pl.col("sure") > 0)
        found = other_languages(known, self.options)
        if found is None:
            return []
        first, named, count = found
        return [self.result(count=count, share=count / facts.rows, evidence={"first": first, "others": named})]


def other_languages(counted: pl.DataFrame, options: SecondLanguageOptions) -> tuple[str, str, int] | None:
    """The most frequent language, the others that a good part is in, and how many rows that is; None without others.

    Args:
        counted: ``language, sure``.
        options: From which share on, and of how many, a language is named.
    """
    total = int(counted["sure"].sum())
    if total < options.min_rows:
        return None
    ordered = counted.sort(["sure", "language"], descending=[True, False])
    first = str(ordered["language"][0])
    others = ordered.filter(
        pl.col("sure") >= max(options.min_share * total, FEWEST), ~pl.col("language").is_in([first, *options.expected])
    )
    if not others.height:
        return None
    named = ", ".join(f"{name} ({rows:,})" for name, rows in others.select("language", "sure").iter_rows())
    return first, named, int(others["sure"].sum())
