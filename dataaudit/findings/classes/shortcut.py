"""CLS006 shortcut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutOptions(Options):
    """Options of shortcut."""

    __pydantic_config__ = SECTION

    max_strength: Annotated[float, Field(gt=0, le=1)] = 0.6
    """How well a class may be told from length, position or file: 0 is guessing, 1 always right."""
    min_precision: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Lower bound of the share of the rows with a word that have one label, from which the word tells it."""
    min_share: Annotated[float, Field(gt=0, le=1)] = 0.3
    """Share of a class that must hold such a word."""


class Shortcut(Finding[ShortcutOptions]):
    """Labels that can be told without understanding the text.

    What it finds:
        Classes that length, place among the rows or file tell well, and single words that nearly only one
        class holds and that much of that class holds.

    Why it matters:
        A model learns the shortcut instead of the task, and fails where the shortcut is missing.

    How it decides:
        How well a bin of lengths, of places or a file tells the class, on rows that it was not learnt
        from, between guessing (0) and always (1): above max_strength. A word counts when the lower bound
        of the share of its rows with one label reaches min_precision and it stands in min_share of that
        class. The class must not have over 0.6 of the rows, and twenty rows must hold the word; of every
        class the word that tells most is judged. Fewer than a hundred labelled rows, a single class or
        more than fifty classes are not judged.

    Example:
        All spam messages were collected by one scraper that writes "Sent from my phone" under each.

    What to do:
        Look whether the word or length belongs to the task; if not, remove it or balance it over the
        classes. Shuffle rows that are sorted by class.

    Known false alarms:
        Tasks that words decide by nature (language names, formal markers); data sorted by class on
        purpose: position is only a shortcut for models that see the order.

    Source:
        Gururangan et al. 2018, annotation artefacts; Geirhos et al. 2020, shortcut learning
    """

    code = "CLS006"
    name = "shortcut"
    family = "classes"
    severity = "warning"
    subject = "dataset"
    reads = ("shortcuts",)
    message = "the label can be predicted from {shortcut} alone (strength {strength})"
    words: ClassVar[dict[str, str]] = {
        "length": "the length of the text",
        "position": "the position in the data",
        "source": "the file",
        "token": 'the word "{token}" (label {label}, in {share_of_class} of its rows)',
    }
    options_class = ShortcutOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["shortcuts"]
        results = []
        for row in table.filter(pl.col("kind") != "token", pl.col("strength") > self.options.max_strength).to_dicts():
            evidence = {"shortcut": row["kind"], "strength": row["strength"]}
            results.append(self.result(count=row["rows"], share=row["rows"] / facts.rows, evidence=evidence))
        words = table.filter(
            pl.col("kind") == "token",
            pl.col("lowest") >= self.options.min_precision,
            pl.col("share_of_class") >= self.options.min_share,
            pl.col("class_share") <= 0.6,  # most words of a class of most rows stand in it alone
        )
        for row in words.to_dicts():
            evidence = {"shortcut": "token", "token": row["token"], "label": row["label"], "strength": row["strength"]}
            evidence["share_of_class"] = f"{row['share_of_class']:.0%}"
            results.append(self.result(count=row["rows"], share=row["rows"] / facts.rows, evidence=evidence))
        return results
