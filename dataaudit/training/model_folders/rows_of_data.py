"""The rows that a model is tried on, from data in any form that a run takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dataaudit.config.strict_yaml import KeyPath
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import InputError
from dataaudit.selftests.plants import Row
from dataaudit.selftests.recall import sample_rows
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.open_corpus import open_paths

MOST = 512
"""Rows that are drawn."""
FEWEST = 8
"""Rows that there must be."""


def corpus_of(
    data: Sequence[str],
    *,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    turns: Mapping[str, str] | None = None,
) -> Corpus:
    """The corpus behind data, with the columns that a user names; a label of "" leaves classes out."""
    given = {"text": text, "template": template, "label": label, "turns": turns}
    values: dict[KeyPath, Any] = {("input", key): value for key, value in given.items() if value is not None}
    values["input", "paths"] = list(data)
    pipeline = load_pipeline(None, (), values).pipeline
    return open_paths(pipeline.input, pipeline.limits)


def rows_of_data(data: Sequence[str], text: str | None, template: str | None, label: str | None) -> list[Row]:
    """Sample rows spread over a corpus; without a column of classes they have none.

    Raises:
        InputError: Fewer than eight have a text.
    """
    rows = sample_rows(corpus_of(data, text=text, template=template, label=label or ""), MOST)
    enough(rows, "a text")
    return rows


def enough(rows: Sequence[Any], what: str) -> None:
    """Check that there are rows enough.

    Raises:
        InputError: There are fewer than eight.
    """
    if len(rows) < FEWEST:
        message = f"too few rows with {what} to probe: {len(rows)}; at least {FEWEST} are needed"
        raise InputError(message)


def classes_of_rows(names: Sequence[str], where: str) -> list[str]:
    """The classes of rows in order.

    Raises:
        InputError: There are fewer than two.
    """
    classes = sorted(set(names))
    if len(classes) < 2:
        found = f"only the class '{classes[0]}'" if classes else "no classes"
        message = f"{where} has {found} in the first rows; at least two are needed, so mix rows that are sorted"
        raise InputError(message)
    return classes
