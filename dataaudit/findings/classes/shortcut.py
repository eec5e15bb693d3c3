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
    """Largest strength of length, position or file as a predictor: 0 is guessing, 1 is always right."""
    min_precision: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Smallest lower bound of the share of a word's rows with one label, for the word to be flagged."""
    min_share: Annotated[float, Field(gt=0, le=1)] = 0.3
    """Smallest share of a class that contains such a word."""


class Shortcut(Finding[ShortcutOptions]):
    """Labels that are predictable without understanding the text.

    What it finds:
        Classes that are predictable from text length, position among the rows, or file, and single words that occur
        almost only in one class and in much of that class.

    Why it matters:
        A model learns the shortcut instead of the task, and fails where the shortcut is missing.

    How it decides:
        How well a bin of lengths, a bin of positions or a file predicts the class of held-out rows, from guessing (0)
        to always right (1): above max_strength. A word counts if the lower bound of the share of its rows with one
        label reaches min_precision and it occurs in min_share of that class. The class must not have more than 0.6 of
        the rows, and at least 20 rows must contain the word. Only the most predictive word of each class is judged.
        Data with fewer than 100 labelled rows, a single class or more than 50 classes is not judged.

    Example:
        All spam messages were collected by one scraper that adds "Sent from my phone" to each.

    What to do:
        Check whether the word or length belongs to the task. If not, remove it or balance it over the classes. Shuffle
        rows that are sorted by class.

    Known false alarms:
        Tasks in which words decide the class by nature (language names, formal markers). Data sorted by class on
        purpose: position is a shortcut only for models that see the order.

    Source:
        Gururangan et al. 2018, annotation artefacts; Geirhos et al. 2020, shortcut learning
    """

    code = "CLS006"
    name = "shortcut"
    family = "classes"
    severity = "warning"
    subject = "dataset"
    reads = ("shortcuts",)
    message = "the label is predictable from {shortcut} alone (strength: {strength})"
    words: ClassVar[dict[str, str]] = {
        "length": "the length of the text",
        "position": "the position in the data",
        "source": "the file",
        "token": 'the word "{token}" (label {label}, in {share_of_class:%} of its rows)',
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
            pl.col("class_share") <= 0.6,  # most words of a majority class occur only there
        )
        for row in words.to_dicts():
            names = ("token", "label", "strength", "share_of_class")
            evidence = {"shortcut": "token", **{name: row[name] for name in names}}
            results.append(self.result(count=row["rows"], share=row["rows"] / facts.rows, evidence=evidence))
        return results
